import { line, type SymbolType, symbol, symbolDiamond, symbolSquare, symbolStar, symbolTriangle } from "d3-shape";
import type { Spectrum } from "../../engine/engine.ts";
import { inUnitsOf } from "../in-units.ts";
import type { Pin } from "../pins.ts";
import type { TimeAxis } from "../time-axis.ts";
import type { Group, Plot } from "./chart.ts";

/** Pins are told apart by shape as well as by colour. */
const SHAPES: readonly SymbolType[] = [symbolSquare, symbolTriangle, symbolDiamond, symbolStar];

/** Path of a pin's mark around 0, 0; `area` in square pixels. */
export function pinShape(slot: number, area: number): string {
  return symbol(SHAPES[slot] ?? symbolSquare, area)() ?? "";
}

/** Draws a pin's mark, with a rim that shows on any ground. */
export function drawPin(group: Group, slot: number, x: number, y: number, area: number): void {
  const mark = group.append("g").attr("class", `pin-mark pin-${slot}`).attr("transform", `translate(${x} ${y})`);
  for (const name of ["rim", "body"]) mark.append("path").attr("class", name).attr("d", pinShape(slot, area));
}

/** A pin's mark by itself, for text. */
export function pinIcon(slot: number): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-9 -9 18 18");
  svg.setAttribute("class", `pin-icon pin-${slot}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("class", "body");
  path.setAttribute("d", pinShape(slot, 90));
  svg.append(path);
  return svg;
}

/** The measured spectrum of a pin, in units of its time. */
export function pinSpectrum({ spectrum }: Pick<Pin, "spectrum">, time: TimeAxis): Spectrum | null {
  return spectrum && inUnitsOf(time, spectrum);
}

/** Exponents of a pin against their index, ±2 standard errors. */
export function drawPinSpectrum(
  group: Group,
  { slot, spectrum }: { slot: number; spectrum: Spectrum },
  { x, y }: { x(i: number): number; y(value: number): number },
  low: number,
  area: number,
): void {
  const own = group.append("g").attr("class", `pin-series pin-${slot}`);
  spectrum.exponents.forEach((value, index) => {
    if (value === null || !Number.isFinite(value) || value < low) return;
    const error = 2 * (spectrum.standardErrors[index] ?? 0);
    const at = x(index + 1);
    const mark = own.append("g").attr("class", "pin-exponent");
    if (error > 0) {
      mark
        .append("line")
        .attr("class", "error-bar")
        .attr("x1", at)
        .attr("x2", at)
        .attr("y1", y(value - error))
        .attr("y2", y(value + error));
    }
    mark
      .append("path")
      .attr("class", "body")
      .attr("d", pinShape(slot, area))
      .attr("transform", `translate(${at} ${y(value)})`);
  });
}

/** Marks along a pin's curve, pixels apart: the line alone would be told by its colour only. */
const MARK_EVERY = 70;

/** log10 of the gradient's norm at a pin against depth. */
export function drawPinProfile(group: Group, { slot, profile }: Pin, { x, y, top, bottom }: Plot): void {
  if (profile === null) return;
  const points = profile.log10GradientNorm.flatMap((value, i): [number, number][] =>
    value === null || !Number.isFinite(value) ? [] : [[x(profile.layers[i] ?? 0), y(value)]],
  );
  const own = group.append("g").attr("class", `pin-series pin-${slot}`);
  own.append("path").attr("class", "curve").attr("d", line()(points));
  // Those of two pins do not begin at the same place.
  let next = (points[0]?.[0] ?? 0) + 8 + (slot * MARK_EVERY) / 4;
  for (const [at, height] of points) {
    if (at < next || height < top || height > bottom) continue;
    own
      .append("path")
      .attr("class", "body")
      .attr("d", pinShape(slot, 44))
      .attr("transform", `translate(${at} ${height})`);
    next = at + MARK_EVERY;
  }
}
