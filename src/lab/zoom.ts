import { scalarField } from "../study/fields.ts";
import { type LabAxis, partOf, pointAt } from "./axis.ts";
import { cellAt, type Place, type Plane, placeOf } from "./plane.ts";

/** The two axes of a plane. */
export type Axes = Pick<Plane, "x" | "y">;

/** How far a zoom around a place goes. */
export const ZOOM = 2;

/**
 * The axes of the rectangle between two places of a plane, as far as it lies on it; null where its cells would not differ
 * from one another.
 */
export function zoomedTo(plane: Plane, one: Place, other: Place): Axes | null {
  const x = between(plane.x, partOf(plane.x, one.x), partOf(plane.x, other.x));
  const y = between(plane.y, partOf(plane.y, one.y), partOf(plane.y, other.y));
  if (x.from === x.to || y.from === y.to) return null;
  return distinct({ ...plane, x, y }) ? { x, y } : null;
}

/** The axes of a part of the plane around a place, `ZOOM` times as close; kept on the plane. */
export function zoomedAround(plane: Plane, place: Place): Axes | null {
  const span = 1 / ZOOM;
  const start = (axis: LabAxis, value: number) => Math.min(1 - span, Math.max(0, partOf(axis, value) - span / 2));
  const [left, low] = [start(plane.x, place.x), start(plane.y, place.y)];
  return zoomedTo(
    plane,
    { x: pointAt(plane.x, left), y: pointAt(plane.y, low) },
    { x: pointAt(plane.x, left + span), y: pointAt(plane.y, low + span) },
  );
}

/** Whether a place lies on a plane. */
export function holds({ x, y }: Axes, place: Place): boolean {
  const within = (part: number) => part >= 0 && part <= 1;
  return within(partOf(x, place.x)) && within(partOf(y, place.y));
}

/** An axis between two of its parts; at its own ends it keeps their numbers. */
function between(axis: LabAxis, one: number, other: number): LabAxis {
  const low = Math.max(0, Math.min(one, other));
  const high = Math.min(1, Math.max(one, other));
  const [from, to] = [pointAt(axis, low), pointAt(axis, high)];
  return {
    ...axis,
    from: low === 0 ? axis.from : rounded(axis, from, from, to),
    to: high === 1 ? axis.to : rounded(axis, to, from, to),
  };
}

/** A value to about a hundredth of the distance between two ends, so that they read well and can be typed again. */
function rounded({ path, log }: LabAxis, value: number, from: number, to: number): number {
  if (scalarField(path)?.kind === "integer") return Math.round(value);
  if (log) {
    const finer = Math.max(0, -Math.floor(Math.log10(Math.abs(Math.log(to / from)) || 1)));
    return Number(value.toPrecision(Math.min(15, 3 + finer)));
  }
  const decimals = 2 - Math.floor(Math.log10(Math.abs(to - from) || 1));
  return Number(value.toFixed(Math.min(15, Math.max(0, decimals))));
}

/** Whether every cell is found again by its centre; whole numbers may fill several cells. */
function distinct(plane: Plane): boolean {
  const cells = plane.columns * plane.rows;
  return Array.from({ length: cells }, (_, cell) => cell).every((cell) => {
    const found = cellAt(plane, placeOf(plane, cell));
    return (
      found === cell || scalarField(plane.x.path)?.kind === "integer" || scalarField(plane.y.path)?.kind === "integer"
    );
  });
}
