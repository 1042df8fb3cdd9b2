import type { Activation } from "../activations.ts";
import type { Bundle, Matrix } from "../bundle.ts";
import type { Operation } from "./operation.ts";

/** h ← φ(h), T ← diag(φ′(h)) T, row by row. Its rank is the number of units with φ′ ≠ 0. */
export function activationOperation(activation: Activation): Operation {
  let slopes = new Float64Array(0);
  return {
    push({ rows, columns, data, exponent }: Bundle): number {
      let rank = 0;
      // A homogeneous φ commutes with the state's factor, and every other network has exponent 0.
      if (exponent !== 0 && !activation.homogeneous)
        throw new Error("a scaled state met an activation that is not homogeneous");
      if (slopes.length !== rows) slopes = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const at = row * columns;
        const slope = activation.slope(data[at]);
        slopes[row] = slope;
        data[at] = activation.value(data[at]);
        for (let column = 1; column < columns; column++) data[at + column] *= slope;
        if (slope !== 0) rank++;
      }
      return rank;
    },
    resize(sizes) {
      for (let row = 0; row < sizes.length; row++) sizes[row] *= Math.abs(slopes[row]);
    },
    pull({ rows, columns, data }: Matrix, state: Float64Array): void {
      for (let row = 0; row < rows; row++) {
        const slope = activation.slope(state[row]);
        const at = row * columns;
        for (let column = 0; column < columns; column++) data[at + column] *= slope;
      }
    },
  };
}
