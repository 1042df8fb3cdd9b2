import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import guide from "../../docs/lab.md?raw";
import { createKeyboard, type KeyActions, type Keyboard, type Press } from "../../src/lab/keyboard.ts";
import { type ActionName, KEYS, placesOf, STORY_KEYS } from "../../src/lab/keys.ts";
import { FIRST_AXES, type Grid } from "../../src/lab/plane.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { STORIES } from "../../src/study/stories.ts";
import { cleanPage, find, openLab, reached } from "./page.ts";

const GRID: Grid = { columns: 12, rows: 12 };
const SMALL: StudyInput = { network: { width: 4 }, depth: 16, burnIn: 4, ensemble: 2, seed: 7 };
/** Takes minutes. */
const LONG: StudyInput = { network: { width: 64 }, depth: 2000, burnIn: 8, ensemble: 64, seed: 7 };
/** Nothing is measured before that, ms. */
const NEVER = 1e6;

beforeEach(() => localStorage.clear());
afterEach(() => localStorage.clear());

const every = KEYS.flatMap((entry) => entry.keys.map((key) => ({ key, entry })));

describe("the table of keys", () => {
  let keyboard: Keyboard;
  let pressed: [ActionName, Press][] = [];

  beforeEach(() => {
    document.body.innerHTML = `
      <button>press</button><select><option>a</option></select><textarea></textarea><input type="number">
      <input type="checkbox"><input type="range"><div contenteditable="true"></div><details><summary>fold</summary></details>
      <section class="panel"><div data-keys="plane" tabindex="0"></div></section>
      <section class="panel"><div data-keys="heatmap" tabindex="0"></div></section>`;
    pressed = [];
    keyboard = createKeyboard();
    const actions: KeyActions = {};
    for (const { action } of KEYS) actions[action] = (press) => pressed.push([action, press]);
    keyboard.act(actions);
  });
  afterEach(() => keyboard.destroy());

  /** Strikes a key on an element; whether the browser is kept from what it does by itself. */
  function strike(on: Element, key: string, more: KeyboardEventInit = {}): boolean {
    return !on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  }

  test("has no key twice", () => {
    const names = every.map(({ key }) => key);
    expect(new Set(names).size).toBe(names.length);
    expect(STORY_KEYS.length).toBeGreaterThanOrEqual(STORIES.length);
  });

  test.each(every)("$key does what stands beside it, where it holds", ({ key, entry }) => {
    const { action, where } = entry;
    for (const view of ["plane", "heatmap"] as const) {
      const hit = find(document, `[data-keys=${view}]`);
      const holds = where === "page" || where.includes(view);
      expect(strike(hit, key)).toBe(holds);
      const panel = hit.parentElement;
      expect(pressed.splice(0)).toEqual(holds ? [[action, { key, shift: false, view, panel }]] : []);
    }
    expect(strike(document.body, key)).toBe(where === "page");
    const bare = { key, shift: false, view: null, panel: null };
    expect(pressed.splice(0)).toEqual(where === "page" ? [[action, bare]] : []);
  });

  test.each(every)("$key is left to controls, dialogs, menus and the browser", ({ key }) => {
    const plane = find(document, "[data-keys=plane]");
    for (const typed of ["textarea", "select", "input[type=number]", "[contenteditable]"]) {
      strike(find(document, typed), key);
    }
    if (key === " " || key === "Enter") {
      for (const own of ["button", "summary", "input[type=checkbox]"]) strike(find(document, own), key);
    }
    for (const held of ["ctrlKey", "altKey", "metaKey"]) strike(plane, key, { [held]: true });
    plane.addEventListener("keydown", (event) => event.preventDefault(), { once: true });
    strike(plane, key);
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.show();
    strike(plane, key);
    dialog.close();
    const menu = find(document, "button");
    menu.setAttribute("aria-haspopup", "menu");
    menu.setAttribute("aria-expanded", "true");
    strike(plane, key);
    expect(pressed).toEqual([]);
    menu.setAttribute("aria-expanded", "false");
    strike(plane, key);
    expect(pressed.length).toBe(KEYS.some(({ keys, where }) => keys.includes(key) && fits(where)) ? 1 : 0);
  });

  const fits = (where: (typeof KEYS)[number]["where"]) => where === "page" || where.includes("plane");

  test("knows Shift from Caps Lock, and a key that is held down", () => {
    const plane = find(document, "[data-keys=plane]");
    strike(plane, "O");
    strike(plane, "1", { shiftKey: true });
    strike(plane, "?", { shiftKey: true });
    expect(pressed.splice(0).map(([action]) => action)).toEqual(["surface", "story", "help"]);
    for (const key of ["O", " ", "Enter", "Escape", "Backspace"]) strike(plane, key, { shiftKey: true });
    for (const key of ["o", " ", "t", "1"]) strike(plane, key, { repeat: true });
    expect(pressed).toEqual([]);
    strike(plane, "ArrowLeft", { shiftKey: true, repeat: true });
    expect(pressed.map(([action, { shift }]) => [action, shift])).toEqual([["move", true]]);
  });

  test("may hold on the views alone, which is remembered where that is allowed", () => {
    keyboard.everywhere = false;
    strike(document.body, "o");
    expect(pressed).toEqual([]);
    strike(find(document, "[data-keys=heatmap]"), "o");
    expect(pressed).toHaveLength(1);
    const later = createKeyboard();
    expect(later.everywhere).toBe(false);
    later.destroy();
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("not here", "SecurityError");
    });
    keyboard.everywhere = true;
    expect(keyboard.everywhere).toBe(true);
    vi.restoreAllMocks();
  });

  test("says nothing of keys that do nothing", () => {
    const bare = createKeyboard();
    bare.act({ theme: () => undefined });
    expect(bare.keys.map(({ action }) => action)).toEqual(["theme"]);
    bare.destroy();
  });
});

