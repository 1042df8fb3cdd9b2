import type { GradientProfile } from "../../src/engine/engine.ts";
import { QUANTILES } from "../../src/measure/profile.ts";

/** A profile of 8 networks of one matrix a layer without a skip path, with these decimal logarithms from layer 0 on. */
export function profile(sizes: readonly number[], more: Partial<GradientProfile> = {}): GradientProfile {
  const log10GradientNorm = [...sizes];
  const weights = log10GradientNorm.slice(0, -1);
  const dead = log10GradientNorm.map((size) => (size === -Infinity ? 8 : 0));
  return {
    layers: log10GradientNorm.map((_, layer) => layer),
    log10GradientNorm,
    standardErrors: log10GradientNorm.map((size) => (size === -Infinity ? null : 0.1)),
    infinite: dead,
    quantiles: QUANTILES.map((probability) => log10GradientNorm.map((size) => size + probability)),
    log10WeightGradientNorm: [weights],
    weightStandardErrors: [weights.map(() => 0.1)],
    log10StateNorm: log10GradientNorm.map(() => 0.5),
    log10Dilution: null,
    gsc: log10GradientNorm.map(() => 1),
    slope: {
      value: ((log10GradientNorm[0] ?? 0) * Math.LN10) / Math.max(1, log10GradientNorm.length - 1),
      standardError: 0.01,
    },
    status: "ok",
    networks: 8,
    ...more,
  };
}
