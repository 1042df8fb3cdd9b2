import { type LabAxis, pointAt } from "./axis.ts";

/** From the first to the last centre of an axis' cells: a study of as many steps as there are cells measures what the plane does. */
export function centresOf(axis: LabAxis, cells: number): LabAxis {
  return { ...axis, from: pointAt(axis, 0.5 / cells), to: pointAt(axis, 1 - 0.5 / cells) };
}

/** The axis whose cells have these centres, first and last: the inverse of `centresOf`, to ten digits of its length. */
export function aroundCentres(axis: LabAxis, cells: number): LabAxis {
  if (cells < 2) return axis;
  const half = 0.5 / (cells - 1);
  const [from, to] = [pointAt(axis, -half), pointAt(axis, 1 + half)];
  const exact = (end: number): number => {
    if (axis.log) return Number(end.toPrecision(10));
    const decimals = 10 - Math.ceil(Math.log10(Math.abs(to - from)));
    // Adding 0 makes −0 a 0.
    return Number(end.toFixed(Math.min(100, Math.max(0, decimals)))) + 0;
  };
  return { ...axis, from: exact(from), to: exact(to) };
}
