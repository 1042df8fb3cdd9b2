import { plainColour } from "./colour.ts";

const SVG = "http://www.w3.org/2000/svg";

export type Attributes = Readonly<Record<string, string | number>>;

/** An element of SVG. */
export function node(tag: string, attributes: Attributes = {}, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, typeof value === "number" ? String(Number(value.toFixed(2))) : value);
  }
  element.append(...children);
  return element;
}

/** What an element looks like, as attributes: no style sheet is needed to see it so. */
export type Look = Readonly<Record<string, string>>;

/** The look of an element that nobody has said anything of. */
export const INITIAL: Look = {
  fill: "#000000",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-opacity": "1",
  "stroke-width": "1px",
  "stroke-dasharray": "none",
  "stroke-linejoin": "miter",
  "stroke-linecap": "butt",
  "paint-order": "normal",
  "shape-rendering": "auto",
  "text-anchor": "start",
  "font-family": "",
  "font-size": "",
  "font-weight": "400",
  "font-style": "normal",
};

/** How a browser shows an element of SVG. */
export function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const look: Record<string, string> = {};
  for (const name of Object.keys(INITIAL)) look[name] = style.getPropertyValue(name);
  for (const name of ["fill", "stroke"]) {
    const css = look[name] ?? "none";
    if (css === "none") continue;
    const { hex, opacity } = plainColour(css);
    look[name] = hex;
    look[`${name}-opacity`] = String(Number((Number(look[`${name}-opacity`]) * opacity).toFixed(3)));
  }
  return look;
}

/** What of a look is not its parent's: every part of it is inherited. */
export function difference(look: Look, parent: Look): Look {
  return Object.fromEntries(Object.entries(look).filter(([name, value]) => value !== parent[name]));
}
