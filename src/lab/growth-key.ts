import type { FixedVector } from "../measure/fixed-vector.ts";
import type { FixedVectorGrowth } from "../measure/statistics.ts";
import { exponent, subscript } from "./format.ts";

/** Name of a fixed vector, by its place among them: v₁. */
export function vectorName(index: number): string {
  return `v${subscript(index + 1)}`;
}

/** What a fixed vector is, and how it grows: "growth of v₁, random in entries 1–16: −0.53 ± 0.02". */
export function growthKey(vector: FixedVector, index: number, growth: FixedVectorGrowth | null): string {
  const from = "values" in vector ? "given" : `random in entries ${vector.from + 1}–${vector.from + vector.units}`;
  const said = growth === null ? "…" : exponent(growth.growth, growth.standardError);
  return `growth of ${vectorName(index)} alone, ${from}: ${said}`;
}
