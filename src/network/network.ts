import { activationOf } from "./activations.ts";
import { type Bundle, type Matrix, normaliseColumn } from "./bundle.ts";
import { IN_LAW, STREAMS, streamKey } from "./generator.ts";
import { activationOperation } from "./operations/activation.ts";
import { denseOperation } from "./operations/dense.ts";
import { haarOperation } from "./operations/haar.ts";
import { inLawOperation } from "./operations/in-law.ts";
import { normalisationOperation } from "./operations/normalisation.ts";
import type { Operation } from "./operations/operation.ts";
import { fillStandardised, tableOf } from "./quantile.ts";
import type { Sampling } from "./sampling.ts";
import { layersOf } from "./schedule.ts";
import { isNormalisation, type NetworkSpec, type OperationName, stateDimension, weightsOf } from "./spec.ts";
import { isBiased, isHomogeneous, isScalable, mayBeSingular } from "./structure.ts";
import type { LayerTrace } from "./trace.ts";
import { weightSource } from "./weights.ts";

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
  /** Cotangents (n · B × p) ← J_lᵀ cotangents in place, J_l taken at the states of a trace; `visit` sees each linear. */
  pull(cotangents: Matrix, trace: LayerTrace, layer: number, visit?: LinearVisitor): void;
  /** Whether J_l may be singular in a way that structure does not tell, so that small R_ii need a threshold. */
  readonly mayBeSingular: boolean;
  /** Sizes of the rows of J_l at the last push: what rounding in each row of J_l Q is relative to. */
  rowSizes(): Float64Array;
}

/**
 * Sees the `matrix`-th linear operation of a layer while cotangents are pulled through it: those at its output, and its
 * input, which is 2^exponent times `input`. ∂L/∂W is the sum over samples of their outer products.
 */
export type LinearVisitor = (matrix: number, cotangents: Matrix, input: Float64Array, exponent: number) => void;

/** The network's layer is h_{l+1} = after( skip · h_l + scale · branch(h_l) ). */
export function randomNetwork(
  spec: NetworkSpec,
  seed: number,
  index: number,
  sampling: Sampling = "network",
): RandomNetwork {
  const layers = layersOf(spec);
  const steps = stepsOf(spec, layers, seed, index, sampling);
  const branch = steps.slice(0, spec.branch.length);
  const after = steps.slice(spec.branch.length);
  const homogeneous = isHomogeneous(spec);
  const scalable = isScalable(spec);
  const biased = isBiased(spec);
  let here = spec;
  let saved = new Float64Array(0);

  function save({ data, kernels }: Bundle, traced: boolean): void {
    kernels?.save();
    if (kernels !== null && !traced) return;
    if (saved.length !== data.length) saved = new Float64Array(data.length);
    saved.set(data);
  }

  function push(bundle: Bundle, layer: number, trace?: LayerTrace): void {
    const { data } = bundle;
    if (trace !== undefined && sampling === "law" && bundle.columns > 1) {
      throw new Error("pull knows what W did to the state alone: in law, a trace is taken without tangents");
    }
    here = layers(layer);
    const { skip, scale } = here;
    let at = 0;
    const pushThrough = ({ operation }: Step): void => {
      trace?.note(at++, bundle);
      operation.push(bundle, layer);
    };
    // A bias is added to the true state: one that has shrunk is written out first, one that has grown scales b.
    if (bundle.exponent < 0 && biased) unscale(bundle);
    if (skip !== 0) save(bundle, trace !== undefined);
    if (trace !== undefined) trace.exponent = bundle.exponent;
    const { rank, spans } = bundle;
    // A branch of scale 0 is not computed: its overflow would be 0 · ∞.
    if (scale !== 0) branch.forEach(pushThrough);
    else at = branch.length;
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
    after.forEach(pushThrough);
    if (scalable) rescale(bundle, homogeneous);
  }

  function rowSizes(): Float64Array {
    const sizes = new Float64Array(stateDimension(spec)).fill(1);
    if (here.scale !== 0) for (const { operation } of branch) operation.resize(sizes);
    for (let row = 0; row < sizes.length; row++) {
      sizes[row] = Math.abs(here.skip) + Math.abs(here.scale) * sizes[row];
    }
    for (const { operation } of after) operation.resize(sizes);
    return sizes;
  }

  function pull(cotangents: Matrix, trace: LayerTrace, layer: number, visit?: LinearVisitor): void {
    const { data } = cotangents;
    const { skip, scale } = layers(layer);
    let at = steps.length;
    const pullThrough = ({ operation, matrix }: Step): void => {
      const input = trace.input(--at);
      if (matrix !== null) visit?.(matrix, cotangents, input, trace.exponent);
      operation.pull(cotangents, input, trace.exponent, layer);
    };
    after.toReversed().forEach(pullThrough);
    const skipped = skip === 0 ? null : data.map((value) => value * skip);
    for (let i = 0; i < data.length; i++) data[i] *= scale;
    if (scale !== 0) branch.toReversed().forEach(pullThrough);
    if (skipped !== null) for (let i = 0; i < data.length; i++) data[i] += skipped[i];
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
    mayBeSingular: mayBeSingular(spec),
    rowSizes,
  };
}

