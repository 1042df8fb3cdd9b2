import { plainColour } from "./colour.ts";
import type { PanelName } from "./panels.ts";
import { drawnElement } from "./svg-html.ts";
import { node } from "./svg-node.ts";
import { type Font, widthOf } from "./svg-text.ts";

/** A picture that needs nothing beside it: no style sheet, no script, no file. */
export interface Picture {
  svg: string;
  /** CSS pixels. */
  width: number;
  height: number;
}

/** What the picture of a panel shows, one below the other. */
const PARTS: Readonly<Record<Exclude<PanelName, "benchmark">, readonly string[]>> = {
  "phase-diagram": ["header", ".plane", ".legend"],
  heatmap: ["header", ".heat", ".legend"],
  spectrum: ["header", ".spectrum", ".caption", ".derived", ".keys"],
  gradient: ["header", ".chart-place", ".caption", ".derived", ".keys"],
  comparison: ["header", ".chart-place", ".said"],
};

const EDGE = 20;
const GAP = 12;

/**
 * A panel as it stands on the page, in its theme, without its controls; under it `words`. Canvases are read as they are: they
 * must have been drawn in the same turn of the event loop.
 */
export function pictureOf(
  panel: HTMLElement,
  name: Exclude<PanelName, "benchmark">,
  { title, words, metadata, pins }: Said,
): Picture {
  // The words of the header have its whole width, as they had no room for beside the buttons.
  panel.classList.add("in-picture");
  try {
    return drawnPanel(panel, name, { title, words, metadata, pins });
  } finally {
    panel.classList.remove("in-picture");
  }
}

/** What is said of a picture. */
interface Said {
  title: string;
  words: string;
  metadata: string;
  /** The list that tells the pins apart; null where the picture has none. */
  pins: Element | null;
}

function drawnPanel(
  panel: HTMLElement,
  name: Exclude<PanelName, "benchmark">,
  { title, words, metadata, pins }: Said,
): Picture {
  const style = getComputedStyle(panel);
  const frame = panel.getBoundingClientRect();
  const left = frame.left + Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.borderLeftWidth);
  const right = frame.right - Number.parseFloat(style.paddingRight) - Number.parseFloat(style.borderRightWidth);
  const width = right - left + 2 * EDGE;
  const drawn: SVGElement[] = [];
  let y = EDGE;
  for (const part of [...PARTS[name].map((selector) => panel.querySelector(`:scope > ${selector}`)), pins]) {
    const box = part?.getBoundingClientRect();
    if (part === null || box === undefined || box.height === 0) continue;
    // The pins are listed under the plane, wherever else they are shown.
    drawn.push(...drawnElement(part, EDGE - (part === pins ? box.left : left), y - box.top));
    y += box.height + GAP;
  }
  const font: Font = { fontStyle: "normal", fontWeight: "400", fontSize: "11.5px", fontFamily: style.fontFamily };
  const soft = plainColour(style.getPropertyValue("--soft")).hex;
  const rule = plainColour(style.getPropertyValue("--rule")).hex;
  drawn.push(node("line", { x1: EDGE, x2: width - EDGE, y1: y + 2, y2: y + 2, stroke: rule }));
  y += 8;
  for (const line of wrapped(words.replaceAll(" = ", "\u00a0=\u00a0"), 0.98 * (width - 2 * EDGE), font)) {
    y += 16;
    drawn.push(
      node("text", { x: EDGE, y, fill: soft, "font-size": font.fontSize, "font-family": font.fontFamily }, line),
    );
  }
  const height = Math.ceil(y + EDGE);
  const root = node(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}` },
    node("title", {}, title),
    node("desc", {}, words),
    node("metadata", {}, metadata),
    node("rect", { width: "100%", height: "100%", fill: plainColour(style.backgroundColor).hex }),
    ...drawn,
  );
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}

function wrapped(text: string, room: number, font: Font): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const next = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(next, font) > room) {
      lines.push(line);
      line = word;
    } else line = next;
  }
  return [...lines, line];
}

/** A picture as a PNG of so many pixels a CSS pixel. */
export async function rasterised({ svg, width, height }: Picture, scale: number): Promise<Uint8Array> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("this browser has no 2D canvas");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("this browser makes no PNG of that size");
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}
