import type { Activation } from "../activations.ts";
import type { Bundle, Matrix } from "../bundle.ts";
import type { Operation } from "./operation.ts";

/** Small enough that φ is its slope times x to the last bit, large enough to be a normal number. */
const SMALL_EXPONENT = -900;

/**
 * h ← φ(h), T ← diag(φ′(h)) T, row by row. Its rank is the number of units with φ′ ≠ 0. A homogeneous φ commutes with the
 * factor 2^exponent of the state; any other meets one only where the state is so small that φ(x) = φ′(±0) x.
 */
export function activationOperation(activation: Activation): Operation {
  let slopes = new Float64Array(0);
  const isScaled = (exponent: number): boolean => exponent !== 0 && !activation.homogeneous;
  const slopeOf = (x: number, scaled: boolean): number => activation.slope(scaled ? x * 2 ** SMALL_EXPONENT : x);
  return {
    push({ rows, columns, data, exponent }: Bundle): number {
      if (slopes.length !== rows) slopes = new Float64Array(rows);
      const end = rows * columns;
      if (isScaled(exponent)) {
        for (let row = 0, at = 0; at < end; row++, at += columns) {
          slopes[row] = slopeOf(data[at], true);
          data[at] *= slopes[row];
        }
      } else if (activation.apply !== undefined) {
        activation.apply(data, columns, slopes);
      } else {
        for (let row = 0, at = 0; at < end; row++, at += columns) {
          slopes[row] = activation.slope(data[at]);
          data[at] = activation.value(data[at]);
        }
      }
      let rank = 0;
      for (let row = 0; row < rows; row++) if (slopes[row] !== 0) rank++;
      for (let column = 1; column < columns; column++) {
        for (let row = 0, at = column; row < rows; row++, at += columns) data[at] *= slopes[row];
      }
      return rank;
    },
    resize(sizes) {
      for (let row = 0; row < sizes.length; row++) sizes[row] *= Math.abs(slopes[row]);
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
