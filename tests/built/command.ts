import { once } from "node:events";
import { onTestFinished } from "vitest";
import { start } from "../cli/lyascope.ts";

/** Address of a lab that `lyascope lab` serves until the test is over. */
export async function commandLab(): Promise<string> {
  const child = start(["lab"], { env: { PORT: "0" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  const address = /http:\/\/localhost:\d+\//.exec(String(line))?.[0];
  if (address === undefined) throw new Error(`no address in ${line}`);
  return address;
}
