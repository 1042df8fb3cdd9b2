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
   * 2^exponent times `state`. `visit` sees every matrix on the way.
   */
  pull(cotangents: Matrix, state: Float64Array, exponent: number, layer: number, visit?: MatrixVisitor): void;
  /**
   * Sends the sizes of the rows of a bundle through the derivative of the last push, in place: what rounding in a row
   * of the result is relative to.
   */
  resize(sizes: Float64Array): void;
}

/**
 * Sees the `matrix`-th matrix of a layer while cotangents are pulled through it: those at its output, and its
 * input, which is 2^exponent times `input`. ∂L/∂W is the sum over samples of their outer products. Both are to be read before it returns.
 */
export type MatrixVisitor = (matrix: number, cotangents: Matrix, input: Float64Array, exponent: number) => void;
