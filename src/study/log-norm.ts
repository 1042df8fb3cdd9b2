import type { EngineInfo } from "../engine/engine.ts";
import type { LogNorm } from "../measure/distribution.ts";
import { chiSquareAbove, edgeworth } from "../theory/edgeworth.ts";
import { type LogNormLaw, logNormLaw } from "../theory/log-norm.ts";
import type { Cell } from "./resolve.ts";

/** A test of a histogram against a law's probabilities of its bins. */
export interface Fit {
  /** Σ (counted − expected)² / expected, over bins of which at least 5 networks are expected. */
  chiSquare: number;
  /** Those bins less one. */
  freedom: number;
  /** Probability that chance alone makes it larger. */
  pValue: number;
}

/** The exact law of ln‖Ju‖ beside what was measured. */
export interface JudgedLogNorm {
  law: LogNormLaw;
  zScores: {
    /** (measured − law) / standard error. */
    mean: number | null;
    /** Of the sample variance under the law, made normal by its cube root (Wilson & Hilferty 1931). */
    variance: number | null;
  };
  /** The histogram against Edgeworth's expansion of the law; null where that is too far from normal, or networks are too few. */
  fit: Fit | null;
}

/** Skewness and excess kurtosis up to which two terms beyond the normal are enough. */
const NEARLY_NORMAL = 0.25;
/** Networks that a bin of the test must expect. */
const FEWEST = 5;

/** null where no exact law is known or nothing was measured. */
export function judgedLogNorm(cell: Cell, measured: LogNorm | undefined): JudgedLogNorm | null {
  const law = logNormLaw(cell.network, cell.depth, cell.burnIn);
  if (law === null || measured === undefined || measured.count === 0) return null;
  const error = measured.standardErrors.mean;
  const exact = law.variance === 0;
  return {
    law,
    zScores: {
      mean: exact || error === null || error === 0 ? null : (measured.mean - law.mean) / error,
      variance: exact ? null : varianceScore(law, measured),
    },
    fit: exact ? null : fitOf(law, measured),
  };
}

/**
 * Under the law, s²/σ² is about χ²_f/f, f = 2/Var(s²/σ²), Var(s²/σ²) = γ₂/N + 2/(N − 1). Its cube root is nearly normal even for few
 * networks, which s² itself is not.
 */
function varianceScore({ variance, excessKurtosis }: LogNormLaw, measured: LogNorm): number | null {
  if (measured.variance === null) return null;
  const n = measured.count;
  const spread = Math.max(0, excessKurtosis) / n + 2 / (n - 1);
  const unit = (2 / 9) * (spread / 2);
  return ((measured.variance / variance) ** (1 / 3) - (1 - unit)) / Math.sqrt(unit);
}

function fitOf(law: LogNormLaw, { histogram: { edges, counts }, count }: LogNorm): Fit | null {
  const { mean, variance, skewness, excessKurtosis } = law;
  if (Math.max(Math.abs(skewness), Math.abs(excessKurtosis)) > NEARLY_NORMAL) return null;
  // The outer bins reach to ±∞, so that the probabilities sum to 1 whatever the sample's ends.
  const below = edges.map((edge, i) =>
    i === 0 ? 0 : i === counts.length ? 1 : edgeworth(edge, mean, variance, skewness, excessKurtosis),
  );
  const bins: [counted: number, expected: number][] = [];
  let [counted, expected] = [0, 0];
  counts.forEach((each, i) => {
    counted += each;
    expected += count * ((below[i + 1] ?? 1) - (below[i] ?? 0));
    if (expected < FEWEST) return;
    bins.push([counted, expected]);
    [counted, expected] = [0, 0];
  });
  const last = bins.at(-1);
  if (last === undefined) return null;
  last[0] += counted;
  last[1] += expected;
  const freedom = bins.length - 1;
  if (freedom < 2) return null;
  const chiSquare = bins.reduce((sum, [seen, wanted]) => sum + (seen - wanted) ** 2 / wanted, 0);
  return { chiSquare, freedom, pValue: chiSquareAbove(chiSquare, freedom) };
}

/** Normal deviations of the variance beyond which it is called wrong, and what rounding may do to it. */
const DEVIATIONS = 5;
const ROUNDING = { f64: 1e-9, f32: 1e-3 } as const;

/** Whether the variance of ln‖Ju‖ is further from its exact law than chance and rounding allow; null where there is nothing to compare. */
export function varianceIsWrong(
  judged: JudgedLogNorm | null,
  measured: LogNorm | undefined,
  precision: EngineInfo["precision"],
): boolean | null {
  const variance = measured?.variance ?? null;
  if (judged === null || variance === null) return null;
  const off = Math.abs(variance - judged.law.variance);
  const score = judged.zScores.variance;
  return (
    off > ROUNDING[precision] * Math.max(1, judged.law.variance) && (score === null || Math.abs(score) > DEVIATIONS)
  );
}
