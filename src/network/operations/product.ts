import type { Kernels } from "../kernels/kernels.ts";

/** One matrix W of a network, n × n, as it acts: on bundles, and transposed on cotangents. */
export interface MatrixProduct {
  /** Chooses the layer that the others speak of; returns how far W stretches there, 0 where it is 0. */
  select(layer: number): number;
  /** `out` ← W x, both n × columns; the arithmetic of a column does not depend on how many there are. */
  multiply(x: Float64Array, columns: number, out: Float64Array): void;
  /**
   * The same of the first rows of the bundle that kernels hold, `samples` columns of x standing in each of its own; to be read before the
   * kernels multiply again.
   */
  multiplyBy(kernels: Kernels, samples: number): Float64Array;
  /** x ← Wᵀ x of n × columns, in place. */
  transposed(x: Float64Array, columns: number): void;
}