describe("on the page", () => {
  cleanPage();

  let heard: string[] = [];
  const open = (options: Parameters<typeof openLab>[0] = {}) => {
    const of = { study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas", selected: { x: 0.5, y: 0.2 } } as const;
    const root = openLab({ ...of, ...options });
    const region = find(root, "[aria-live=polite]");
    heard = [];
    new MutationObserver(() => heard.push(region.textContent ?? "")).observe(region, { childList: true });
    return root;
  };
  /** What was said last, but for measurements that came to their end meanwhile. */
  const said = () => heard.findLast((words) => !words.startsWith("λ₁ = ")) ?? "";
  const place = (root: HTMLElement) => find(root, ".probe-place").textContent ?? "";
  const focus = (root: HTMLElement, selector: string) => find<HTMLElement>(root, selector).focus();

  /** What each action does, seen on the page. */
  const CHECKS: Partial<Record<ActionName, () => Promise<void>>> = {
    async move() {
      const root = open({ debounce: NEVER });
      const at = (x: number, y: number) => {
        const [cx, cy] = [(4 * (x + 0.5)) / GRID.columns, (y + 0.5) / GRID.rows];
        const short = (value: number) => String(Number(value.toPrecision(4)));
        return new RegExp(`= ${short(cx)}, .*= ${short(cy)}$`);
      };
      focus(root, ".plane-hit");
      expect(place(root)).toMatch(at(1, 2));
      await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowUp}{ArrowLeft}{ArrowDown}{ArrowDown}");
      expect(place(root)).toMatch(at(2, 1));
      expect(said()).toMatch(/^weight variance 0\.8333, bias variance 0\.125: not measured yet, in theory λ₁ −/);
      await userEvent.keyboard("{Shift>}{ArrowUp}{ArrowRight}{/Shift}");
      expect(place(root)).toMatch(at(11, 11));
      focus(root, ".heat-hit");
      const where = () => find(root, ".profile-panel .where").textContent ?? "";
      const before = where();
      await userEvent.keyboard("{ArrowUp}");
      expect(where()).toMatch(/layer 5$/);
      await userEvent.keyboard("{ArrowLeft}{Shift>}{ArrowDown}{/Shift}");
      expect(where()).toMatch(/layer 0$/);
      expect(where().split(",")[0]).not.toBe(before.split(",")[0]);
      expect(said()).toMatch(/^α [\d.]+, layer 0: plain not measured yet, residual not measured yet\.$/);
    },
    async pin() {
      const root = open({ debounce: NEVER });
      await userEvent.keyboard("{Enter}");
      expect(root.querySelectorAll(".pin-item")).toHaveLength(1);
      expect(said()).toMatch(/^Pinned weight variance 0\.5, bias variance 0\.2083, pin 1/);
    },
    async back() {
      const root = open({ debounce: NEVER });
      find<HTMLButtonElement>(root, ".probe-buttons button:nth-child(2)").click();
      const to = find<HTMLInputElement>(root, "#plane-x-to");
      expect(Number(to.value)).toBeLessThan(FIRST_AXES.x.to);
      focus(root, ".plane-hit");
      await userEvent.keyboard("{Backspace}");
      expect(Number(to.value)).toBe(FIRST_AXES.x.to);
    },
    async pause() {
      const root = open({ study: LONG });
      await reached(root, "running");
      await userEvent.keyboard(" ");
      expect(root.hasAttribute("data-paused")).toBe(true);
      await userEvent.keyboard(" ");
      expect(root.hasAttribute("data-paused")).toBe(false);
    },
    async cancel() {
      const root = open({ study: LONG });
      await reached(root, "running");
      await userEvent.keyboard("{Escape}");
      expect(root.dataset.state).toBe("cancelled");
      expect(find(root, ".visually-hidden [role=status]").textContent).toBe("Cancelled: what is measured stays.");
    },
    async story() {
      const root = open({ debounce: NEVER });
      const chips = [...root.querySelectorAll<HTMLElement>(".chip")];
      for (const [index, { title }] of STORIES.entries()) {
        const key = STORY_KEYS[index] ?? "";
        await userEvent.keyboard(key);
        const open = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
        expect(open.map((chip) => chip.textContent)).toEqual([title]);
        expect(open[0]?.getAttribute("aria-keyshortcuts")).toBe(key);
        expect(said()).toBe(`Story: ${title}.`);
      }
    },
    async surface() {
      const root = open({ drawing: "gpu", debounce: NEVER });
      await userEvent.keyboard("o");
      expect(said()).toMatch(/Surfaces need WebGPU|is a surface/);
      const [flat, space] = [...root.querySelectorAll<HTMLButtonElement>(".heat-panel > header .segments button")];
      await expect.poll(() => space?.disabled).toBe(false);
      if (space?.getAttribute("aria-pressed") === "true") space.click();
      flat?.click();
      (document.activeElement as HTMLElement | null)?.blur();
      await userEvent.keyboard("o");
      expect(space?.getAttribute("aria-pressed")).toBe("true");
      expect(said()).toBe("The heatmap is a surface.");
      await userEvent.keyboard("o");
      expect(flat?.getAttribute("aria-pressed")).toBe("true");
    },
    async picture() {
      const saved: string[] = [];
      vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
        saved.push(this.download);
      });
      const root = open({});
      await reached(root, "done");
      await expect.poll(() => find<HTMLElement>(root, ".heat-panel").dataset.state).toBe("done");
      focus(root, ".heat-hit");
      await userEvent.keyboard("s");
      await expect.poll(() => saved).toHaveLength(1);
      expect(saved[0]).toMatch(/^lyascope-.*heatmap.*\.png$/);
      await expect.poll(() => said()).toContain(saved[0]);
    },
    async link() {
      const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
      open({ debounce: NEVER });
      await userEvent.keyboard("c");
      expect(written.mock.calls).toEqual([[expect.stringMatching(/^http/)]]);
    },
    async theme() {
      const root = open({ debounce: NEVER });
      const { dataset } = document.documentElement;
      const button = find(root, ".tools .theme");
      const seen: [string | undefined, string | null][] = [];
      for (let times = 0; times < 3; times++) {
        await userEvent.keyboard("t");
        seen.push([dataset.theme, button.textContent]);
      }
      expect(seen).toEqual([
        ["light", "Theme: light"],
        ["dark", "Theme: dark"],
        ["light", "Theme: system"],
      ]);
      expect(said()).toBe("Theme: system.");
    },
    async help() {
      const root = open({ debounce: NEVER });
      const dialog = find<HTMLDialogElement>(root, "dialog.help");
      focus(root, ".heat-hit");
      await userEvent.keyboard("?");
      expect(dialog.open).toBe(true);
      expect(dialog.contains(document.activeElement)).toBe(true);
      // Keys of the page are not heard behind it.
      await userEvent.keyboard("t");
      expect(find(root, ".tools .theme").textContent).toBe("Theme: system");
      await userEvent.keyboard("{Escape}");
      expect(dialog.open).toBe(false);
      expect(document.activeElement).toBe(find(root, ".heat-hit"));
      const button = find<HTMLElement>(root, ".help-button");
      button.focus();
      await userEvent.keyboard("{Enter}");
      expect(dialog.open).toBe(true);
      find<HTMLElement>(dialog, "#keys-everywhere").click();
      find<HTMLElement>(dialog, "header button").click();
      expect(document.activeElement).toBe(button);
      button.blur();
      await userEvent.keyboard("?");
      expect(dialog.open).toBe(false);
      focus(root, ".plane-hit");
      await userEvent.keyboard("?");
      expect(dialog.open).toBe(true);
    },
  };

  test.each(Object.entries(CHECKS))("the key of %s", (_, check) => check());

  /** The rows of the help. */
  function helpRows(): string[][] {
    const root = open({ debounce: NEVER });
    find<HTMLElement>(root, ".help-button").click();
    return [...root.querySelectorAll("dialog.help tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent ?? ""),
    );
  }

  test("no key is shown that is not tried here, nor tried but not shown", () => {
    const rows = helpRows();
    const tried = KEYS.filter(({ action }) => CHECKS[action] !== undefined);
    expect(rows).toEqual(tried.map((key) => [key.shown, key.words, placesOf(key)]));
  });

  test("the guide has the same table", () => {
    const [, section = ""] = guide.split("## Keyboard\n");
    const lines = section.split("\n## ")[0]?.match(/^\| .*$/gm) ?? [];
    const rows = lines.map((line) => line.slice(2, -2).split(" | "));
    expect(rows).toEqual([
      ["key", "what it does", "where"],
      ["---", "---", "---"],
      ...helpRows().map(([key, words, where]) => [`\`${key}\``, words, where]),
    ]);
  });
});
