import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { hasDesktop } from "../../src/cli/commands/lab.ts";
import { inProcess } from "./in-process.ts";
import { lyascope, start } from "./lyascope.ts";

async function serve() {
  const child = start(["lab"], { env: { PORT: "0" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  const address = /http:\/\/localhost:\d+\//.exec(String(line))?.[0];
  if (address === undefined) throw new Error(`no address in ${line}`);
  return { child, address };
}

/** Status of a path sent as it is: fetch would tidy it up first. */
async function status(address: string, path: string): Promise<number | undefined> {
  const sent = request(address, { path }).end();
  const [response] = await once(sent, "response");
  response.resume();
  return response.statusCode;
}

describe("lyascope lab", () => {
  it("serves the built lab, and nothing outside it, until Ctrl-C", async () => {
    const { child, address } = await serve();
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self' /);
    const html = await page.text();
    const script = /src="\.?\/?([^"]+\.js)"/.exec(html)?.[1];
    const code = await fetch(new URL(script ?? "", address));
    expect(code.status).toBe(200);
    expect(code.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect((await fetch(new URL("nope.js", address))).status).toBe(404);
    expect((await fetch(address, { method: "POST" })).status).toBe(405);
    for (const path of ["/../index.js", "/..%2findex.js", "/%2e%2e/index.js", "//etc/passwd", "/%E0%A4%A"]) {
      expect(await status(address, path)).toBe(404);
    }
    child.kill("SIGINT");
    const [exit] = await once(child, "close");
    expect(exit).toBe(0);
  });

  it("says in one line that a port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const bound = other.address();
    const port = typeof bound === "object" ? bound?.port : undefined;
    const { code, stderr } = await lyascope(["lab"], { env: { PORT: String(port) } });
    expect(stderr).toBe(`lyascope: port ${port} is in use; PORT=0 takes a free one\n`);
    expect(code).toBe(1);
  });

  it.each(["abc", "-1", "65536", "80.5"])("refuses PORT=%s", async (port) => {
    vi.stubEnv("PORT", port);
    const { code, stderr } = await inProcess(["lab"]);
    vi.unstubAllEnvs();
    expect(stderr).toBe(`lyascope: PORT is "${port}"; allowed: a whole number from 0 to 65535\n`);
    expect(code).toBe(2);
  });

  it("opens a browser only where there is a desktop", () => {
    expect(hasDesktop({ DISPLAY: ":0" }, "linux")).toBe(true);
    expect(hasDesktop({ WAYLAND_DISPLAY: "wayland-0" }, "linux")).toBe(true);
    expect(hasDesktop({}, "linux")).toBe(false);
    expect(hasDesktop({}, "darwin")).toBe(true);
    expect(hasDesktop({}, "win32")).toBe(true);
    expect(hasDesktop({ BROWSER: "none" }, "darwin")).toBe(false);
    expect(hasDesktop({ CI: "true" }, "darwin")).toBe(false);
    expect(hasDesktop({ SSH_CONNECTION: "1" }, "darwin")).toBe(false);
  });
});
