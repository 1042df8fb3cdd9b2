import { plainColour } from "./colour.ts";
import { node } from "./svg-node.ts";

/** Some letters beside each other, client coordinates. */
interface Run {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * The words of a text node as they stand on the page, line by line, moved by (dx, dy); letters beyond `limit`, where the page cuts
 * them off, give way to an ellipsis.
 */
export function textLines(text: Text, dx: number, dy: number, limit: number): SVGElement[] {
  const parent = text.parentElement;
  if (parent === null) return [];
  const style = getComputedStyle(parent);
  const { hex, opacity } = plainColour(style.color);
  const { ascent, height } = metricsOf(style);
  return runsOf(text, style, limit).map(({ text: words, left, right, top, bottom }) => {
    const baseline = (top + bottom - height) / 2 + ascent;
    return node(
      "text",
      {
        ...{ x: left + dx, y: baseline + dy, fill: hex, "font-family": style.fontFamily, "font-size": style.fontSize },
        ...(opacity < 1 ? { "fill-opacity": opacity } : {}),
        ...(style.fontWeight === "400" ? {} : { "font-weight": style.fontWeight }),
        ...(style.fontStyle === "normal" ? {} : { "font-style": style.fontStyle }),
        // In another font the words end where they do here, and what follows them stays beside them.
        ...(words.length > 1 ? { textLength: right - left } : {}),
      },
      words,
    );
  });
}

function runsOf(text: Text, font: Font, limit: number): Run[] {
  const runs: Run[] = [];
  const range = document.createRange();
  const { data } = text;
  for (let at = 0; at < data.length; at++) {
    const letter = String.fromCodePoint(data.codePointAt(at) ?? 0);
    range.setStart(text, at);
    at += letter.length - 1;
    range.setEnd(text, at + 1);
    const box = range.getBoundingClientRect();
    if (box.width === 0 && /\s/.test(letter)) continue;
    const run = runs.at(-1);
    if (box.right > limit + 1) {
      if (run !== undefined && !run.text.endsWith("…")) run.text = `${run.text.slice(0, -1)}…`;
      continue;
    }
    const said = /\s/.test(letter) ? " " : letter;
    if (run !== undefined && Math.abs(run.top - box.top) < 2) {
      run.text += said;
      run.right = box.right;
    } else runs.push({ text: said, left: box.left, right: box.right, top: box.top, bottom: box.bottom });
  }
  return runs.flatMap((run) => (run.text.trim() === "" ? [] : [trimmed(run, font)]));
}

/** Without the blanks at the ends, which SVG would not show. */
function trimmed(run: Run, font: Font): Run {
  if (run.text === run.text.trim()) return run;
  const blank = widthOf(" ", font);
  const before = run.text.length - run.text.trimStart().length;
  const after = run.text.length - run.text.trimEnd().length;
  return { ...run, text: run.text.trim(), left: run.left + before * blank, right: run.right - after * blank };
}

let measuring: CanvasRenderingContext2D | null = null;

function contextOf({ fontStyle, fontWeight, fontSize, fontFamily }: Font): CanvasRenderingContext2D | null {
  measuring ??= document.createElement("canvas").getContext("2d");
  if (measuring !== null) measuring.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  return measuring;
}

export type Font = Pick<CSSStyleDeclaration, "fontStyle" | "fontWeight" | "fontSize" | "fontFamily">;

/** Width of some words, pixels. */
export function widthOf(text: string, font: Font): number {
  return contextOf(font)?.measureText(text).width ?? 0;
}

function metricsOf(font: Font): { ascent: number; height: number } {
  const { fontBoundingBoxAscent = 10, fontBoundingBoxDescent = 3 } = contextOf(font)?.measureText("x") ?? {};
  return { ascent: fontBoundingBoxAscent, height: fontBoundingBoxAscent + fontBoundingBoxDescent };
}
