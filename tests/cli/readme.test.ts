import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scalarFields } from "../../src/study/fields.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { blocksOf, linesOf, words } from "../support/markdown.ts";
import { lyascope, ROOT } from "./lyascope.ts";

const README = readFileSync(join(ROOT, "README.md"), "utf8");

const BLOCKS = blocksOf(README);
const LINES = linesOf(README);
const COMMANDS = LINES.filter((line) => line.includes("npx lyascope"));

/** Runs one command line of the README, in the repository, `--out` into a folder that goes away. */
async function run(line: string) {
  const [before = "", after = ""] = line.split("npx lyascope");
  const stdin = /^echo '(.*)' \| $/.exec(before)?.[1];
  const folder = await mkdtemp(join(tmpdir(), "lyascope-"));
  const args = words(after).map((word, i, all) => (all[i - 1] === "--out" ? join(folder, word) : word));
  const result = await lyascope(args, stdin === undefined ? {} : { stdin });
  await rm(folder, { recursive: true });
  return result;
}

/** Everything but the time that a run took. */
const timeless = (text: string) => text.replaceAll(/\d+\.\d s,/g, "… s,").trimEnd();

describe("the README", () => {
  it.each(COMMANDS)("%s", async (line) => {
    const { code, stderr } = await run(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("shows what its commands print", async () => {
    const shown = BLOCKS.flatMap(({ language, content }, i) =>
      language === "text" ? [{ command: BLOCKS[i - 1]?.content.trim() ?? "", content }] : [],
    );
    expect(shown).toHaveLength(3);
    for (const { command, content } of shown) {
      // Figures of a GPU differ from those of the CPU in the last place.
      const { stdout } = await run(`${command} --engine cpu`);
      expect(timeless(stdout)).toBe(timeless(content));
    }
  });

  it("names every field of a study with its default", () => {
    const [cell] = resolveStudy({}).cells;
    for (const { path } of scalarFields) {
      const row = README.split("\n").find((line) => line.startsWith(`| \`${path}\` `));
      expect(row, path).toBeDefined();
      const value = path.split(".").reduce<unknown>((at, key) => Reflect.get(Object(at), key), cell);
      const given = row?.split("|")[2]?.trim() ?? "";
      const derived = ["burnIn", "exponents", "network.skip"].includes(path) || value === undefined;
      if (derived) expect(given, path).not.toBe("");
      else {
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
