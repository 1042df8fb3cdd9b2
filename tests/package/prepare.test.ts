import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./package.ts";

function prepare(folder: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, "scripts/prepare.mjs")], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("the prepare script", () => {
  it("says nothing where the build is up to date", () => {
    expect(prepare(ROOT)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("does not fail where the development tools are not installed", () => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-bare-"));
    for (const part of ["scripts", "src", "shaders", "assembly", "package.json"])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    const { status, stdout, stderr } = prepare(folder);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(stderr).toMatch(/^lyascope: not built, typescript, vite, assemblyscript not installed[^\n]*\n$/);
    expect(existsSync(join(folder, "dist"))).toBe(false);
  });
});
