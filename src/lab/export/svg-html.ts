import { plainColour } from "./colour.ts";
import { clonedSvg } from "./svg-clone.ts";
import { node } from "./svg-node.ts";
import { textLines } from "./svg-text.ts";

/** Controls, and what stands for the picture for those who do not see it. */
const LEFT_OUT =
  "button, input, select, textarea, label, details, .segments, .hit, .tick, .visually-hidden, .beyond, [hidden]";

/** Everything that is seen of an element of the page, as SVG, moved by (dx, dy) from its client coordinates. */
export function drawnElement(element: Element, dx: number, dy: number, limit = Number.POSITIVE_INFINITY): SVGElement[] {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || element.matches(LEFT_OUT)) return [];
  const box = element.getBoundingClientRect();
  if (element instanceof SVGSVGElement) return [clonedSvg(element, box.left + dx, box.top + dy)];
  if (element instanceof HTMLCanvasElement) return imageOf(element, box, dx, dy);
  const cut = style.overflowX === "hidden" ? Math.min(limit, box.right) : limit;
  const children = [...element.childNodes].flatMap((child) => {
    if (child instanceof Text) return textLines(child, dx, dy, cut);
    return child instanceof Element ? drawnElement(child, dx, dy, cut) : [];
  });
  return [...swatchOf(element, style, box, dx, dy), ...children];
}

function imageOf(canvas: HTMLCanvasElement, box: DOMRect, dx: number, dy: number): SVGElement[] {
  if (canvas.width === 0 || canvas.height === 0 || box.width === 0) return [];
  const image = node("image", {
    ...{ x: box.left + dx, y: box.top + dy, width: box.width, height: box.height },
    ...{ href: canvas.toDataURL("image/png"), preserveAspectRatio: "none" },
    // Cells keep their edges at any size.
    ...(canvas.matches("div.map > canvas, .swatch, .heat:not(.in-space) canvas")
      ? { "image-rendering": "pixelated" }
      : {}),
  });
  return [image];
}

/** The ground and the upper border of an element, and the marks of a key that are drawn by style alone. */
function swatchOf(element: Element, style: CSSStyleDeclaration, box: DOMRect, dx: number, dy: number): SVGElement[] {
  const [x, y] = [box.left + dx, box.top + dy];
  const middle = y + box.height / 2;
  const variable = (name: string) => plainColour(style.getPropertyValue(name)).hex;
  if (element.matches(".dot-key")) {
    const fill = variable("--accent");
    const at = x + box.width / 2;
    return [
      node("line", { x1: at, x2: at, y1: y, y2: y + box.height, stroke: fill, "stroke-width": 1.3 }),
      node("circle", { cx: at, cy: middle, r: 2.8, fill }),
    ];
  }
  if (element.matches(".pin-key")) {
    const part = box.width / 4;
    return [0, 1, 2, 3].map((pin) =>
      node("rect", { x: x + pin * part, y, width: part, height: box.height, fill: variable(`--pin-${pin}`) }),
    );
  }
  const drawn: SVGElement[] = [];
  const ground = plainColour(style.backgroundColor);
  if (ground.opacity > 0) {
    drawn.push(
      node("rect", { x, y, width: box.width, height: box.height, fill: ground.hex, "fill-opacity": ground.opacity }),
    );
  }
  const thick = Number.parseFloat(style.borderTopWidth);
  if (thick > 0 && style.borderTopStyle !== "none") {
    const { hex } = plainColour(style.borderTopColor);
    const dashes = { dashed: `${2.5 * thick} ${1.5 * thick}`, dotted: `${thick} ${thick}` }[style.borderTopStyle];
    drawn.push(
      node("line", {
        ...{ x1: x, x2: x + box.width, y1: y + thick / 2, y2: y + thick / 2, stroke: hex, "stroke-width": thick },
        ...(dashes === undefined ? {} : { "stroke-dasharray": dashes }),
      }),
    );
  }
  return drawn;
}
