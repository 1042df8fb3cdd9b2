import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds dist/ once before the tests, which run the built command line and the packed package. */
export default async function build(): Promise<void> {
  const script = fileURLToPath(new URL("../../scripts/prepare.mjs", import.meta.url));
  execFileSync(process.execPath, [script], { stdio: ["ignore", 2, 2] });
}
