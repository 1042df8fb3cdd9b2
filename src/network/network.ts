import { type AdjointStep, adjointStep, whyNoAdjoint } from "./adjoint.ts";
import type { Bundle, Matrix } from "./bundle.ts";
import { Chain } from "./chain.ts";
import { IN_LAW, STREAMS, streamKey } from "./generator.ts";
import { rungeKutta } from "./integrate.ts";
import { layerOperations } from "./layer-operations.ts";
import type { MatrixVisitor } from "./operations/operation.ts";
import { fillStandardised, tableOf } from "./quantile.ts";
import { rescale, unscale } from "./rescaling.ts";
import type { Sampling } from "./sampling.ts";
import { layersOf } from "./schedule.ts";
import { type NetworkSpec, stateDimension } from "./spec.ts";
import { isBiased, isHomogeneous, isScalable, mayBeSingular } from "./structure.ts";
import type { LayerTrace } from "./trace.ts";

/** One network of an ensemble: a pure function of (spec, seed, index, sampling). */
export interface RandomNetwork {
  readonly spec: NetworkSpec;
  /** Fills column 0 with h_0, i.i.d. N(0, input.variance). */
  input(bundle: Bundle): void;
  /**
   * [h | T] ← [h_{l+1} | J_l T] in place, with what exact structure says of the rank of J_l T. What `pull` needs of the
   * states is written into `trace`.
   */
  push(bundle: Bundle, layer: number, trace?: LayerTrace): void;
  /**
   * Cotangents (n · B × p) ← J_lᵀ cotangents in place, J_l taken at the states of a trace; `visit` sees each matrix, of an rk4 step once
   * a stage.
   */
  pull(cotangents: Matrix, trace: LayerTrace, layer: number, visit?: MatrixVisitor): void;
  /**
   * The continuous adjoint: h_{l+1} and cotangents there ← h and cotangents at l, in place, by the integrator of the network;
   * `state` has no tangents. Throws where `whyNoAdjoint` tells why there is none.
   */
  pullContinuous(state: Bundle, cotangents: Matrix, layer: number, visit?: MatrixVisitor): void;
  /** Whether J_l may be singular in a way that structure does not tell, so that small R_ii need a threshold. */
  readonly mayBeSingular: boolean;
  /** Sizes of the rows of J_l at the last push: what rounding in each row of J_l Q is relative to. */
  rowSizes(): Float64Array;
}

/** The network's layer is h_{l+1} = after( skip · h_l + scale · branch(h_l) ), or a step of an integrator. */
export function randomNetwork(
  spec: NetworkSpec,
  seed: number,
  index: number,
  sampling: Sampling = "network",
): RandomNetwork {
  const layers = layersOf(spec);
  const operations = layerOperations(spec, layers, seed, index, sampling);
  const branch = new Chain(operations.branch);
  const after = new Chain(operations.after, spec.branch.length);
  const singular = mayBeSingular(spec);
  const step = spec.integrator === "rk4" ? rungeKutta(branch, singular) : null;
  const homogeneous = isHomogeneous(spec);
  const scalable = isScalable(spec);
  const biased = isBiased(spec);
  let here = spec;
  let saved = new Float64Array(0);
  let adjoint: AdjointStep | null = null;

  function save({ data, kernels }: Bundle, traced: boolean): void {
    kernels?.save();
    if (kernels !== null && !traced) return;
    if (saved.length !== data.length) saved = new Float64Array(data.length);
    saved.set(data);
  }

  /** after( skip · h + scale · branch(h) ). */
  function pushLayer(bundle: Bundle, layer: number, trace?: LayerTrace): void {
    const { data } = bundle;
    const { skip, scale } = here;
    if (skip !== 0) save(bundle, trace !== undefined);
    const { rank, spans } = bundle;
    // A branch of scale 0 is not computed: its overflow would be 0 · ∞.
    if (scale !== 0) branch.push(bundle, layer, trace);
    if (skip !== 0) {
      bundle.rank = rank;
      bundle.spans = rank === bundle.rows || (scale === 0 && spans);
      trace?.compare(skip, saved, scale, bundle);
      if (bundle.kernels !== null) bundle.kernels.join(skip, scale);
      else for (let i = 0; i < data.length; i++) data[i] = skip * saved[i] + scale * data[i];
    } else {
      if (scale === 0) bundle.rank = 0;
      if (scale !== 1) for (let i = 0; i < data.length; i++) data[i] *= scale;
    }
    after.push(bundle, layer, trace);
  }

  function push(bundle: Bundle, layer: number, trace?: LayerTrace): void {
    if (trace !== undefined && sampling === "law" && bundle.columns > 1) {
      throw new Error("pull knows what W did to the state alone: in law, a trace is taken without tangents");
    }
    here = layers(layer);
    bundle.size = null;
    // A bias is added to the true state: one that has shrunk is written out first, one that has grown scales b.
    if (bundle.exponent < 0 && biased) unscale(bundle);
    if (trace !== undefined) trace.exponent = bundle.exponent;
    if (step === null) pushLayer(bundle, layer, trace);
    else step.push(bundle, layer, here.scale, trace);
    if (scalable) rescale(bundle, homogeneous);
  }

  function rowSizes(): Float64Array {
    const sizes = new Float64Array(stateDimension(spec)).fill(1);
    if (step !== null) {
      step.resize(sizes);
      return sizes;
    }
    if (here.scale !== 0) branch.resize(sizes);
    for (let row = 0; row < sizes.length; row++) {
      sizes[row] = Math.abs(here.skip) + Math.abs(here.scale) * sizes[row];
    }
    after.resize(sizes);
    return sizes;
  }

  function pull(cotangents: Matrix, trace: LayerTrace, layer: number, visit?: MatrixVisitor): void {
    const { data } = cotangents;
    const { skip, scale } = layers(layer);
    if (step !== null) {
      step.pull(cotangents, layer, scale, trace, visit);
      return;
    }
    after.pull(cotangents, trace, layer, visit);
    const skipped = skip === 0 ? null : data.map((value) => value * skip);
    for (let i = 0; i < data.length; i++) data[i] *= scale;
    if (scale !== 0) branch.pull(cotangents, trace, layer, visit);
    if (skipped !== null) for (let i = 0; i < data.length; i++) data[i] += skipped[i];
  }

  function pullContinuous(state: Bundle, cotangents: Matrix, layer: number, visit?: MatrixVisitor): void {
    const why = whyNoAdjoint(spec, sampling);
    if (why !== null) throw new Error(`adjoint is "continuous"; allowed: ${why}`);
    adjoint ??= adjointStep(branch, spec);
    if (state.exponent < 0 && biased) unscale(state);
    adjoint(state, cotangents, layer, spec.scale, visit);
    if (scalable) rescale(state, homogeneous);
  }

  return {
    spec,
    input(bundle) {
      const h = new Float64Array(bundle.rows);
      const stream = STREAMS.input + (sampling === "law" ? IN_LAW : 0);
      fillStandardised(h, bundle.rows, tableOf("gaussian"), streamKey(seed, index, 0, stream), 0);
      const scale = Math.sqrt(spec.input.variance);
      for (let row = 0; row < bundle.rows; row++) bundle.data[row * bundle.columns] = scale * h[row];
      bundle.exponent = 0;
    },
    push,
    pull,
    pullContinuous,
    mayBeSingular: singular,
    rowSizes,
  };
}
