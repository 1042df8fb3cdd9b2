import { describe, expect, test } from "vitest";
import { InputError } from "../../src/io/error.ts";
import { toJson } from "../../src/io/json.ts";
import { checkState } from "../../src/lab/check-state.ts";
import { linkOf } from "../../src/lab/link.ts";
import { openLink, reasonOf } from "../../src/lab/open-link.ts";
import { FIRST } from "../../src/lab/options.ts";
import { type PageState, storyState } from "../../src/lab/page-state.ts";
import { cellOf } from "../../src/lab/plane.ts";
import { openedFile, studyFile } from "../../src/lab/study-file.ts";
import type { Shown } from "../../src/lab/study-text.ts";
import { StudyError } from "../../src/study/error.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { corrupted } from "./corrupted.ts";
import { randomState } from "./random-state.ts";

const GRID = { columns: 8, rows: 5 };
const first = storyState(FIRST, GRID);
const states = Array.from({ length: 120 }, (_, seed) => randomState(seed, GRID)).filter((state) => state !== null);

function shownOf({ study, axes, place }: PageState): Shown {
  const plane = { ...GRID, ...axes };
  return { study, plane, selected: cellOf(plane, place) };
}

function expectLine(said: string): void {
  expect(said).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]{10,1500}$/u);
}

describe("what is broken", () => {
  test("among 200 links gives what is left of it, or the first page and one line", () => {
    const told: string[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const state = states[seed % states.length] ?? first;
      const link = `${linkOf({ ...state, study: { ...state.study, seed } }, GRID)}`;
      const { state: opened, wrong } = openLink(corrupted(link, seed), GRID);
      expect(() => checkState(opened, GRID)).not.toThrow();
      if (wrong === null) continue;
      expect(opened).toEqual(first);
      expectLine(wrong);
      // Each was foreseen: nothing fell over it.
      expect(wrong).toMatch(/^This link cannot be opened: [^"]/);
      told.push(wrong);
    }
    expect(told.length).toBeGreaterThan(80);
    expect(told.length).toBeLessThan(200);
    expect(new Set(told).size).toBeGreaterThan(40);
  });

  test("among 200 files gives what is left of it, or one line", () => {
    let opened = 0;
    const told = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const shown = shownOf(states[seed % states.length] ?? first);
      const study = studyFile(shown);
      // Every other one is a result, as the command line prints it.
      const text =
        seed % 2 === 0 ? study : toJson({ study: resolveStudy(JSON.parse(study)).study, cells: [], seconds: 1 });
      try {
        const { state } = openedFile(corrupted(text, seed), `${seed}.json`, shownOf(first), first.heat);
        expect(() => checkState(state, GRID)).not.toThrow();
        opened++;
      } catch (error) {
        expect(error instanceof StudyError || error instanceof InputError, String(error)).toBe(true);
        const said = reasonOf(error);
        expectLine(said);
        told.add(said);
      }
    }
    expect(opened).toBeGreaterThan(4);
    expect(told.size).toBeGreaterThan(60);
    expect(Reflect.ownKeys(Object.prototype)).not.toContain("study");
  });

  test.each([
    [
      "network.scale=%7B%22depth%22:%7B%22from%22:1,%22to%22:0.5%7D%7D&depth=1000000",
      /depth is 1000000; allowed: at most 4096 on/,
    ],
    [
      `network.branch=${encodeURIComponent(JSON.stringify(Array(64).fill("linear")))}&network.width=4096`,
      /at most 256 on a page/,
    ],
    ["story=batchnorm-relu&network.width=16384&network.batch=4096", /network\.batch is 4096; allowed/],
    ["depth=1000000000", /depth is 1000000000; allowed/],
    ["network.weights.variance=1e308", /variance is 1e\+308/],
    ["x=network.width,1,1e308", /x: 1e\+308|x is 1e\+308/],
    [`fixedVectors=${"1".repeat(90_000)}`, /fixedVectors is/],
    ["network.constructor.prototype.polluted=1&network.__proto__.polluted=1", /network\.constructor is/],
  ])("and what would hold a page up is refused at once: %s", (link, message) => {
    const began = performance.now();
    expect(openLink(link, GRID).wrong).toMatch(message);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
