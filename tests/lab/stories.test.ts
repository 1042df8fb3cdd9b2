import { describe, expect, test } from "vitest";
import { partOf } from "../../src/lab/axis.ts";
import { comparisonStudy, heatFields, heatStudy } from "../../src/lab/heat-study.ts";
import { cellAt, placeOf, planeStudy, spectrumStudy, studyAt, valuesAt } from "../../src/lab/plane.ts";
import { LAB_STORIES, storyOf, valueIn } from "../../src/lab/stories.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { withValue } from "../../src/study/resolve.ts";
import { STORIES } from "../../src/study/stories.ts";
import { cleanPage, control, find, openLab, setControl } from "./page.ts";

const GRID = { columns: 40, rows: 25 };

describe("stories of the lab", () => {
  test("are all stories, in their order", () => {
    const ids = STORIES.flatMap(({ variants }) => variants.map(({ id }) => id));
    expect(LAB_STORIES.map(({ id }) => id)).toEqual(ids);
  });

  test.each(LAB_STORIES.map((story) => [story.id, story] as const))("%s: every view can ask for it", (_, story) => {
    const { study, axes, place, across } = story;
    const plane = { ...GRID, ...axes };
    const shown = placeOf(plane, cellAt(plane, place));
    // What the words speak of is in the middle of a cell, or nearly so.
    for (const axis of ["x", "y"] as const) {
      expect(Math.abs(partOf(plane[axis], shown[axis]) - partOf(plane[axis], place[axis]))).toBeLessThan(0.002);
    }
    const cells = planeStudy(study, plane).cells;
    expect(cells).toHaveLength(1000);
    expect(cells.every((cell) => cell.fixedVectors === undefined)).toBe(true);
    expect(spectrumStudy(study, plane, place).cells[0]?.fixedVectors?.length).toBe(study.fixedVectors?.length);
    expect(heatFields(resolveNetwork(study.network)).map(({ path }) => path)).toContain(across.path);
    const question = { study, plane, place, axis: across };
    const heat = heatStudy(question);
    expect(heat.cells).toHaveLength(48);
    // The heatmap has a column at the very value that the words speak of.
    const own = Number(valueIn(study, across.path));
    const distances = heat.axes[1]?.values.map((value) => Math.abs(Number(value) - own)) ?? [];
    expect(Math.min(...distances)).toBeLessThan(1e-9);
    expect(comparisonStudy(question, across.to).cells).toHaveLength(2);
  });

  test.each(LAB_STORIES.map((story) => [story.id, story] as const))("%s: is known by its network", (_, story) => {
    const { study, axes, place } = story;
    expect(storyOf(study)).toBe(story);
    expect(storyOf({ ...study, ensemble: 5, seed: 1 })).toBe(story);
    // Elsewhere on its plane, as when other axes have taken over: still the same network.
    const elsewhere = studyAt(study, { ...GRID, ...axes }, { x: 3, y: 16 });
    expect(storyOf(elsewhere, story)).toBe(story);
    for (const [path, value] of valuesAt({ ...GRID, ...axes }, place)) {
      expect(storyOf(withValue(study, path, value), story)).toBe(story);
    }
    expect(storyOf(withValue(study, "network.input.variance", 3), story)).toBeNull();
  });
});

