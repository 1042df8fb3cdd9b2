import type { Matrix } from "../network/bundle.ts";
import { IN_LAW, STREAMS, streamKey } from "../network/generator.ts";
import { fillStandardised, tableOf } from "../network/quantile.ts";
import type { Sampling } from "../network/sampling.ts";

/** Which inputs of which network. */
export interface InputSource {
  seed: number;
  /** Of the network. */
  index: number;
  sampling: Sampling;
  /** Of every entry. */
  variance: number;
  /** C, the correlation of any two inputs entry by entry, 0 ≤ C < 1. */
  correlation: number;
}

/**
 * Fills `states` (entries × inputs) with h_s = √v (√C g + √(1 − C) g_s): Gaussian entries of variance v, of which those of two
 * inputs have correlation C. The g_s are what a batch is given, row 0 of the input's stream; the common g is row 1.
 */
export function fillInputs(
  { rows, columns, data }: Matrix,
  { seed, index, sampling, variance, correlation }: InputSource,
): void {
  const gaussian = tableOf("gaussian");
  const key = streamKey(seed, index, 0, STREAMS.input + (sampling === "law" ? IN_LAW : 0));
  fillStandardised(data, rows * columns, gaussian, key, 0);
  const common = new Float64Array(rows);
  if (correlation > 0) fillStandardised(common, rows, gaussian, key, 1);
  const own = Math.sqrt(variance * (1 - correlation));
  const shared = Math.sqrt(variance * correlation);
  for (let at = 0; at < rows * columns; at++) {
    const entry = Math.floor(at / columns);
    data[at] = own * data[at] + shared * common[entry];
  }
}
