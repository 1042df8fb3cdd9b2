import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import type { Grid } from "../../src/lab/plane.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, find, openLab, press, reached } from "./page.ts";

const GRID: Grid = { columns: 4, rows: 3 };
const SMALL: StudyInput = { network: { width: 4 }, depth: 8, ensemble: 2, seed: 7 };

/** What the visitor's system asks for. */
async function emulate(features: Record<string, string>): Promise<void> {
  await cdp().send("Emulation.setEmulatedMedia", {
    features: Object.entries(features).map(([name, value]) => ({ name, value })),
  });
}

cleanPage();
beforeEach(() => localStorage.clear());
afterEach(async () => {
  localStorage.clear();
  await emulate({});
  await page.viewport(1280, 800);
});

const open = (drawing: "canvas" | "gpu" = "canvas") =>
  openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing, selected: { x: 1.5, y: 0.5 } });

async function measured(drawing?: "canvas" | "gpu"): Promise<HTMLElement> {
  const root = open(drawing);
  await reached(root, "done");
  await expect.poll(() => root.querySelectorAll(".panel[data-state=running]").length, { interval: 20 }).toBe(0);
  return root;
}

/** Whatever axe finds, serious or not. */
async function violations(): Promise<string[]> {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    // Of WCAG 2.2, level AA: not in axe's own choice.
    rules: { "target-size": { enabled: true } },
  });
  return found.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}

describe("axe finds nothing", () => {
  test.each(["light", "dark"])(
    "on the page, %s, with pins and its parts unfolded, and with the help open",
    async (theme) => {
      await emulate({ "prefers-color-scheme": theme });
      const root = await measured();
      expect(document.documentElement.dataset.theme).toBe(theme);
      find<HTMLElement>(root, ".pin-button").click();
      await expect.poll(() => find(root, ".pin-value").textContent).toContain("±");
      for (const fold of root.querySelectorAll("details")) fold.open = true;
      await expect.poll(() => root.querySelectorAll(".data-table td").length).toBeGreaterThan(50);
      await expect.poll(() => root.querySelectorAll(".lil-gui input").length).toBeGreaterThan(5);
      expect(await violations()).toEqual([]);
      for (const fold of root.querySelectorAll("details")) fold.open = false;
      find<HTMLElement>(root, ".help-button").click();
      expect(await violations()).toEqual([]);
    },
  );

  test("with the heatmap as a surface", async () => {
    const root = await measured("gpu");
    const space = find<HTMLButtonElement>(root, ".heat-panel > header .segments button:last-child");
    await expect.poll(() => space.disabled).toBe(false);
    space.click();
    expect(await violations()).toEqual([]);
  });

  test("on a phone, where nothing is wider than the screen", async () => {
    await page.viewport(360, 740);
    const root = await measured();
    for (const fold of root.querySelectorAll<HTMLDetailsElement>(".data-table")) fold.open = true;
    await expect.poll(() => root.querySelectorAll(".data-table td").length).toBeGreaterThan(50);
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
    const beyond = [...root.querySelectorAll(".panel :is(label, input, select, button, summary)")].filter((each) => {
      const edge = each.closest(".panel")?.getBoundingClientRect().right ?? 0;
      return each.getBoundingClientRect().right > edge;
    });
    expect(beyond).toEqual([]);
  });

  test("where a study is wrong", async () => {
    const root = openLab({ study: { ...SMALL, depth: 0 }, grid: GRID, engine: "cpu", drawing: "canvas" });
    await reached(root, "failed");
    expect(await violations()).toEqual([]);
  });
});

