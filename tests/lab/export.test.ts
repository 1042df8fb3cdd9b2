import JSZip from "jszip";
import Npyjs from "npyjs";
import Papa from "papaparse";
import { expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import cff from "../../CITATION.cff?raw";
import { releaseOf } from "../../src/lab/export/citation.ts";
import { exponent } from "../../src/lab/format.ts";
import { type Lab, mountLab } from "../../src/lab/lab.ts";
import type { LabOptions } from "../../src/lab/options.ts";
import { cleanPage, find, openLab, reached, spectrumPanel } from "./page.ts";

cleanPage();

const GRID = { columns: 8, rows: 5 };
const OPTIONS: LabOptions = {
  grid: GRID,
  selected: { x: 2.75, y: 0.3 },
  engine: "cpu",
  drawing: "canvas",
  study: { network: { width: 8 }, depth: 16, ensemble: 3, seed: 7 },
};
const { version } = releaseOf(cff);

/** Files that the page offers from now on, by name. */
function offered(): Map<string, string> {
  const files = new Map<string, string>();
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    files.set(this.download, this.href);
  });
  return files;
}

/** Presses a button of a panel's menu and returns what is said of it. */
async function press(root: HTMLElement, panel: string, kind: string): Promise<string> {
  const menu = find<HTMLDetailsElement>(root, `.${panel} .export-menu`);
  menu.open = true;
  await expect.poll(() => find(menu, ".export-said").textContent).toBe("");
  find<HTMLButtonElement>(menu, `[data-kind=${kind}]`).click();
  await expect.poll(() => find(menu, ".export-said").textContent).not.toBe("");
  const said = find(menu, ".export-said").textContent ?? "";
  menu.open = false;
  await new Promise((resolve) => setTimeout(resolve));
  return said;
}

async function file(files: Map<string, string>, name: string): Promise<Blob> {
  return (await fetch(files.get(name) ?? "missing:")).blob();
}

async function saved(root: HTMLElement, files: Map<string, string>, panel: string, kind: string): Promise<Blob> {
  const said = await press(root, panel, kind);
  const [, name = ""] = /^Saved (.*)\.$/.exec(said) ?? [];
  expect(said).toMatch(/^Saved lyascope-[a-z-]+-tanh-n8-seed7\.\w+\.$/);
  return file(files, name);
}

async function done(root: HTMLElement): Promise<void> {
  await reached(root, "done");
  await spectrumPanel(root);
  await expect.poll(() => root.querySelector(".panel[data-state=running]"), { timeout: 50_000 }).toBeNull();
}

/** A picture's pixels. */
function pixels(image: CanvasImageSource, width: number, height: number): (x: number, y: number) => number[] {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (context === null) throw new Error("no 2D canvas");
  context.drawImage(image, 0, 0, width, height);
  return (x, y) => [...context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data];
}

/** The chunks of text in a PNG, which are short ones here or compressed. */
async function textsOf(blob: Blob): Promise<Record<string, string>> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const texts: Record<string, string> = {};
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const data = bytes.slice(at + 8, at + 8 + view.getUint32(at));
    if (new TextDecoder().decode(bytes.subarray(at + 4, at + 8)) !== "iTXt") continue;
    const end = data.indexOf(0);
    const rest = new Blob([data.slice(end + 5)]);
    const text = data[end + 1] === 1 ? rest.stream().pipeThrough(new DecompressionStream("deflate")) : rest.stream();
    texts[new TextDecoder().decode(data.subarray(0, end))] = await new Response(text).text();
  }
  return texts;
}

