import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ROOT } from "./package.ts";

const LAB = join(ROOT, "dist/lab");
/** Bytes, gzip. */
const INITIAL = 100_000;

/** A script and all that it imports statically, by name. */
function withImports(name: string, scripts = new Map<string, string>()): Map<string, string> {
  if (scripts.has(name)) return scripts;
  const code = readFileSync(join(LAB, "assets", name), "utf8");
  scripts.set(name, code);
  for (const [, imported] of code.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+)["']/g)) {
    if (imported !== undefined) withImports(imported, scripts);
  }
  return scripts;
}

describe("the built lab", () => {
  it(`needs at most ${INITIAL / 1000} kB of script, gzip, for its first picture`, () => {
    const html = readFileSync(join(LAB, "index.html"), "utf8");
    const named = [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)].map(([, name = ""]) => name);
    expect(named).not.toEqual([]);
    const scripts = new Map<string, string>();
    for (const name of named) withImports(name, scripts);
    const sizes = [...scripts].map(([name, code]) => [name, gzipSync(code).length] as const);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    expect(total, sizes.map(([name, size]) => `${name} ${size}`).join(", ")).toBeLessThanOrEqual(INITIAL);
    // The page is in it; what measures, draws in 3D or edits every field is not.
    const code = [...scripts.values()].join("\n");
    expect(code).toContain("lyascope:");
    for (const later of ["whole spectra at", "lil-gui", "WebGLRenderer", "@compute"]) expect(code).not.toContain(later);
  });
});
