import { h } from "../dom.ts";
import type { ExportKind } from "../export/panels.ts";

/** Pixels of a PNG a CSS pixel. */
const SCALES = ["1", "2", "3", "4"] as const;
export type PngScale = (typeof SCALES)[number];

const LABELS: Readonly<Record<ExportKind, readonly [label: string, title: string]>> = {
  png: ["PNG", "The picture, with study and version in its metadata"],
  svg: ["SVG", "The picture as a drawing, with text that can be edited"],
  csv: ["CSV", "The numbers as a long table"],
  npz: ["NPZ", "The numbers as NumPy arrays, with study and provenance"],
  command: ["Copy command", "The line of a terminal that measures the same again"],
  python: ["Copy Python", "A few lines that load the NPZ and draw it"],
  bibtex: ["Copy BibTeX", "How to cite lyascope, and the source of the story on the page"],
};

export interface ExportMenu {
  readonly element: HTMLElement;
  /** Says what came of it; a text that could not be copied is shown, selected. */
  say(words: string, text?: string): void;
  destroy(): void;
}

export interface ExportMenuEvents {
  opened(): void;
  run(kind: ExportKind): void;
  /** Size of the PNG, to be read and set. */
  readonly scale: { value: PngScale };
}

let menus = 0;

/** A small menu of a panel; `words` name what it exports, such as "the heatmap". */
export function createExportMenu(words: string, kinds: readonly ExportKind[], events: ExportMenuEvents): ExportMenu {
  const id = `export-scale-${menus++}`;
  const button = (kind: ExportKind) => {
    const [label, title] = LABELS[kind];
    return h("button", { type: "button", title, "data-kind": kind, onclick: () => events.run(kind) }, label);
  };
  const scale = h(
    "select",
    { id, "aria-label": "size of the PNG" },
    ...SCALES.map((each) => h("option", { value: each }, `${each}×`)),
  );
  scale.addEventListener("change", () => {
    events.scale.value = SCALES.find((each) => each === scale.value) ?? events.scale.value;
  });
  const said = h("p", { class: "export-said" });
  const text = h("textarea", { class: "export-text", readonly: true, rows: 4, "aria-label": "The text to copy" });
  text.hidden = true;
  const rows = kinds.map((kind) =>
    kind === "png" ? h("div", { class: "export-png" }, button(kind), scale) : button(kind),
  );
  const summary = h("summary", { "aria-label": `Export ${words}` }, "Export");
  const items = h(
    "div",
    { class: "export-items", role: "group", "aria-label": `Export ${words}` },
    ...rows,
    said,
    text,
  );
  // Of one name: opening one closes the others.
  const element = h("details", { class: "export-menu", name: "export", "data-menu": true }, summary, items);

  element.addEventListener("toggle", () => {
    if (!element.open) return;
    scale.value = events.scale.value;
    say("");
    events.opened();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && element.open) {
      // Nothing else is to be cancelled by it.
      event.stopPropagation();
      element.open = false;
      summary.focus();
    }
  });
  const outside = ({ target }: Event) => {
    if (element.open && target instanceof Node && !element.contains(target)) element.open = false;
  };
  document.addEventListener("pointerdown", outside);

  function say(words: string, shown?: string): void {
    said.textContent = words;
    text.hidden = shown === undefined;
    text.value = shown ?? "";
    if (shown !== undefined) text.select();
  }

  return { element, say, destroy: () => document.removeEventListener("pointerdown", outside) };
}