test("pictures are those of the page, by themselves, and know their study", async () => {
  const root = openLab(OPTIONS);
  const files = offered();
  await done(root);
  for (const panel of ["plane-panel", "heat-panel", "spectrum-panel", "profile-panel", "comparison-panel"]) {
    const text = await (await saved(root, files, panel, "svg")).text();
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    expect(parsed.querySelector("parsererror, script, style, foreignObject, [class], [style]")).toBeNull();
    expect(
      [...parsed.querySelectorAll("[href]")].every((each) => each.getAttribute("href")?.startsWith("data:image/png;")),
    ).toBe(true);
    const heading = find(root, `.${panel} h2`).textContent ?? "";
    expect(find(parsed, "title").textContent).toContain(heading.trim());
    expect(JSON.parse(find(parsed, "metadata").textContent ?? "")).toMatchObject({ version, seed: 7 });
    expect(find(parsed, "desc").textContent).toMatch(/tanh.*n = 8.*seed 7; CPU f64, lyascope/);
    // Nothing is cut off.
    const shown = new DOMParser().parseFromString(text, "text/html").body.querySelector("svg");
    if (shown === null) throw new Error("no drawing");
    root.append(shown);
    const frame = shown.getBoundingClientRect();
    for (const words of shown.querySelectorAll("text")) {
      const box = words.getBoundingClientRect();
      if (box.width === 0) continue;
      expect(
        [box.left - frame.left, frame.right - box.right, box.top - frame.top, frame.bottom - box.bottom].every(
          (room) => room >= 0,
        ),
        words.textContent ?? "",
      ).toBe(true);
    }
    shown.remove();
    const ticks = [...root.querySelectorAll(`.${panel} :is(.chart, .overlay) .tick text`)].map(
      (tick) => tick.textContent,
    );
    expect(ticks.length).toBeGreaterThan(5);
    for (const tick of ticks) expect(parsed.documentElement.textContent).toContain(tick);
  }
});

test("the map has its colours in SVG and PNG, at any scale", async () => {
  const root = openLab(OPTIONS);
  const files = offered();
  await done(root);
  const canvas = find<HTMLCanvasElement>(root, ".plane div.map canvas");
  const own = pixels(canvas, canvas.width, canvas.height);
  const svg = await saved(root, files, "plane-panel", "svg");
  const drawing = new DOMParser().parseFromString(await svg.text(), "image/svg+xml").documentElement;
  const [width, height] = ["width", "height"].map((name) => Number(drawing.getAttribute(name)));
  const map = drawing.querySelectorAll("image")[1];
  const [left = 0, top = 0, w = 0, h = 0] = ["x", "y", "width", "height"].map((name) =>
    Number(map?.getAttribute(name)),
  );
  const scale = find<HTMLSelectElement>(root, ".plane-panel .export-menu select");
  scale.value = "3";
  scale.dispatchEvent(new Event("change"));
  const png = await saved(root, files, "plane-panel", "png");
  const image = await createImageBitmap(png);
  expect([image.width, image.height]).toEqual([Math.round(3 * (width ?? 0)), Math.round(3 * (height ?? 0))]);
  const texts = await textsOf(png);
  expect(texts).toMatchObject({ Software: `lyascope ${version}`, Title: "Largest exponent λ1" });
  expect(JSON.parse(texts.Study ?? "")).toMatchObject({ version, studies: [{ seed: 7, network: { width: 8 } }] });
  const drawn = new Image();
  drawn.src = URL.createObjectURL(svg);
  await drawn.decode();
  const views = [
    { at: pixels(drawn, width ?? 1, height ?? 1), scale: 1 },
    { at: pixels(image, image.width, image.height), scale: 3 },
  ];
  const colours = new Set<string>();
  for (let cell = 0; cell < GRID.columns * GRID.rows; cell++) {
    const [column, row] = [cell % GRID.columns, Math.floor(cell / GRID.columns)];
    for (const { at, scale: size } of views) {
      // A line may pass through some places of a cell.
      const same = [0.2, 0.4, 0.6, 0.8].filter((part) => {
        const [x, y] = [(column + part) / GRID.columns, (row + 0.7) / GRID.rows];
        const expected = own(x * canvas.width, y * canvas.height);
        colours.add(String(expected));
        const found = at(size * (left + x * w), size * (top + y * h));
        return expected.every((each, place) => Math.abs(each - (found[place] ?? 0)) <= 2);
      });
      expect(same.length, `cell ${cell} at ${size}×`).toBeGreaterThanOrEqual(2);
    }
  }
  expect(colours.size).toBeGreaterThan(8);
  URL.revokeObjectURL(drawn.src);
});

test("numbers are those of the page", async () => {
  const root = openLab(OPTIONS);
  const files = offered();
  await done(root);
  for (const [panel, name] of [
    ["plane-panel", "exponents"],
    ["heat-panel", "log10GradientNorm"],
    ["spectrum-panel", "exponents"],
    ["profile-panel", "log10GradientNorm"],
    ["comparison-panel", "exponents"],
  ] as const) {
    const archive = await JSZip.loadAsync(await (await saved(root, files, panel, "npz")).arrayBuffer());
    const member = await archive.file(`${name}.npy`)?.async("arraybuffer");
    const { data } = await new Npyjs().load(member ?? "");
    const values = Array.from(data as Float64Array);
    expect(archive.file("attributes.npy")).not.toBeNull();
    const csv = await (await saved(root, files, panel, "csv")).text();
    const { data: rows, errors } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(errors).toEqual([]);
    expect(rows.map((row) => Number(row[name]))).toEqual(values);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    if (panel !== "spectrum-panel") continue;
    find<HTMLDetailsElement>(root, ".spectrum-panel .data-table").open = true;
    await expect.poll(() => root.querySelector(".spectrum-panel tbody tr")).not.toBeNull();
    const shown = [...root.querySelectorAll(".spectrum-panel tbody tr td:nth-of-type(1)")].map(
      ({ textContent }) => textContent,
    );
    expect(rows.map((row) => exponent(Number(row[name]), Number(row.standardErrors)))).toEqual(shown);
  }
});

