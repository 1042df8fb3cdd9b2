import type { Spectrum } from "../engine/engine.ts";
import { PROBABILITIES } from "../measure/distribution.ts";
import { floats, integers, type Variable } from "./dataset.ts";
import { RATE } from "./units.ts";

/** What must be known of spectra to lay them out as arrays. */
export interface SpectrumSizes {
  /** Exponents of the longest spectrum. */
  index: number;
  /** Fixed vectors, and checkpoints of the cell that has most; 0 where none were asked for. */
  vector: number;
  checkpoint: number;
  /** Whether the distribution of ln‖Ju‖ was asked for. */
  distribution?: boolean;
}

type Results = readonly (Spectrum | null)[];
type Pick<Value> = (result: Spectrum) => Value | null | undefined;

/** Over the cells, whose dimensions are `own`. */
function perCell(own: readonly string[], results: Results) {
  return (name: string, units: string, about: string, pick: Pick<number>): Variable => ({
    ...{ name, dims: own, units, about },
    data: floats(results.map((result) => (result === null ? null : pick(result)))),
  });
}

/** How λ₁ changes along depth. */
export function driftVariables(own: readonly string[], results: Results): Variable[] {
  const one = perCell(own, results);
  const about = "lambda_1 over the second half of the counted layers minus that over the first";
  return [
    one("drift", RATE, about, ({ drift }) => drift && drift.second - drift.first),
    one("driftStandardError", RATE, "of the drift", ({ drift }) => drift?.standardError),
    {
      ...{ name: "driftSignificant", dims: own, about: "whether lambda_1 drifts by more than chance allows" },
      data: Int32Array.from(results, (result) => (result?.drift ? Number(result.drift.significant) : -1)),
      codes: { [-1]: "not known", 0: "no", 1: "yes" },
    },
  ];
}

/** What follows from the whole spectrum, each with its error between networks. */
export function estimateVariables(own: readonly string[], results: Results): Variable[] {
  const one = perCell(own, results);
  const estimate = (
    name: "spectralGap" | "kaplanYorkeDimension" | "entropy" | "log10ConditionNumber",
    units: string,
    about: string,
  ) => [
    one(name, units, about, (result) => result[name]?.value),
    one(`${name}StandardError`, units, `of ${name}`, (result) => result[name]?.standardError),
  ];
  return [
    ...estimate("spectralGap", RATE, "lambda_1 - lambda_2"),
    ...estimate("kaplanYorkeDimension", "1", "of each network's own spectrum, its mean"),
    ...estimate("entropy", RATE, "sum of each network's positive exponents, its mean"),
    ...estimate("log10ConditionNumber", "decades", "of the Jacobian of the counted layers; of whole spectra only"),
    one("orthogonalizedEvery", "layers", "mean number between orthogonalisations", (each) => each.orthogonalizedEvery),
  ];
}

/** What is measured only where the study asks for it. */
export function askedVariables(own: readonly string[], results: Results, sizes: SpectrumSizes): Variable[] {
  return [
    ...(sizes.vector === 0 ? [] : growthVariables(own, results, sizes.vector)),
    ...(sizes.checkpoint === 0 ? [] : checkpointVariables(own, results, sizes.checkpoint, sizes.index)),
    ...(sizes.distribution ? distributionVariables(own, results) : []),
  ];
}

function growthVariables(own: readonly string[], results: Results, vectors: number): Variable[] {
  type Growth = NonNullable<Spectrum["fixedVectors"]>[number];
  const each = (pick: (growth: Growth) => number | null) =>
    over(results, vectors, (result, i) => {
      const growth = result.fixedVectors?.[i];
      return growth && pick(growth);
    });
  const dims = [...own, "vector"];
  const counted = (name: string, about: string, pick: (growth: Growth) => number): Variable => ({
    ...{ name, dims, about },
    data: integers(each(pick)),
  });
  const about = "of a fixed vector, which is no exponent; -inf is a value";
  return [
    { name: "growth", dims, units: RATE, about, data: floats(each((one) => one.growth)) },
    {
      ...{ name: "growthStandardError", dims, units: RATE, about: "of the growth" },
      data: floats(each((one) => one.standardError)),
    },
    counted("growthInfinite", "networks in which the vector becomes exactly 0", (one) => one.infinite),
    counted("growthNetworks", "networks behind the growth", (one) => one.networks),
    counted("growthLayers", "layers counted behind the growth", (one) => one.layers),
  ];
}

function checkpointVariables(own: readonly string[], results: Results, count: number, length: number): Variable[] {
  type Checkpoint = NonNullable<Spectrum["checkpoints"]>[number];
  const dims = [...own, "checkpoint"];
  const at = <Value>(pick: (checkpoint: Checkpoint) => Value) =>
    over(results, count, (result, i) => {
      const checkpoint = result.checkpoints?.[i];
      return checkpoint && pick(checkpoint);
    });
  const spectra = (pick: (checkpoint: Checkpoint) => readonly (number | null)[]) =>
    floats(at(pick).flatMap((values) => Array.from({ length }, (_, i) => values?.[i])));
  const partial = { dims: [...dims, "index"], units: RATE };
  const condition = { dims, units: "decades" };
  return [
    {
      name: "checkpointDepth",
      dims,
      about: "layers up to there, burn-in included",
      data: integers(at((one) => one.depth)),
    },
    { ...partial, name: "checkpointExponents", about: "exponents up to there", data: spectra((one) => one.exponents) },
    { ...partial, name: "checkpointStandardErrors", about: "of those", data: spectra((one) => one.standardErrors) },
    {
      ...{ ...condition, name: "checkpointLog10ConditionNumber", about: "up to there; of whole spectra only" },
      data: floats(at((one) => one.log10ConditionNumber?.value)),
    },
    {
      ...{ ...condition, name: "checkpointLog10ConditionNumberStandardError", about: "of those" },
      data: floats(at((one) => one.log10ConditionNumber?.standardError)),
    },
  ];
}

function distributionVariables(own: readonly string[], results: Results): Variable[] {
  const one = perCell(own, results);
  const about = "of ln |Ju| over the counted layers, over the networks in which it is finite";
  return [
    one("logNormMean", "nats", `mean ${about}; -inf is a value`, ({ logNorm }) => logNorm?.mean),
    one("logNormMeanStandardError", "nats", "of that mean", ({ logNorm }) => logNorm?.standardErrors.mean),
    one("logNormVariance", "nats squared", `variance ${about}`, ({ logNorm }) => logNorm?.variance),
    one("logNormVarianceStandardError", "nats squared", "of it", ({ logNorm }) => logNorm?.standardErrors.variance),
    one("logNormSkewness", "1", `skewness ${about}`, ({ logNorm }) => logNorm?.skewness),
    one("logNormExcessKurtosis", "1", `excess kurtosis ${about}`, ({ logNorm }) => logNorm?.excessKurtosis),
    {
      ...{ name: "logNormInfinite", dims: own, about: "networks in which ln |Ju| is -inf" },
      data: integers(results.map((result) => result?.logNorm?.infinite)),
    },
    {
      ...{ name: "logNormQuantiles", dims: [...own, "probability"], units: "nats", about: `quantiles ${about}` },
      data: floats(over(results, PROBABILITIES.length, (result, i) => result.logNorm?.quantiles.values[i])),
    },
  ];
}

/** Values at every cell and every place from 0 to count − 1. */
function over<Value>(results: Results, count: number, pick: (result: Spectrum, place: number) => Value) {
  return results.flatMap((result) =>
    Array.from({ length: count }, (_, place) => (result === null ? undefined : pick(result, place))),
  );
}
