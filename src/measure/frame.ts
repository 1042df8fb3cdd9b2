import { type Bundle, createBundle } from "../network/bundle.ts";
import { type Key, STREAMS, streamKey } from "../network/generator.ts";
import { borrowKernels, giveBack } from "../network/kernels/kernels.ts";
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

/**
 * Columns that are made at least: a single one is normalised by other arithmetic, and rows of very few numbers may differ so much
 * in size that kernels leave them to Householder, whose rounding is another.
 */
const LEAST = 4;
/** Columns that are written side by side. */
const BLOCK = 16;

function makeFrame(seed: number, n: number, k: number): Bundle {
  const made = Math.max(k, Math.min(n, LEAST));
  const kernels = borrowKernels();
  try {
    const tangents = createBundle(n, 1 + made, kernels);
    draw(tangents, streamKey(seed, 0, 0, STREAMS.frame));
    orthogonalise(tangents, null, new Float64Array(made));
    // Its own numbers: those of kernels are there until they are given back.
    const frame = createBundle(n, 1 + k);
    for (let row = 0; row < n; row++) {
      const from = row * (1 + made);
      frame.data.set(tangents.data.subarray(from, from + 1 + k), row * (1 + k));
    }
    return frame;
  } finally {
    giveBack(kernels);
  }
}

/** Gaussian numbers, a row of the stream for every column. */
function draw({ rows: n, columns, data }: Bundle, key: Key): void {
  const block = Array.from({ length: BLOCK }, () => new Float64Array(n));
  for (let first = 1; first < columns; first += BLOCK) {
    const some = block.slice(0, columns - first);
    some.forEach((column, c) => {
      fillStandardised(column, n, tableOf("gaussian"), key, first - 1 + c);
    });
    for (let row = 0; row < n; row++) {
      const at = row * columns + first;
      for (let c = 0; c < some.length; c++) data[at + c] = some[c][row];
    }
  }
}
