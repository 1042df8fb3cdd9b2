import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { EngineInfo } from "../../src/engine/engine.ts";
import { bibtexOf, releaseOf } from "../../src/lab/export/citation.ts";
import { planeNumbers } from "../../src/lab/export/numbers.ts";
import { RELEASE } from "../../src/lab/export/release.ts";
import { fileName, studyWords } from "../../src/lab/export/words.ts";
import { type Plane, planeAxis, planeStudy } from "../../src/lab/plane.ts";
import { LAB_STORIES } from "../../src/lab/stories.ts";

const PLANE: Plane = {
  ...{ columns: 3, rows: 2 },
  ...{ x: planeAxis("network.weights.variance"), y: planeAxis("network.bias.variance") },
};

describe("what a file is called and says", () => {
  test("are its panel, its study and who measured it", () => {
    const numbers = planeNumbers(planeStudy({ network: { width: 64 }, depth: 12, ensemble: 3, seed: 7 }, PLANE), []);
    expect(fileName(numbers)).toBe("lyascope-phase-diagram-tanh-n64-seed7");
    const other = { panel: "comparison", measured: planeStudy({ network: { block: "lstm" } }, PLANE).cells } as const;
    expect(fileName(other)).toBe("lyascope-comparison-lstm-tanh-n64-seed42");
    const by: EngineInfo = { kind: "gpu", precision: "f32", adapter: { name: "A", software: false } };
    expect(studyWords(numbers, by, RELEASE)).toBe(
      `plain, tanh, gaussian weights; n = 64, L = 12, 1 of 12 layers burn-in; 3 networks, sampled in law, seed 7; GPU f32 (A), lyascope ${RELEASE.version}`,
    );
  });
});

describe("a citation", () => {
  const cff = readFileSync("CITATION.cff", "utf8");
  const facts = JSON.parse(readFileSync("package.json", "utf8"));

  test("has the facts of the citation file, which are those of the package", () => {
    expect(RELEASE).toEqual(releaseOf(cff));
    expect(RELEASE).toMatchObject({ version: facts.version, authors: [facts.author] });
    for (const fact of [`"${RELEASE.title}"`, RELEASE.version, RELEASE.date, ...RELEASE.authors]) {
      expect(cff).toContain(fact);
    }
    expect(() => releaseOf("title: x")).toThrow("the citation file has no version");
  });

  test("is BibTeX, with the source of the story on the page", () => {
    const source = {
      authors: "Schoenholz, Gilmer, Ganguli & Sohl-Dickstein",
      title: "Deep information & more",
      year: 2017,
    };
    const entries = parsed(bibtexOf(RELEASE, source));
    expect(entries).toEqual([
      {
        key: `lyascope-${RELEASE.version}`,
        author: `{${RELEASE.authors.join("} and {")}}`,
        title: `{${RELEASE.title}}`,
        year: RELEASE.date.slice(0, 4),
        month: String(Number(RELEASE.date.slice(5, 7))),
        note: `Software, version ${RELEASE.version}`,
      },
      {
        key: "schoenholz-2017-deep",
        author: "Schoenholz and Gilmer and Ganguli and Sohl-Dickstein",
        title: "{Deep information \\& more}",
        year: "2017",
      },
    ]);
    const keys = LAB_STORIES.map((story) => parsed(bibtexOf(RELEASE, story.source))[1]?.key ?? "");
    for (const key of keys) expect(key).toMatch(/^[a-z]+-\d{4}-[a-z]+$/);
    expect(parsed(bibtexOf(RELEASE, null))).toHaveLength(1);
  });

  /** Entries by a reader that knows braces only. */
  function parsed(text: string): Record<string, string>[] {
    const found: Record<string, string>[] = [];
    let depth = 0;
    let field = "";
    let value = "";
    for (const [place, letter] of [...text].entries()) {
      if (letter === "}") depth--;
      expect(depth).toBeGreaterThanOrEqual(0);
      if (letter === "}" && depth === 1)
        Object.assign(found.at(-1) ?? {}, { [field.trim().replace(/[{},=\s]/g, "")]: value });
      if (depth >= 2) value += letter;
      else if (depth === 1) field += letter;
      if (letter === "{") {
        depth++;
        if (depth === 1) {
          found.push({ key: text.slice(place + 1, text.indexOf(",", place)) });
          field = "";
        } else if (depth === 2) {
          field = field.split(",").at(-1) ?? "";
          value = "";
        }
      } else if (letter === "}" && depth === 1) {
        field = "";
      }
    }
    expect(depth).toBe(0);
    return found;
  }
});
