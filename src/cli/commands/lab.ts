import { once } from "node:events";
import open, { apps } from "open";
import { wholeNumber } from "../arguments.ts";
import type { Command } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { say } from "../output.ts";
import { serveLab } from "../serve.ts";

export const lab: Command = {
  name: "lab",
  operands: "",
  summary: "serve the web lab on localhost and open it",
  options: {
    port: { value: "N", short: "p", about: "port to listen on; PORT or a free one by default" },
    "no-open": { about: "open no browser (as with BROWSER=none)" },
  },
  examples: [
    { about: "on a port of your choice, without opening a browser", line: "lyascope lab --port 8080 --no-open" },
  ],

  async run(given) {
    const { env } = process;
    const asked = env.PORT === undefined || env.PORT === "" ? 0 : wholeNumber("PORT", env.PORT, 0, 65535);
    const { server, address } = await serveLab(given.integer("port", 0, 65535) ?? asked);
    await say(`lyascope lab: ${address} (Ctrl-C stops it)`);
    if (!given.flag("no-open") && hasDesktop(env, process.platform)) await openBrowser(address, env.BROWSER);
    await interruptible(async (signal) => {
      await once(signal, "abort");
    });
    server.close();
    server.closeAllConnections();
    return 0;
  },
};

/** Whether opening a browser makes sense: not on a build machine, over SSH, without a display, or against BROWSER=none. */
export function hasDesktop(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (env.BROWSER === "none" || (env.CI !== undefined && env.CI !== "" && env.CI !== "false")) return false;
  if (platform === "linux") return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
  return env.SSH_CONNECTION === undefined;
}

async function openBrowser(address: string, browser: string | undefined): Promise<void> {
  const name = browser === undefined || browser === "" ? apps.browser : browser;
  try {
    const child = await open(address, browser === undefined || browser === "" ? {} : { app: { name } });
    child.on("error", () => {});
  } catch {
    // The address is on the screen: a desktop that cannot open it is no failure of the lab.
  }
}
