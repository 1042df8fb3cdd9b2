import { type Bundle, createBundle, type Matrix } from "../network/bundle.ts";
import type { RandomNetwork } from "../network/network.ts";
import type { MatrixVisitor } from "../network/operations/operation.ts";
import { stateDimension } from "../network/spec.ts";
import { LayerTrace } from "../network/trace.ts";
import { isFiniteState, logSize, type WayBack } from "./tape.ts";

/**
 * The way of a gradient by the continuous adjoint: nothing is kept of the way forward but its end, and the state goes back
 * beside the cotangents (Chen et al. 2018).
 */
export class Flow implements WayBack {
  readonly part: number;
  private readonly network: RandomNetwork;
  private readonly depth: number;
  private readonly state: Bundle;
  private readonly passing: LayerTrace;

  constructor(network: RandomNetwork, depth: number, window = depth) {
    const { spec } = network;
    this.network = network;
    this.depth = depth;
    this.part = depth / (depth + window);
    this.state = createBundle(stateDimension(spec), 1);
    this.passing = new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
  }

  *forward(see: (layer: number, logSize: number, dilution: number) => void): Generator<number, boolean> {
    const { network, state, passing } = this;
    network.input(state);
    for (let layer = 0; layer < this.depth; layer++) {
      const size = logSize(state);
      network.push(state, layer, passing);
      if (!isFiniteState(state)) return false;
      see(layer, size, passing.dilution);
      yield this.part;
    }
    see(this.depth, logSize(state), Number.NaN);
    return true;
  }

  // biome-ignore lint/correctness/useYield: a step of a way back may take more work, which this one does not.
  *back(layer: number, cotangents: Matrix, visit: MatrixVisitor): Generator<number, boolean> {
    this.network.pullContinuous(this.state, cotangents, layer, visit);
    return isFiniteState(this.state);
  }
}