describe("the chips", () => {
  cleanPage();

  const open = () =>
    openLab({
      study: { network: { width: 4, activation: "erf" }, depth: 4, ensemble: 2 },
      grid: { columns: 2, rows: 2 },
      engine: "cpu",
      drawing: "canvas",
      // What is looked at here is there before anything is measured.
      debounce: 60_000,
    });
  const chipsOf = (root: HTMLElement) => [...root.querySelectorAll<HTMLButtonElement>(".chip")];
  const pressed = (root: HTMLElement, selector: string) =>
    [...root.querySelectorAll(`${selector}[aria-pressed=true]`)].map(({ textContent }) => textContent);

  test("begin a story: study, axes, heatmap and words", () => {
    const root = open();
    expect(pressed(root, ".chip")).toEqual([]);
    expect(find(root, ".claim").textContent).toContain("A network of your own");
    const chips = chipsOf(root);
    expect(chips.map(({ textContent }) => textContent)).toEqual(STORIES.map(({ title }) => title));
    for (const [index, chip] of chips.entries()) {
      chip.click();
      const [first] = STORIES[index]?.variants ?? [];
      const story = LAB_STORIES.find(({ id }) => id === first?.id);
      expect(pressed(root, ".chip")).toEqual([chip.textContent]);
      expect(find(root, ".attempt").textContent).toMatch(/^Try: ./);
      expect(find(root, ".source").textContent).toContain(`${first?.source.title}, ${first?.source.year}`);
      expect(find<HTMLSelectElement>(root, "#plane-x").value).toBe(story?.axes.x.path);
      expect(find<HTMLSelectElement>(root, "#plane-y").value).toBe(story?.axes.y.path);
      expect(find<HTMLSelectElement>(root, "#heat-axis").value).toBe(story?.across.path);
      expect(Number(find<HTMLInputElement>(root, "#heat-to").value)).toBe(story?.across.to);
      expect(find<HTMLInputElement>(root, "#heat-clip").value).toBe(story?.clip === undefined ? "" : "10");
      for (const alert of root.querySelectorAll<HTMLElement>("[role=alert]")) expect(alert.hidden).toBe(true);
    }
  });

  test("its other networks, and a network of one's own leaves it", () => {
    const root = open();
    chipsOf(root)[8]?.click();
    const variants = () => [...root.querySelectorAll<HTMLButtonElement>(".variants button")];
    expect(pressed(root, ".variants button")).toEqual(["tanh RNN"]);
    variants()[3]?.focus();
    variants()[3]?.click();
    expect(pressed(root, ".variants button")).toEqual(["GRU, update gate shut"]);
    expect(document.activeElement).toBe(variants()[3]);
    expect(pressed(root, ".chip")).toEqual(["Time is depth"]);
    expect(control<HTMLInputElement>(root, "update").value).toBe("-4");
    setControl(root, "depth L", "0");
    expect(pressed(root, ".chip")).toEqual(["Time is depth"]);
    setControl(root, "block", "plain");
    expect(pressed(root, ".chip")).toEqual([]);
    expect(variants()).toEqual([]);
    expect(find(root, ".attempt").textContent).toBe("");
  });

  test("one is in the tab order, arrows go to the others", () => {
    const root = open();
    const chips = chipsOf(root);
    const stops = () => chips.filter(({ tabIndex }) => tabIndex === 0).map((chip) => chips.indexOf(chip));
    const press = (key: string) =>
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    expect(stops()).toEqual([0]);
    chips[0]?.focus();
    press("ArrowLeft");
    expect(document.activeElement).toBe(chips[10]);
    press("ArrowRight");
    press("ArrowRight");
    expect(document.activeElement).toBe(chips[1]);
    press("End");
    press("Home");
    expect(stops()).toEqual([0]);
    chips[4]?.click();
    expect(stops()).toEqual([4]);
  });

  test("stay within a phone, where the row scrolls sideways", () => {
    const root = open();
    document.body.style.width = "360px";
    const row = find<HTMLElement>(root, ".chips");
    chipsOf(root)[10]?.click();
    expect(row.getBoundingClientRect().right).toBeLessThanOrEqual(360 + 1);
    const { right } = (chipsOf(root)[10] ?? row).getBoundingClientRect();
    expect(right).toBeLessThanOrEqual(361);
    document.body.style.width = "";
  });
});

describe("clipping", () => {
  cleanPage();

  test("caps the heatmap's gradients, and takes no length of 0", async () => {
    const root = openLab({
      study: { network: { width: 4, activation: "linear", weights: { variance: 9 } }, depth: 8, ensemble: 2 },
      grid: { columns: 2, rows: 2 },
      selected: { x: 3, y: 0.25 },
      engine: "cpu",
      drawing: "canvas",
    });
    const caption = find(root, ".profile-panel .caption");
    const panel = find<HTMLElement>(root, ".heat-panel");
    const said = () => (panel.dataset.state === "done" ? caption.textContent : "");
    await expect.poll(said, { timeout: 50_000 }).toMatch(/, 8 layers: plain ×/);
    expect(find(root, ".profile-panel .derived").textContent).toMatch(
      /^gradient scale coefficient GSC\(8, 0\) plain [\d.]+, residual [\d.]+ · dilution .* residual [\d.]+$/,
    );
    setControl(root, "clip at", "0");
    const alert = find<HTMLElement>(root, ".heat-controls [role=alert]");
    expect(alert.textContent).toBe("clip is 0; allowed: a number above 0, or nothing");
    setControl(root, "clip at", "0.001");
    expect(alert.hidden).toBe(true);
    await expect
      .poll(said, { timeout: 50_000 })
      .toMatch(/, 8 layers, clipped at 0\.001: plain ×.*, residual ×0\.00(1|0\d+)\.$/);
    setControl(root, "clip at", "");
    await expect.poll(said, { timeout: 50_000 }).toMatch(/, 8 layers: plain ×/);
  });
});
