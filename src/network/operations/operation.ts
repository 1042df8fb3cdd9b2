import type { Bundle, Matrix } from "../bundle.ts";

/** One step of a layer. A new architecture is a new operation, or a new list of them. */
export interface Operation {
  /**
   * Sends a bundle forward, in place: the state by the function, the tangents by its derivative at the state, and what
   * exact structure says of their rank.
   */
  push(bundle: Bundle, layer: number): void;
  /**
   * Sends cotangents (rows × p, in place) back by the transposed derivative at the state that `push` was given,
   * 2^exponent times `state`.
   */
  pull(cotangents: Matrix, state: Float64Array, exponent: number, layer: number): void;
  /**
   * Sends the sizes of the rows of a bundle through the derivative of the last push, in place: what rounding in a row
   * of the result is relative to.
   */
  resize(sizes: Float64Array): void;
}
