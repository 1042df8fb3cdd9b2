import { type Bundle, createBundle, type Matrix } from "../network/bundle.ts";
import type { RandomNetwork } from "../network/network.ts";
import { logNorm } from "../network/norm.ts";
import type { MatrixVisitor } from "../network/operations/operation.ts";
import { stateDimension } from "../network/spec.ts";
import { LayerTrace } from "../network/trace.ts";

/** Layers, and numbers, of traces that are kept at a time. */
const KEPT_LAYERS = 10_000;
const KEPT_NUMBERS = 2 ** 25;

/** How many layers' traces are kept at a time, `numbers` each: all of them, or √depth beside as many states. */
export function segmentLength(depth: number, numbers: number): number {
  const all = depth <= KEPT_LAYERS && depth * numbers <= KEPT_NUMBERS;
  return all ? depth : Math.ceil(Math.sqrt(depth));
}

/** The way of a gradient: forward through all layers once, then back through the last `window` of them, from the last on. */
export interface WayBack {
  /** Part of the work on a network·layer that one layer of one pass is. */
  readonly part: number;
  /**
   * Pushes the input through all layers; `see` gets ln ‖h_l‖ of l = 0 … L, and of the layers their dilution. Returns whether all
   * states were finite.
   */
  forward(see: (layer: number, logSize: number, dilution: number) => void): Generator<number, boolean>;
  /** Cotangents at h_{l+1} ← those at h_l, in place. Returns whether the state was finite. */
  back(layer: number, cotangents: Matrix, visit: MatrixVisitor): Generator<number, boolean>;
}

/**
 * The states of one network, from the last layer to the first, without storing them all: where the network is deep only
 * every √depth-th state is kept, and the layers between are pushed through once more (Griewank 1992, two levels).
 */
export class Tape implements WayBack {
  readonly part: number;
  private readonly network: RandomNetwork;
  private readonly depth: number;
  private readonly segment: number;
  private readonly traces: LayerTrace[];
  /** States at the start of every segment. */
  private readonly states: Float64Array;
  private readonly exponents: Float64Array;
  private readonly bundle: Bundle;
  /** Segment whose traces are in hand. */
  private inHand: number;
  /** Of layers whose states are not kept. */
  private readonly passing: LayerTrace;

  constructor(network: RandomNetwork, depth: number, window = depth) {
    const { spec } = network;
    const numbers = LayerTrace.numbersIn(spec);
    this.network = network;
    this.depth = depth;
    this.segment = segmentLength(depth, numbers);
    const segments = Math.ceil(depth / this.segment);
    const again = (segments - 1 - Math.floor((depth - window) / this.segment)) * this.segment;
    this.part = depth / (depth + again + window);
    const inputs = new Float64Array(this.segment * numbers);
    this.traces = Array.from(
      { length: this.segment },
      (_, i) => new LayerTrace(spec, inputs.subarray(i * numbers, (i + 1) * numbers)),
    );
    this.states = new Float64Array(segments * stateDimension(spec));
    this.exponents = new Float64Array(segments);
    this.passing = new LayerTrace(spec, new Float64Array(numbers));
    this.bundle = createBundle(stateDimension(spec), 1);
    this.inHand = segments - 1;
  }

  *forward(see: (layer: number, logSize: number, dilution: number) => void): Generator<number, boolean> {
    const { bundle, network, segment } = this;
    network.input(bundle);
    for (let layer = 0; layer < this.depth; layer++) {
      const size = logSize(bundle);
      if (layer % segment === 0) this.keep(layer / segment);
      const trace = Math.floor(layer / segment) === this.inHand ? this.traces[layer % segment] : this.passing;
      network.push(bundle, layer, trace);
      if (!isFiniteState(bundle)) return false;
      see(layer, size, trace.dilution);
      yield this.part;
    }
    see(this.depth, logSize(bundle), Number.NaN);
    return true;
  }

  *back(layer: number, cotangents: Matrix, visit: MatrixVisitor): Generator<number, boolean> {
    this.network.pull(cotangents, yield* this.at(layer), layer, visit);
    return true;
  }

  /** The trace of a layer; layers must be asked for from the last to the first. Valid until the next segment. */
  *at(layer: number): Generator<number, LayerTrace> {
    const segment = Math.floor(layer / this.segment);
    if (segment !== this.inHand) {
      this.inHand = segment;
      const { rows } = this.bundle;
      this.bundle.data.set(this.states.subarray(segment * rows, (segment + 1) * rows));
      this.bundle.exponent = this.exponents[segment];
      for (let each = 0; each < this.segment; each++) {
        this.network.push(this.bundle, segment * this.segment + each, this.traces[each]);
        yield this.part;
      }
    }
    return this.traces[layer % this.segment];
  }

  private keep(segment: number): void {
    this.states.set(this.bundle.data, segment * this.bundle.rows);
    this.exponents[segment] = this.bundle.exponent;
  }
}

/** ln ‖h‖. */
export function logSize({ data, rows, exponent }: Bundle): number {
  return logNorm(data, 1, rows) + exponent * Math.LN2;
}

export function isFiniteState({ data }: Bundle): boolean {
  return Number.isFinite(data.reduce((sum, x) => sum + Math.abs(x), 0));
}
