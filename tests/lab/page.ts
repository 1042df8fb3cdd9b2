import { afterEach, beforeEach, expect, vi } from "vitest";
import { page } from "vitest/browser";
import "../../src/lab/style.css";
import { type Lab, mountLab } from "../../src/lab/lab.ts";
import type { LabOptions } from "../../src/lab/options.ts";
import type { Place } from "../../src/lab/plane.ts";

let lab: Lab | null = null;

/** Mounts the lab in an empty page; `cleanPage` takes it away again. */
export function openLab(options: LabOptions): HTMLElement {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  lab = mountLab(root, { workers: 2, debounce: 20, ...options });
  return root;
}

/** Ends the lab that is open, to open another one in the same test. */
export async function closeLab(): Promise<void> {
  await lab?.destroy();
  lab = null;
}

/** Removes the lab after every test, and fails the test if anything complained on the console. */
export function cleanPage(): void {
  const complaints: unknown[][] = [];
  beforeEach(() => {
    document.body.style.margin = "0";
    complaints.length = 0;
    for (const level of ["error", "warn"] as const) {
      vi.spyOn(console, level).mockImplementation((...words: unknown[]) => void complaints.push(words));
    }
  });
  afterEach(async () => {
    await closeLab();
    vi.restoreAllMocks();
    expect(complaints).toEqual([]);
  });
}

export function find<T extends Element>(root: ParentNode, selector: string): T {
  const element = root.querySelector<T>(selector);
  if (element === null) throw new Error(`the page has no ${selector}`);
  return element;
}

/** The control with this label. */
export function control<T extends HTMLElement>(root: ParentNode, label: string): T {
  const found = [...root.querySelectorAll("label")].find((each) => each.textContent === label);
  return find<T>(root, `#${found?.htmlFor ?? "none"}`);
}

/** Gives a control a value, as a user would. */
export function setControl(root: ParentNode, label: string, value: string): void {
  const element = control<HTMLInputElement>(root, label);
  element.value = value;
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

export async function reached(root: HTMLElement, state: string): Promise<void> {
  await expect.poll(() => root.dataset.state, { timeout: 50_000, interval: 20 }).toBe(state);
}

/** The spectrum panel, once it is in this state. */
export async function spectrumPanel(root: HTMLElement, state = "done"): Promise<HTMLElement> {
  const panel = find<HTMLElement>(root, "[aria-label='Lyapunov spectrum of the selected cell']");
  await expect.poll(() => panel.dataset.state, { timeout: 50_000, interval: 20 }).toBe(state);
  return panel;
}

/** Client coordinates of a place on the plane. */
export function onScreen(root: HTMLElement, { x, y }: Place): { clientX: number; clientY: number } {
  const { left, top, width, height } = find(root, ".hit").getBoundingClientRect();
  return { clientX: left + (width * x) / 4, clientY: top + height * (1 - y) };
}

/** Moves the pointer to a place and returns the text of the tooltip. */
export function hover(root: HTMLElement, place: Place): string {
  find(root, ".hit").dispatchEvent(new PointerEvent("pointermove", onScreen(root, place)));
  return find(root, ".tooltip").textContent ?? "";
}

export function click(root: HTMLElement, place: Place): void {
  find(root, ".hit").dispatchEvent(new MouseEvent("click", onScreen(root, place)));
}

/** Presses a key on the plane; what the page says of it can be read at once. */
export function press(root: HTMLElement, key: string): void {
  find(root, ".plane-hit").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

export type Pixel = readonly [red: number, green: number, blue: number];

/** Places within a cell, CSS pixels off its centre: lines and labels may cover some of them. */
const OFFSETS = [
  [0, 0],
  [-14, -9],
  [14, -9],
  [-14, 9],
  [14, 9],
] as const;

/** What an element really looks like, and its size: reads a screenshot. */
export async function pixelsOf(
  element: HTMLElement,
): Promise<{ width: number; height: number; at(x: number, y: number): Pixel }> {
  const base64 = await page.screenshot({ element, save: false });
  const response = await fetch(`data:image/png;base64,${base64}`);
  const image = await createImageBitmap(await response.blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  if (context === null) throw new Error("no 2D canvas to read the screenshot");
  context.drawImage(image, 0, 0);
  return {
    width: image.width,
    height: image.height,
    at(x, y) {
      const [red = 0, green = 0, blue = 0] = context.getImageData(x, y, 1, 1).data;
      return [red, green, blue];
    },
  };
}

/** What the plane really looks like: a few pixels around every place asked for. */
export async function photograph(root: HTMLElement): Promise<(place: Place) => Pixel[]> {
  const { width, height, at } = await pixelsOf(find<HTMLElement>(root, ".hit"));
  return ({ x, y }) =>
    OFFSETS.map(([dx, dy]) => at(Math.round((width * x) / 4) + dx, Math.round(height * (1 - y)) + dy));
}