describe("who does not see the page", () => {
  test("gets past title, stories and controls by the first link", async () => {
    const root = open();
    const before = location.hash;
    await userEvent.keyboard("{Tab}");
    expect(document.activeElement).toBe(find(root, "a.skip"));
    await userEvent.keyboard("{Enter}");
    expect(document.activeElement).toBe(find(root, ".plane-hit"));
    expect(location.hash).toBe(before);
  });

  test("finds its parts, their headings in order", () => {
    const root = open();
    for (const part of ["header.masthead", "main", "form.rail[aria-label]", "footer"]) find(root, part);
    const levels = [...root.querySelectorAll("h1, h2, h3, h4")].map(({ tagName }) => tagName);
    expect(levels[0]).toBe("H1");
    expect(levels.slice(1).every((level) => level === "H2")).toBe(true);
  });

  test("hears what is at the cursors, and how the measurement stands, in few words", async () => {
    const root = open();
    const heard: string[] = [];
    const region = find(root, ".visually-hidden [role=status]");
    const observer = new MutationObserver(() => heard.push(region.textContent ?? ""));
    heard.push(region.textContent ?? "");
    observer.observe(region, { childList: true, characterData: true, subtree: true });
    await reached(root, "done");
    await expect.poll(() => heard.at(-1)).toBe("The plane is measured.");
    observer.disconnect();
    expect(new Set(heard)).toEqual(new Set(["Measuring.", "The plane is measured."]));
    expect(heard.length).toBeLessThanOrEqual(3);
    const described = (selector: string) =>
      document.getElementById(find(root, selector).getAttribute("aria-describedby") ?? "")?.textContent ?? "";
    const plane = /^weight variance 1\.5, bias variance 0\.5: λ₁ [+−][\d.]+ ± [\d.]+ nats per layer/;
    expect(described(".plane-hit")).toMatch(plane);
    await expect.poll(() => described(".heat-hit")).toMatch(/^α [\d.]+, layer 2: plain −[\d.]+ ± [\d.]+, residual /);
    // At once: the spectrum of the cell has its say as soon as it is measured.
    press(root, "ArrowRight");
    press(root, "ArrowLeft");
    expect(find(root, "[aria-live=polite]").textContent).toMatch(plane);
  });
});

describe("what the visitor's system asks for", () => {
  test("less motion: nothing moves by itself", async () => {
    await emulate({ "prefers-reduced-motion": "reduce" });
    const root = open();
    const moved = find(root, "main").appendChild(document.createElement("div"));
    moved.style.cssText = "transition: opacity 1s; animation: blink 1s; scroll-behavior: smooth";
    const moving = () =>
      [...root.querySelectorAll("*")].filter((each) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(each);
        return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== "none" || scrollBehavior !== "auto";
      });
    expect(moving()).toEqual([]);
    // That this looks at something.
    await emulate({});
    expect(moving()).toEqual([moved]);
  });

  test("its own colours: what has the focus and what is pressed can be told", async () => {
    await emulate({ "forced-colors": "active" });
    const root = open();
    const hit = find<HTMLElement>(root, ".plane-hit");
    await userEvent.keyboard("{Tab}{Enter}");
    expect(document.activeElement).toBe(hit);
    const { outlineStyle, outlineWidth } = getComputedStyle(hit);
    expect([outlineStyle, outlineWidth]).toEqual(["solid", "2px"]);
    const [on, off] = [...root.querySelectorAll(".heat-panel > header .segments button")].map((each) =>
      getComputedStyle(each),
    );
    expect(on?.backgroundColor).not.toBe(off?.backgroundColor);
    expect(await violations()).toEqual([]);
  });

  test("controls that have the focus have an outline that is seen, in both themes", async () => {
    const root = open();
    const { dataset } = document.documentElement;
    const seen = { light: new Set<string>(), dark: new Set<string>() };
    const start = document.activeElement;
    let count = 0;
    for (; count < 120; count++) {
      await userEvent.keyboard("{Tab}");
      const at = document.activeElement;
      if (at === null || at === start || !root.contains(at)) break;
      for (const theme of ["light", "dark"] as const) {
        dataset.theme = theme;
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at);
        seen[theme].add(`${outlineWidth} ${outlineStyle} ${outlineColor}`);
      }
    }
    expect(count).toBeGreaterThan(40);
    // What the browser outlines by itself would have another colour than --focus.
    expect([...seen.light, ...seen.dark]).toEqual(["2px solid rgb(33, 102, 172)", "2px solid rgb(156, 199, 245)"]);
  });
});
