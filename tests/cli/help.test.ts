import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scalarFields } from "../../src/study/fields.ts";
import { inProcess } from "./in-process.ts";
import { lyascope } from "./lyascope.ts";

describe("help", () => {
  it.each([[[]], [["--help"]], [["-h"]]])("of the program: lyascope %j", async (args) => {
    const { code, stdout, stderr } = await inProcess(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of ["spectrum", "gradient", "forward", "theory", "bench", "lab"])
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
  });

  it("of spectrum names every option and every field with its default", async () => {
    const { code, stdout } = await inProcess(["spectrum", "--help"]);
    expect(code).toBe(0);
    for (const name of ["set", "engine", "workers", "json", "out", "help"]) expect(stdout).toContain(`--${name}`);
    for (const { path, description } of scalarFields) {
      expect(stdout).toMatch(new RegExp(`^ {2}${path.replaceAll(".", "\\.")} +\\S`, "m"));
      expect(stdout.replaceAll(/\s+/g, " ")).toContain(description);
    }
    expect(stdout).toMatch(/network\.width .*\(64\)/);
  });

  it.each(["gradient", "forward", "theory", "bench", "lab"])("of %s", async (name) => {
    const { code, stdout } = await inProcess([name, "-h"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`lyascope ${name}`);
  });

  it("tells the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect((await lyascope(["--version"])).stdout).toBe(`${version}\n`);
  });
});
