import type { GradientProfile, Spectrum } from "../engine/engine.ts";
import { Shown } from "./field.ts";
import type { HeatField } from "./heat-field.ts";

type Value = number | null | undefined;

/** B − A of two measured numbers. */
export interface Difference {
  /** null where either is not known, or both are −∞; ∞ or −∞ where one of them is −∞. */
  value: number | null;
  /**
   * Standard error √(a² + b²) of two independent ensembles; null where a side has none. Both sides have the same draws: as
   * they go up and down together, the difference is as certain as this or more so.
   */
  error: number | null;
}

/** B − A, each with its standard error. */
export function differenceOf(a: Value, b: Value, errorA: Value, errorB: Value): Difference {
  if (typeof a !== "number" || typeof b !== "number") return { value: null, error: null };
  const value = b - a;
  // −∞ − −∞ is none.
  if (Number.isNaN(value)) return { value: null, error: null };
  const known = Number.isFinite(value) && typeof errorA === "number" && typeof errorB === "number";
  return { value, error: known ? Math.hypot(errorA, errorB) : null };
}

/** What a curve of a profile is drawn from. */
export type ProfileCurve = Pick<
  GradientProfile,
  "layers" | "log10GradientNorm" | "standardErrors" | "quantiles" | "log10WeightGradientNorm" | "slope" | "status"
>;

/** log10 of the ratio of both gradients' norms, B to A, at every layer; null before both are measured. */
export function profileDifference(a: GradientProfile | null, b: GradientProfile | null): ProfileCurve | null {
  if (a === null || b === null) return null;
  const norms = a.layers.map((_, i) =>
    differenceOf(a.log10GradientNorm[i], b.log10GradientNorm[i], a.standardErrors[i], b.standardErrors[i]),
  );
  const slope = differenceOf(a.slope.value, b.slope.value, a.slope.standardError, b.slope.standardError);
  const [weightsA, weightsB] = [a.log10WeightGradientNorm, b.log10WeightGradientNorm];
  const overflow = a.status === "overflow" || b.status === "overflow";
  return {
    layers: a.layers,
    log10GradientNorm: norms.map(({ value }) => value),
    standardErrors: norms.map(({ error }) => error),
    // Quantiles of each side say nothing of those of a difference.
    quantiles: [],
    // Blocks with other matrices have none to hold against each other.
    log10WeightGradientNorm:
      weightsA.length === weightsB.length
        ? weightsA.map((row, matrix) =>
            row.map((value, i) => differenceOf(value, weightsB[matrix]?.[i], null, null).value),
          )
        : [],
    slope: { value: slope.value, standardError: slope.error },
    status: overflow ? "overflow" : "ok",
  };
}

/** The exponents of a chart. */
export type SpectrumCurve = Pick<Spectrum, "exponents" | "standardErrors" | "status">;

/** λ_i(B) − λ_i(A) for every index that both have, null where either is −∞; null before both are measured. */
export function spectrumDifference(a: SpectrumCurve | null, b: SpectrumCurve | null): SpectrumCurve | null {
  if (a === null || b === null) return null;
  const count = Math.min(a.exponents.length, b.exponents.length);
  const each = Array.from({ length: count }, (_, i) =>
    differenceOf(a.exponents[i], b.exponents[i], a.standardErrors[i], b.standardErrors[i]),
  );
  return {
    exponents: each.map(({ value }) => (value === null || !Number.isFinite(value) ? null : value)),
    standardErrors: each.map(({ error }) => error),
    status: a.status === "overflow" || b.status === "overflow" ? "overflow" : "ok",
  };
}

/**
 * The map of differences, on side 0; side 1 has nothing. A cell where either side is −∞ has its status and the sign of the
 * difference, ±∞; 0 where both are −∞.
 */
export function differenceField({ grid, values, shown }: HeatField): HeatField {
  const field: HeatField = { grid, values: new Float32Array(values.length), shown: new Uint8Array(shown.length) };
  const half = values.length / 2;
  for (let index = 0; index < half; index++) {
    const statuses = [shown[index], shown[half + index]];
    const status = [Shown.nothing, Shown.overflow, Shown.collapsed].find((each) => statuses.includes(each));
    field.shown[index] = status ?? Shown.measured;
    if (status === Shown.nothing || status === Shown.overflow) continue;
    field.values[index] = differenceOf(values[index], values[half + index], null, null).value ?? 0;
  }
  return field;
}
