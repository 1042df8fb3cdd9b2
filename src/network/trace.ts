import type { Bundle } from "./bundle.ts";
import { logNorm } from "./norm.ts";
import { type NetworkSpec, stagesOf, stateDimension } from "./spec.ts";

/** What a layer's forward pass leaves behind for the backward one: the states that its operations were given. */
export class LayerTrace {
  /** The states are 2^exponent times those noted. */
  exponent = 0;
  /** ln(‖skip · h_l‖ / ‖scale · f_l(h_l)‖): +∞ where the branch gave 0; NaN without a skip path or where both are 0. */
  dilution = Number.NaN;
  private readonly n: number;
  private readonly inputs: Float64Array;

  /** `inputs`: numbersIn(spec) numbers. */
  constructor(spec: NetworkSpec, inputs: Float64Array) {
    this.n = stateDimension(spec);
    this.inputs = inputs;
  }

  /** Numbers of one layer's trace. */
  static numbersIn(spec: NetworkSpec): number {
    return stateDimension(spec) * (stagesOf(spec) * spec.branch.length + spec.after.length);
  }

  /**
   * Notes the state that operation number `at` is given: the branch's are counted first, then those after; of an integrator stage by
   * stage.
   */
  note(at: number, { columns, data }: Bundle): void {
    for (let row = 0; row < this.n; row++) this.inputs[at * this.n + row] = data[row * columns];
  }

  /** Notes how the skip path compares with the branch; column 0 of both bundles. */
  compare(skip: number, saved: Float64Array, scale: number, { columns, data }: Pick<Bundle, "columns" | "data">): void {
    const size = (values: Float64Array, factor: number): number =>
      Math.log(Math.abs(factor)) + logNorm(values, columns, this.n);
    this.dilution = size(saved, skip) - size(data, scale);
  }

  /** The state that operation number `at` was given. */
  input(at: number): Float64Array {
    return this.inputs.subarray(at * this.n, (at + 1) * this.n);
  }
}
