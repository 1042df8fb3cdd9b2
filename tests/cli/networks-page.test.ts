import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK } from "../../src/network/blocks.ts";
import { BLOCKS } from "../../src/network/spec.ts";
import { linesOf, words } from "../support/markdown.ts";
import { inProcess } from "./in-process.ts";
import { ROOT } from "./lyascope.ts";

const PAGE = readFileSync(join(ROOT, "docs/networks.md"), "utf8");

describe("the page of the networks", () => {
  it.each(linesOf(PAGE))("%s", async (line) => {
    const { code, stdout, stderr } = await inProcess(words(line.replace("npx lyascope", "")));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("h ← ");
  });

  it.each(BLOCKS)("has the equation and the picture of %s", (block) => {
    const [, section = ""] = PAGE.split(`\n### ${block}\n`);
    expect(section.split("\n### ")[0]).toContain(`\n${BLOCK[block].equation}\n`);
    const picture = `images/networks/${block}.svg`;
    expect(section).toContain(`(${picture})`);
    expect(existsSync(join(ROOT, "docs", picture))).toBe(true);
  });

  it("says which exponent drifts", async () => {
    const line = linesOf(PAGE).at(-1) ?? "";
    const { stdout } = await inProcess(words(line.replace("npx lyascope", "")));
    expect(stdout).toContain("λ₁ still falls with depth");
    expect(stdout).not.toContain("explode");
  });
});
