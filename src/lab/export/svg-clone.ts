import { difference, INITIAL, type Look, lookOf, node } from "./svg-node.ts";

/** Where things are and what shape they have. */
const GEOMETRY = [
  ...["d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "points"],
  ...["transform", "id", "clip-path"],
] as const;

/** What marks a place for the pointer only, or names the picture for those who hear it. */
const LEFT_OUT = ".crosshair, .outline, .heat-probe, title";

/** A drawing of the page with its look written into it, `x` and `y` pixels from the picture's corner. */
export function clonedSvg(svg: SVGSVGElement, x: number, y: number): SVGElement {
  const { width, height } = svg.getBoundingClientRect();
  const viewBox = svg.getAttribute("viewBox");
  const own = node("svg", { x, y, width, height, overflow: "visible", ...(viewBox === null ? {} : { viewBox }) });
  own.append(...childrenOf(svg, INITIAL));
  return own;
}

function childrenOf(element: Element, parent: Look): Node[] {
  return [...element.childNodes].flatMap((child): Node[] => {
    if (child instanceof Text) return child.data === "" ? [] : [document.createTextNode(child.data)];
    return child instanceof SVGElement ? cloned(child, parent) : [];
  });
}

function cloned(element: SVGElement, parent: Look): SVGElement[] {
  const { display, visibility, opacity } = getComputedStyle(element);
  const hidden = display === "none" && element.tagName !== "clipPath";
  if (hidden || visibility === "hidden" || element.matches(LEFT_OUT)) return [];
  const look = lookOf(element);
  const geometry: Record<string, string> = {};
  for (const name of GEOMETRY) {
    const value = element.getAttribute(name);
    if (value !== null) geometry[name] = value;
  }
  const children = childrenOf(element, look);
  if (element.tagName === "g" && children.length === 0) return [];
  const own = { ...geometry, ...difference(look, parent), ...(opacity === "1" ? {} : { opacity }) };
  return [node(element.tagName, own, ...children)];
}
