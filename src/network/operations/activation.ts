import type { Activation } from "../activations.ts";
import type { Bundle, Matrix } from "../bundle.ts";
import type { Operation } from "./operation.ts";

/** Small enough that φ is its slope times x to the last bit, large enough to be a normal number. */
const SMALL_EXPONENT = -900;

/**
 * h ← φ(h), T ← diag(φ′(h)) T, row by row. Its rank is the number of entries with φ′ ≠ 0; behind a batch normalisation, whose
 * tangents have rank B − 2 in every unit, no more than that of any unit. A homogeneous φ commutes with the
 * factor 2^exponent of the state; any other meets one only where the state is so small that φ(x) = φ′(±0) x.
 * `isMeasured`: `resize` will be called.
 */
export function activationOperation(activation: Activation, perUnit: PerUnit, isMeasured: boolean): Operation {
  let slopes = new Float64Array(0);
  /** Those of the last push. */
  let sized = slopes;
  const isScaled = (exponent: number): boolean => exponent !== 0 && !activation.homogeneous;
  const slopeOf = (x: number, scaled: boolean): number => activation.slope(scaled ? x * 2 ** SMALL_EXPONENT : x);
  return {
    push(bundle: Bundle): void {
      const { rows, columns, data, exponent, kernels } = bundle;
      if (kernels !== null) slopes = kernels.slopes;
      else if (slopes.length !== rows) slopes = new Float64Array(rows);
      const end = rows * columns;
      // Whether no slope is 0, where the tangents have been multiplied by them.
      let whole: boolean | null = null;
      if (isScaled(exponent)) {
        for (let row = 0, at = 0; at < end; row++, at += columns) {
          slopes[row] = slopeOf(data[at], true);
          data[at] *= slopes[row];
        }
      } else if (kernels !== null && activation.kernel === "tanh") {
        const alone = columns === 2;
        if (alone) whole = true;
        kernels.tanh((row) => {
          const at = row * columns;
          slopes[row] = activation.slope(data[at]);
          data[at] = activation.value(data[at]);
          if (!alone) return;
          data[at + 1] *= slopes[row];
          if (slopes[row] === 0) whole = false;
        });
      } else if (activation.apply !== undefined) {
        activation.apply(data, columns, slopes);
      } else {
        for (let row = 0, at = 0; at < end; row++, at += columns) {
          slopes[row] = activation.slope(data[at]);
          data[at] = activation.value(data[at]);
        }
      }
      if (kernels !== null) {
        countAlive(bundle, slopes, perUnit, whole ?? kernels.scaleRows() === 0);
        if (!isMeasured) return;
        // What comes next has slopes of its own.
        if (sized.length !== rows) sized = new Float64Array(rows);
        sized.set(slopes);
        return;
      }
      countAlive(bundle, slopes, perUnit, !slopes.includes(0));
      sized = slopes;
      for (let column = 1; column < columns; column++) {
        for (let row = 0, at = column; row < rows; row++, at += columns) data[at] *= slopes[row];
      }
    },
    resize(sizes) {
      for (let row = 0; row < sizes.length; row++) sizes[row] *= Math.abs(sized[row]);
    },
    pull({ rows, columns, data }: Matrix, state: Float64Array, exponent: number): void {
      const scaled = isScaled(exponent);
      for (let row = 0; row < rows; row++) {
        const slope = slopeOf(state[row], scaled);
        const at = row * columns;
        for (let column = 0; column < columns; column++) data[at + column] *= slope;
      }
    },
  };
}

/** Samples of a unit, and of those how many its tangents can tell apart at most. */
export interface PerUnit {
  batch: number;
  most: number;
}

/** What the derivatives, `all` or not all of them ≠ 0, leave of the rank. The state stays in the range of the tangents where both have all entries that live. */
function countAlive(bundle: Bundle, slopes: Float64Array, { batch, most }: PerUnit, all: boolean): void {
  const { rows, columns, data } = bundle;
  if (most >= batch && all) {
    // None is lost.
    bundle.rank = Math.min(bundle.rank, rows);
    bundle.spans = bundle.rank === rows;
    return;
  }
  let alive = 0;
  let rank = 0;
  let dead = true;
  for (let unit = 0; unit < rows; unit += batch) {
    let own = 0;
    for (let row = unit; row < unit + batch; row++) {
      if (slopes[row] !== 0) own++;
      else if (data[row * columns] !== 0) dead = false;
    }
    alive += own;
    rank += Math.min(own, most);
  }
  bundle.rank = Math.min(bundle.rank, rank);
  bundle.spans = dead && bundle.rank === alive;
}