test("texts are copied, or shown where a page must not copy", async () => {
  const root = openLab(OPTIONS);
  await done(root);
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  expect(await press(root, "heat-panel", "command")).toMatch(
    /^Copied the command\. This panel measures 16 networks a cell, the study asks for 3\.$/,
  );
  expect(written.mock.lastCall?.[0]).toMatch(
    /^npx lyascope gradient --engine cpu --set network\.width=8 .*--set seed=7 .*--json$/,
  );
  expect(find(root, ".visually-hidden [aria-live=polite]").textContent).toMatch(/^Copied the command/);
  expect(await press(root, "plane-panel", "python")).toBe(
    "Copied the Python that loads lyascope-phase-diagram-tanh-n8-seed7.npz.",
  );
  expect(written.mock.lastCall?.[0]).toContain('np.load("lyascope-phase-diagram-tanh-n8-seed7.npz")');
  expect(await press(root, "benchmark-panel", "bibtex")).toMatch(`Copied BibTeX: lyascope ${version}`);
  expect(await press(root, "benchmark-panel", "csv")).toBe("Nothing is timed yet: run the benchmark.");
  written.mockRejectedValue(new Error("not allowed"));
  expect(await press(root, "benchmark-panel", "bibtex")).toMatch(/^The browser does not allow/);
  const text = find<HTMLTextAreaElement>(root, ".benchmark-panel .export-text");
  expect([text.hidden, text.value.startsWith("@misc{lyascope-")]).toEqual([false, true]);
});

test("menus go by keyboard, one at a time, and remember the scale", async () => {
  localStorage.removeItem("lyascope.export.scale");
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const open = (): Lab => mountLab(root, { workers: 1, debounce: 20, ...OPTIONS });
  let lab = open();
  await done(root);
  const menus = [...root.querySelectorAll<HTMLDetailsElement>(".export-menu")];
  expect(menus.map((menu) => find(menu, "summary").getAttribute("aria-label"))).toEqual(
    [
      "the phase diagram",
      "the heatmap",
      "the Lyapunov spectrum",
      "the gradient against depth",
      "the comparison",
      "the benchmark",
    ].map((words) => `Export ${words}`),
  );
  const [first, second] = menus;
  if (first === undefined || second === undefined) throw new Error("no menus");
  find<HTMLElement>(first, "summary").focus();
  await userEvent.keyboard("{Enter}{Tab}");
  expect([first.open, document.activeElement?.textContent]).toEqual([true, "PNG"]);
  await userEvent.keyboard("{Escape}");
  expect([first.open, document.activeElement]).toEqual([false, find(first, "summary")]);
  first.open = true;
  second.open = true;
  await expect.poll(() => first.open).toBe(false);
  document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  expect(second.open).toBe(false);

  const files = offered();
  const scale = find<HTMLSelectElement>(first, "select");
  scale.value = "1";
  scale.dispatchEvent(new Event("change"));
  await lab.savePicture("spectrum");
  find<HTMLElement>(second, "summary").focus();
  await lab.savePicture();
  find<HTMLElement>(root, ".plane-hit").focus();
  await lab.savePicture();
  const names = ["spectrum", "heatmap", "phase-diagram"].map((name) => `lyascope-${name}-tanh-n8-seed7.png`);
  expect([...files.keys()]).toEqual(names);
  const { width } = await createImageBitmap(await file(files, names[0] ?? ""));
  await lab.destroy();
  lab = open();
  const again = find<HTMLDetailsElement>(root, ".export-menu");
  again.open = true;
  await expect.poll(() => find<HTMLSelectElement>(again, "select").value).toBe("1");
  expect(width).toBeLessThan(800);
  await lab.destroy();
  localStorage.removeItem("lyascope.export.scale");
});
