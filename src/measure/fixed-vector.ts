import { type Bundle, createBundle } from "../network/bundle.ts";
import { STREAMS, streamKey } from "../network/generator.ts";
import { logNorm } from "../network/norm.ts";
import { fillStandardised, tableOf } from "../network/quantile.ts";

/**
 * A start vector whose growth is followed alone, without orthogonalisation: a random direction among `units` entries of the
 * state from `from` on, or the numbers given, of any length but 0. Of every fixed vector of a study `place` makes another draw.
 */
export type FixedVector = { from: number; units: number; place: number } | { values: readonly number[] };

/** The vector, brought to length 1, as the only tangent of a bundle of n rows whose state is zero. */
export function fixedFrame(seed: number, n: number, vector: FixedVector): Bundle {
  const frame = createBundle(n, 2);
  const column = new Float64Array(n);
  if ("values" in vector) column.set(vector.values);
  else {
    const { from, units, place } = vector;
    const key = streamKey(seed, 0, 0, STREAMS.frame + 1 + place);
    fillStandardised(column.subarray(from, from + units), units, tableOf("gaussian"), key, 0);
  }
  const size = logNorm(column, 1, n);
  // In two steps: the length of very small or large numbers may leave their range.
  const half = Math.exp(-size / 2);
  for (let row = 0; row < n; row++) frame.data[2 * row + 1] = column[row] * half * half;
  return frame;
}
