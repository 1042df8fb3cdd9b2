import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scalarFields } from "../../src/study/fields.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { blocksOf, linesOf, words } from "../support/markdown.ts";
import { lyascope, ROOT } from "./lyascope.ts";

const README = readFileSync(join(ROOT, "README.md"), "utf8");

const BLOCKS = blocksOf(README);
const LINES = linesOf(README);
const COMMANDS = LINES.filter((line) => line.includes("npx lyascope"));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyascope-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs one command line of the README, in the repository, `--out` into a folder that goes away; stores are looked for there. */
async function run(line: string) {
  const [before = "", after = ""] = line.split("npx lyascope");
  const stdin = /^echo '(.*)' \| $/.exec(before)?.[1];
  const args = words(after).map((word, i, all) =>
    all[i - 1] === "--out" || word.endsWith(".zarr") ? join(folder, word) : word,
  );
  return lyascope(args, stdin === undefined ? {} : { stdin });
}

/** What commands print, as the README shows it. */
const SHOWN = new Map(
  BLOCKS.flatMap(({ language, content }, i) =>
    language === "text" ? [[BLOCKS[i - 1]?.content.trim() ?? "", content]] : [],
  ),
);

/** Everything but the time that a run took, and why it did not compute on the machine's GPU. */
const timeless = (text: string) =>
  text
    .replaceAll(/\d+\.\d s,/g, "… s,")
    .replace(/^not on a GPU: .*?\n\n/ms, "\n")
    .trimEnd();

describe("the README", () => {
  it.each(COMMANDS)("%s", async (line) => {
    const { code, stdout, stderr } = await run(line);
    // A sweep says on stderr how far it is: its result is the file.
    const said = / (sweep|merge) /.test(line) ? /^(lyascope: .* (to measure|is complete.*)\n)+$/ : /^$/;
    expect(stderr).toMatch(said);
    expect(code).toBe(0);
    const shown = SHOWN.get(line);
    if (shown === undefined) return;
    // Figures of a GPU differ from those of the CPU in the last place.
    const onCpu = /^cpu f64, /m.test(stdout) ? stdout : (await run(`${line} --engine cpu`)).stdout;
    expect(timeless(onCpu)).toBe(timeless(shown));
  });

  it("shows an example with exponents, errors, the exact law, a picture and a verdict", () => {
    const shown = SHOWN.get("npx lyascope spectrum") ?? "";
    const rows = shown.split("\n").filter((line) => /^ *\d+ +-?\d/.test(line));
    expect(rows).toHaveLength(16);
    newmanExponents(16, 16, 1).forEach((law, i) => {
      const [, measured, error, exact] = rows[i]?.trim().split(/ +/).map(Number) ?? [];
      expect(exact).toBeCloseTo(law, 5);
      expect(Math.abs((measured ?? Number.NaN) - law)).toBeLessThan(4 * (error ?? Number.NaN));
    });
    expect(rows.at(-1)).toMatch(/█{20}│$/);
    expect(shown).toContain("Newman (exact; Newman 1986)");
    expect(shown).toMatch(/Gradients vanish: λ₁ = -0\.03\d+ ± 0\.00\d+, their norm shrinks ×0\.04\d in 100/);
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("shows what three of its commands print", () => {
    expect(SHOWN.size).toBe(3);
    for (const line of SHOWN.keys()) expect(COMMANDS).toContain(line);
  });

  it("names every field of a study with its default", () => {
    const [cell] = resolveStudy({}).cells;
    for (const { path } of scalarFields) {
      const row = README.split("\n").find((line) => line.startsWith(`| \`${path}\` `));
      expect(row, path).toBeDefined();
      const value = path.split(".").reduce<unknown>((at, key) => Reflect.get(Object(at), key), cell);
      const given = row?.split("|")[2]?.trim() ?? "";
      // What has no value of its own in the empty study has words there.
      if (value === undefined) expect(given, path).toMatch(/^([a-z ]+|3)$/);
      else if (!["burnIn", "exponents", "network.skip"].includes(path)) {
        expect(given.replaceAll("`", ""), path).toBe(JSON.stringify(value));
      }
    }
  });

  it("names the test command that continuous integration runs", () => {
    const script = readFileSync(join(ROOT, ".ci/run"), "utf8");
    expect(script.trimEnd().split("\n").at(-1)).toBe("npm ci && npm test");
    expect(LINES.some((line) => line.startsWith("npm ci && npm test"))).toBe(true);
  });
});
