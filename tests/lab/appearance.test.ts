import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cdp, userEvent } from "vitest/browser";
import { createAppearance } from "../../src/lab/appearance.ts";
import type { Grid } from "../../src/lab/plane.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, closeLab, find, openLab, reached } from "./page.ts";

const GRID: Grid = { columns: 4, rows: 3 };
const SMALL: StudyInput = { network: { width: 4 }, depth: 8, ensemble: 2, seed: 7 };
const { dataset } = document.documentElement;

async function system(theme: "light" | "dark"): Promise<void> {
  const features = [{ name: "prefers-color-scheme", value: theme }];
  await cdp().send("Emulation.setEmulatedMedia", { features });
}

cleanPage();
beforeEach(() => localStorage.clear());
afterEach(async () => {
  localStorage.clear();
  await cdp().send("Emulation.setEmulatedMedia", { features: [] });
});

const openSmall = () => openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas" });

describe("the theme", () => {
  test("is the system's until one is chosen, and then that one", async () => {
    const appearance = createAppearance();
    let changes = 0;
    const unwatch = appearance.watch(() => changes++);
    expect([appearance.choice, appearance.theme, dataset.theme]).toEqual(["system", "light", "light"]);
    await system("dark");
    await expect.poll(() => dataset.theme).toBe("dark");
    expect(changes).toBe(1);
    appearance.next();
    expect([appearance.choice, appearance.theme, dataset.theme]).toEqual(["light", "light", "light"]);
    appearance.next();
    await system("light");
    expect([appearance.choice, appearance.theme, dataset.theme]).toEqual(["dark", "dark", "dark"]);
    const before = changes;
    unwatch();
    appearance.next();
    expect([appearance.choice, dataset.theme, changes]).toEqual(["system", "light", before]);
    appearance.destroy();
  });

  test("is remembered, where the browser allows it", () => {
    const first = createAppearance();
    first.next();
    first.next();
    first.destroy();
    const second = createAppearance();
    expect(second.choice).toBe("dark");
    second.destroy();
    localStorage.setItem("lyascope.theme", "purple");
    const third = createAppearance();
    expect(third.choice).toBe("system");
    third.destroy();
    for (const method of ["getItem", "setItem"] as const) {
      vi.spyOn(Storage.prototype, method).mockImplementation(() => {
        throw new DOMException("not here", "SecurityError");
      });
    }
    const forgetful = createAppearance();
    forgetful.next();
    expect([forgetful.choice, dataset.theme]).toEqual(["light", "light"]);
    forgetful.destroy();
  });

  test("paints page and maps at once", async () => {
    const root = openSmall();
    await reached(root, "done");
    const middle = () => {
      const canvas = find<HTMLCanvasElement>(root, ".maps div canvas");
      const [red = 0, green = 0, blue = 0] =
        canvas.getContext("2d")?.getImageData(canvas.width * 0.1, canvas.height * 0.4, 1, 1).data ?? [];
      return [red, green, blue].join();
    };
    const page = () => getComputedStyle(document.body).backgroundColor;
    const light = [middle(), page()];
    find<HTMLElement>(root, ".tools .theme").click();
    expect([middle(), page()]).toEqual(light);
    find<HTMLElement>(root, ".tools .theme").click();
    const dark = [middle(), page()];
    expect(dark[0]).not.toBe(light[0]);
    expect(dark[1]).toBe("rgb(16, 18, 22)");
    await userEvent.keyboard("t");
    expect([middle(), page()]).toEqual(light);
    // What follows has it from the start.
    await userEvent.keyboard("tt");
    await closeLab();
    delete dataset.theme;
    openSmall();
    expect([dataset.theme, page()]).toEqual(["dark", dark[1]]);
  });

  test("is there before anything is painted: the first script of the page says the same", async () => {
    const response = await fetch("/theme-first.js");
    expect(response.ok).toBe(true);
    const script = await response.text();
    const first = () => {
      delete dataset.theme;
      // As the page does it, in a script of its own.
      new Function(script)();
      return dataset.theme;
    };
    for (const own of ["light", "dark"] as const) {
      await system(own);
      for (const chosen of ["light", "dark", "system", "purple", null]) {
        localStorage.clear();
        if (chosen !== null) localStorage.setItem("lyascope.theme", chosen);
        const early = first();
        const appearance = createAppearance();
        expect(early, `${chosen} on ${own}`).toBe(appearance.theme);
        appearance.destroy();
      }
    }
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new DOMException("not here", "SecurityError");
    });
    expect(first()).toBe("dark");
  });
});
