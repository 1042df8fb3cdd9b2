import { describe, expect, test } from "vitest";
import { linkOf, linkState } from "../../src/lab/link.ts";
import { openLink } from "../../src/lab/open-link.ts";
import { FIRST, GRID } from "../../src/lab/options.ts";
import { type PageState, storyState } from "../../src/lab/page-state.ts";
import { placeOf } from "../../src/lab/plane.ts";
import { LAB_STORIES } from "../../src/lab/stories.ts";
import { randomState } from "./random-state.ts";

const SMALL = { columns: 8, rows: 5 };
const first = storyState(FIRST, GRID);

describe("a link", () => {
  test("of the first page is empty, and an empty link is the first page", () => {
    expect(linkOf(first, GRID)).toBe("");
    for (const empty of ["", "#"]) expect(openLink(empty, GRID)).toEqual({ state: first, wrong: null });
  });

  test.each(LAB_STORIES.map((story) => [story.id, story] as const))("of %s is its name, and back", (id, story) => {
    const state = storyState(story, GRID);
    expect(linkOf(state, GRID)).toBe(story.id === FIRST.id ? "" : `story=${id}`);
    const moved: PageState = {
      ...state,
      study: { ...state.study, seed: 7 },
      place: placeOf({ ...GRID, ...state.axes }, 3),
      pins: [placeOf({ ...GRID, ...state.axes }, 777)],
    };
    const link = linkOf(moved, GRID);
    expect(link).toContain("seed=7");
    expect(openLink(`#${link}`, GRID)).toEqual({ state: moved, wrong: null });
  });

  test("says only what differs, in words that can be typed", () => {
    const study = { ...first.study, network: { ...first.study.network, activation: "relu" as const } };
    const x = { ...first.axes.x, to: 3 };
    const heat = { ...first.heat, clip: 0.5, showing: "difference" as const, space: true };
    const link = linkOf({ ...first, study, axes: { ...first.axes, x }, heat, pins: [{ x: 0.5, y: 0.25 }] }, GRID);
    expect(link).toMatch(
      /^network\.activation=relu&x=network\.weights\.variance,0,3&at=[\d.,]+&clip=0\.5&show=difference&view=3d&pin=0\.5,0\.25$/,
    );
  });

  test("of 150 random pages leads back to exactly them", () => {
    let found = 0;
    let lists = 0;
    for (let seed = 0; found < 150; seed++) {
      expect(seed).toBeLessThan(1500);
      const state = randomState(seed, SMALL);
      if (state === null) continue;
      found++;
      const link = linkOf(state, SMALL);
      if (link.includes("%5B")) lists++;
      expect(linkState(link, SMALL), link).toEqual(state);
      expect(linkOf(linkState(link, SMALL), SMALL)).toBe(link);
      // As a browser's address bar hands it out again.
      expect(linkState(new URL(`https://example.org/#${link}`).hash, SMALL)).toEqual(state);
    }
    expect(lists).toBeGreaterThan(5);
  });
});
