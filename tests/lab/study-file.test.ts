import { describe, expect, test } from "vitest";
import { aroundCentres, centresOf } from "../../src/lab/cell-centres.ts";
import { FIRST, GRID } from "../../src/lab/options.ts";
import { type PageState, storyState } from "../../src/lab/page-state.ts";
import { cellOf, planeStudy, studyAt } from "../../src/lab/plane.ts";
import { LAB_STORIES } from "../../src/lab/stories.ts";
import { fileText, openedFile, studyFile } from "../../src/lab/study-file.ts";
import type { Shown } from "../../src/lab/study-text.ts";
import { resolveStudy } from "../../src/study/resolve.ts";

const FIRST_STATE = storyState(FIRST, GRID);

function shownOf({ study, axes, place }: PageState): Shown {
  const plane = { ...GRID, ...axes };
  return { study, plane, selected: cellOf(plane, place) };
}

const first = shownOf(FIRST_STATE);

describe("study.json", () => {
  test.each(LAB_STORIES.map((story) => [story.id, story] as const))("of %s opens the same page", (_, story) => {
    const state = storyState(story, GRID);
    const text = studyFile(shownOf(state));
    const { state: opened, said } = openedFile(text, "study.json", first, FIRST_STATE.heat);
    const plane = { ...GRID, ...state.axes };
    expect(opened).toEqual({ ...state, study: studyAt(state.study, plane, state.place) });
    expect(said).toBe('Opened "study.json": a study.');
    // Any other tool measures what the plane does, up to the rounding of the places.
    const { cells } = resolveStudy(JSON.parse(text));
    const own = planeStudy(state.study, plane).cells;
    expect(cells).toHaveLength(1000);
    for (const index of [0, 39, 512, 999]) {
      const [cell, same] = [cells[index], own[index]];
      const { network, sampling, depth, seed } = same ?? {};
      const weights = network?.weights.variance ?? 0;
      expect(cell?.network.weights.variance).toBeCloseTo(weights, 5);
      expect(cell?.network.width).toBe(network?.width);
      expect([cell?.sampling, cell?.depth, cell?.seed]).toEqual([sampling, depth, seed]);
    }
  });

  test("has the centres of cells, from which their ends are found again", () => {
    for (const [from, to] of [
      [0, 4],
      [0.1, 3.75],
      [-6, 6],
      [1.6, 0],
      [1.4500123, 1.4500124],
      [0, 1e9],
    ] as const) {
      const axis = { path: "network.skip", from, to, log: false };
      expect(aroundCentres(centresOf(axis, 40), 40)).toEqual(axis);
    }
    const log = { path: "network.width", from: 4, to: 128, log: true };
    expect(centresOf(log, 25).from).toBeCloseTo(4 * 32 ** 0.02, 12);
    expect(aroundCentres(centresOf(log, 25), 25)).toEqual(log);
  });

  test("of a result is its study", () => {
    const study = { network: { width: 8, activation: "relu" }, depth: 32, seed: 3 };
    const results = [
      [{ study: { ...study, axes: [] }, cells: [{ exponents: [1] }] }, "the study of a result of spectra"],
      [{ study, cells: [{ log10GradientNorm: [1] }] }, "the study of a result of gradients"],
      [{ study }, "the study of a result"],
    ] as const;
    for (const [result, words] of results) {
      const { state, said } = openedFile(JSON.stringify(result), "x.json", first, FIRST_STATE.heat);
      expect(said).toBe(`Opened "x.json": ${words}.`);
      expect(state.study).toEqual(study);
      expect(state.axes).toEqual(FIRST_STATE.axes);
    }
  });

  test.each([
    ["another program's", '{"version": 1, "items": []}', /^version is 1; allowed: one of the fields network/],
    ["nothing", "", /^"x\.json" is not JSON: .*\(it is empty\)$/],
    ["a picture", "\u0089PNG\r\n\u001a\n\u0000\u0000", /^"x\.json" is not text; allowed: a study or a result/],
    ["bytes", "\ufffd\u0007\u202e", /^"x\.json" is not JSON: \P{Cf}*$/u],
    ["three axes", '{"axes": [{"path":"depth"},{"path":"seed"},{"path":"network.skip"}]}', /^axes/],
    ["a long list", JSON.stringify({ network: { scale: Array(300_000).fill(1) } }), /characters; allowed on a page/],
    ["a large number", '{"network": {"weights": {"variance": 1e308}}}', /^network\.weights\.variance is 1e\+308/],
    ["no number", '{"depth": NaN}', /is not JSON/],
    ["a number beyond all", '{"depth": 1e999}', /^depth is Infinity|^depth is null/],
    ["a deep one", `{"study": ${'{"network":'.repeat(50_000)}1${"}".repeat(50_001)}`, /./],
    ["a prototype", '{"__proto__": {"study": {}}, "network": {}}', /^__proto__ is .*; allowed: one of the fields/],
    ["a deep layer", '{"depth": 1e9}', /^depth is 1000000000; allowed/],
  ])("%s is refused in one line", (_, text, message) => {
    let said = "";
    try {
      openedFile(text, "x.json", first, FIRST_STATE.heat);
    } catch (error) {
      said = error instanceof Error ? error.message : "";
    }
    expect(said).toMatch(message);
    expect(said).not.toContain("\n");
    expect(Reflect.get({}, "study")).toBeUndefined();
  });

  test("of a million million cells is seen through as many as the page has", () => {
    const axis = (path: string) => ({ path, from: 0, to: 1, steps: 1_000_000 });
    const text = JSON.stringify({ axes: [axis("network.bias.variance"), axis("network.skip")] });
    const { state } = openedFile(text, "x.json", first, FIRST_STATE.heat);
    expect(state.axes.x).toEqual({ path: "network.skip", from: 0, to: 1, log: false });
  });

  test("of 50 MiB is not read", async () => {
    const file = { name: "<b>.json", size: 50 * 2 ** 20, text: () => Promise.reject(new Error("was read")) };
    await expect(fileText(file)).rejects.toThrow('"<b>.json" has 50 MiB; allowed: at most 24');
  });
});
