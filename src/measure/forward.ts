import { activationOf } from "../network/activations.ts";
import { type Bundle, createBundle, type Matrix } from "../network/bundle.ts";
import type { Kernels } from "../network/kernels/kernels.ts";
import type { RandomNetwork } from "../network/network.ts";
import { gatedOf, type NetworkSpec, operationsOf, stateDimension } from "../network/spec.ts";
import { LayerTrace } from "../network/trace.ts";
import { geometryOf } from "./geometry.ts";
import { fillInputs, type InputSource } from "./inputs.ts";
import { spacedLayers } from "./spaced-layers.ts";

/** How signals are followed forward. */
export interface ForwardSettings {
  /** L: layers. */
  depth: number;
  /** S: inputs sent through the same network; with a batchnorm they are its batch. */
  inputs: number;
  /** C: correlation of any two of them. */
  correlation: number;
}

/** What one network gives, at the reported depths. */
export interface NetworkForward {
  /** Mean over inputs of ln(‖h_l‖/√n), those at 0 left out; −∞ where all are. */
  size: Float64Array;
  /** Mean over pairs of inputs of 1 − cos(h_l, h_l′); NaN where there is no pair. */
  apart: Float64Array;
  /** Effective rank (tr G)²/‖G‖_F² of the inputs' Gram matrix; NaN where all states are 0. */
  rank: Float64Array;
  /** Inputs whose state is exactly 0. */
  zeros: Float64Array;
  /**
   * Part of the units whose φ′ is exactly 0 at every input, of the last activation in the layer behind h_l; NaN without one. One
   * number less.
   */
  dead: Float64Array;
  /** Whether a state left the range of the numbers; the rest is then meaningless. */
  overflow: boolean;
}

/** Depths that are reported at most. */
const MOST_DEPTHS = 201;

/** The depths l, ascending from 0 to `depth`, that are reported: all of them, or evenly spaced ones. */
export function forwardLayers(depth: number): number[] {
  return spacedLayers(depth, MOST_DEPTHS);
}

/** The network that takes `inputs` at a time; gated cells take one after the other. */
export function withInputs(spec: NetworkSpec, inputs: number): NetworkSpec {
  return gatedOf(spec) === null ? { ...spec, batch: inputs } : spec;
}

/**
 * Sends S inputs of given correlation through one network, made by `withInputs`. O(S n² + S² n) a layer. Yields after every layer
 * the part of a network·layer that was done: 1.
 */
export function* networkForward(
  network: RandomNetwork,
  source: InputSource,
  { depth, inputs }: ForwardSettings,
  kernels: Kernels | null = null,
): Generator<number, NetworkForward> {
  const layers = forwardLayers(depth);
  const filled = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
  const result: NetworkForward = {
    size: filled(layers.length),
    apart: filled(layers.length),
    rank: filled(layers.length),
    zeros: new Float64Array(layers.length),
    dead: filled(layers.length - 1),
    overflow: false,
  };
  const flow = flowOf(network.spec, inputs, source, kernels);
  const dead = deadUnits(network.spec);
  let place = 0;
  for (let layer = 0; ; layer++) {
    const reported = layer === layers[place];
    if (reported) {
      const { size, apart, rank, zeros } = geometryOf(flow.states());
      result.size[place] = size + flow.bundles[0].exponent * Math.LN2;
      result.apart[place] = apart;
      result.rank[place] = rank;
      result.zeros[place] = zeros;
      place++;
    }
    if (layer === depth) return result;
    const trace = reported ? dead?.trace : undefined;
    for (const bundle of flow.bundles) network.push(bundle, layer, trace);
    if (reported && dead !== null) result.dead[place - 1] = dead.part();
    if (!flow.bundles.every(isFiniteState)) return { ...result, overflow: true };
    yield 1;
  }
}

/** States on their way: side by side in one bundle where operations take several, else a bundle each. */
interface Flow {
  bundles: readonly Bundle[];
  /** Entries × inputs, but for the bundle's exponent. */
  states(): Matrix;
}

function flowOf(spec: NetworkSpec, inputs: number, source: InputSource, kernels: Kernels | null): Flow {
  const rows = stateDimension({ ...spec, batch: 1 });
  const start: Matrix = { rows, columns: inputs, data: new Float64Array(rows * inputs) };
  fillInputs(start, source);
  if (gatedOf(spec) === null) {
    const bundle = createBundle(rows * inputs, 1, kernels, spec.width);
    bundle.data.set(start.data);
    return { bundles: [bundle], states: () => ({ ...start, data: bundle.data }) };
  }
  const bundles = Array.from({ length: inputs }, (_, column) => {
    const bundle = createBundle(rows, 1);
    for (let row = 0; row < rows; row++) bundle.data[row] = start.data[row * inputs + column];
    return bundle;
  });
  return {
    bundles,
    states() {
      bundles.forEach(({ data }, column) => {
        for (let row = 0; row < rows; row++) start.data[row * inputs + column] = data[row];
      });
      return start;
    },
  };
}

/** Counts units without a derivative at any input, in the last activation of a layer; null where a layer has none, or goes in stages. */
function deadUnits(spec: NetworkSpec): { trace: LayerTrace; part(): number } | null {
  const { width, batch, activation, integrator } = spec;
  const place = operationsOf(spec).lastIndexOf("activation");
  if (place < 0 || integrator !== undefined || spec.scale === 0) return null;
  const phi = activationOf(activation);
  const trace = new LayerTrace(spec, new Float64Array(LayerTrace.numbersIn(spec)));
  return {
    trace,
    part() {
      const x = trace.input(place);
      // Of what is so small that φ is its slope, only the sign counts.
      const factor = trace.exponent === 0 || phi.homogeneous ? 1 : 2 ** -900;
      let dead = 0;
      for (let unit = 0; unit < width; unit++) {
        let alive = false;
        for (let at = unit * batch; at < (unit + 1) * batch && !alive; at++) alive = phi.slope(factor * x[at]) !== 0;
        if (!alive) dead++;
      }
      return dead / width;
    },
  };
}

function isFiniteState({ data }: Bundle): boolean {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += Math.abs(data[at]);
  return Number.isFinite(sum);
}
