import { type Bundle, createBundle } from "../network/bundle.ts";
import { STREAMS, streamKey } from "../network/generator.ts";
import { fillStandardised, tableOf } from "../network/quantile.ts";
import { type FixedVector, fixedFrame } from "./fixed-vector.ts";
import { orthogonalise } from "./orthogonalise.ts";

/** What the networks of a cell start from: Q_0, or the one vector that is followed, of a state of n entries. */
export function startOf(
  { seed, exponents, start }: { seed: number; exponents: number; start?: FixedVector },
  n: number,
): Readonly<Bundle> {
  return start === undefined ? initialFrame(seed, n, exponents) : fixedFrame(seed, n, start);
}

/**
 * Q_0: the seeded random frame, n × k with orthonormal columns, that all networks of a cell start from. Returned as
 * the tangents of a bundle, n × (1 + k), whose state is zero; not to be written. Its first columns do not depend on k.
 */
export function initialFrame(seed: number, n: number, k: number): Readonly<Bundle> {
  const key = `${seed} ${n} ${k}`;
  if (last?.key !== key) last = { key, frame: makeFrame(seed, n, k) };
  return last.frame;
}

/** The last one: tasks of the same cell follow one another, and a wide frame takes as long as many layers. */
let last: { key: string; frame: Bundle } | undefined;

function makeFrame(seed: number, n: number, k: number): Bundle {
  const frame = createBundle(n, 1 + k);
  const column = new Float64Array(n);
  const key = streamKey(seed, 0, 0, STREAMS.frame);
  for (let c = 0; c < k; c++) {
    fillStandardised(column, n, tableOf("gaussian"), key, c);
    for (let row = 0; row < n; row++) frame.data[row * (1 + k) + 1 + c] = column[row];
  }
  orthogonalise(frame, null, new Float64Array(k));
  return frame;
}