/** An operation, and the index of its matrix where it has one. */
interface Step {
  operation: Operation;
  matrix: number | null;
}

/** The operations of a layer, the branch's first. */
function stepsOf(
  spec: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  seed: number,
  index: number,
  sampling: Sampling,
): Step[] {
  let matrices = 0;
  let normalisations = 0;
  const step = (name: OperationName, at: number, list: readonly OperationName[]): Step => {
    if (isNormalisation(name)) {
      const place = { seed, index, sampling, place: normalisations++ };
      return { operation: normalisationOperation(name, spec, layers, place), matrix: null };
    }
    if (name === "activation") {
      const { batch } = spec;
      // A unit that has just been normalised over its samples has lost two directions among them.
      const most = list[at - 1] === "batchnorm" ? batch - 2 : batch;
      return {
        operation: activationOperation(activationOf(spec.activation), { batch, most }, mayBeSingular(spec)),
        matrix: null,
      };
    }
    const matrix = matrices++;
    if (sampling === "law") return { operation: inLawOperation(spec, layers, seed, index, matrix), matrix };
    const weights = weightSource(spec, seed, index, matrix);
    const make = weightsOf(spec, matrix).law === "orthogonal" ? haarOperation : denseOperation;
    return { operation: make(spec, layers, matrix, weights), matrix };
  };
  return [...spec.branch.map(step), ...spec.after.map(step)];
}

/** Beyond these a scaled state is brought back to size; powers of two, so that no bit is lost. */
const LARGE = 2 ** 64;
const SMALL = 2 ** -64;
/**
 * Below this φ is linear, and stays so within a layer however much that grows the state. A state that comes back
 * is written out a little above it.
 */
const TINY = -512;
const BACK = TINY + 12;
const WELL = 2 ** (TINY + 1);

/** Brings a state that has grown or shrunk far back to size: one of any size where the network is homogeneous, else a tiny one. */
function rescale(bundle: Bundle, homogeneous: boolean): void {
  const { rows, columns, data, kernels } = bundle;
  // Mostly their sum says that there is nothing to do.
  if (!homogeneous && bundle.exponent === 0 && kernels !== null && kernels.stateSize() > rows * WELL) return;
  let size = 0;
  for (let row = 0; row < rows; row++) size = Math.max(size, Math.abs(data[row * columns]));
  if (size === 0) bundle.exponent = 0;
  if (size === 0 || !Number.isFinite(size)) return;
  const small = homogeneous || bundle.exponent !== 0 || Math.log2(size) < TINY;
  if (!small) return;
  if (!homogeneous && bundle.exponent !== 0 && bundle.exponent + Math.log2(size) > BACK) unscale(bundle);
  else if (size >= LARGE || size <= SMALL) bundle.exponent += normaliseColumn(bundle, 0);
}

function unscale(bundle: Bundle): void {
  const { rows, columns, data } = bundle;
  for (let row = 0; row < rows; row++) data[row * columns] *= 2 ** bundle.exponent;
  bundle.exponent = 0;
}
