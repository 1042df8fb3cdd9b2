import { activationOf } from "./activations.ts";
import { type Bundle, type Matrix, normaliseColumn } from "./bundle.ts";
import { IN_LAW, STREAMS, streamKey } from "./generator.ts";
import { activationOperation } from "./operations/activation.ts";
import { denseOperation } from "./operations/dense.ts";
import { haarOperation } from "./operations/haar.ts";
import { inLawOperation } from "./operations/in-law.ts";
import type { Operation } from "./operations/operation.ts";
import { fillStandardised, tableOf } from "./quantile.ts";
import type { Sampling } from "./sampling.ts";
import type { NetworkSpec, OperationName } from "./spec.ts";
import type { LayerTrace } from "./trace.ts";
import { weightSource } from "./weights.ts";

/** One network of an ensemble: a pure function of (spec, seed, index, sampling). */
export interface RandomNetwork {
  readonly spec: NetworkSpec;
  /** Fills column 0 with h_0, i.i.d. N(0, input.variance). */
  input(bundle: Bundle): void;
  /**
   * [h | T] ← [h_{l+1} | J_l T] in place; returns the rank of J_l as it follows from exact structure. What `pull`
   * needs of the states is written into `trace`.
   */
  push(bundle: Bundle, layer: number, trace?: LayerTrace): number;
  /** Cotangents (n × p) ← J_lᵀ cotangents in place, J_l taken at the states of a trace; `visit` sees each linear. */
  pull(cotangents: Matrix, trace: LayerTrace, layer: number, visit?: LinearVisitor): void;
  /** Whether J_l may be singular in a way that structure does not tell, so that small R_ii need a threshold. */
  readonly mayBeSingular: boolean;
  /** Sizes of the rows of J_l at the last push: what rounding in each row of J_l Q is relative to. */
  rowSizes(): Float64Array;
}

/**
 * Sees the `matrix`-th linear operation of a layer while cotangents are pulled through it: those at its output, and its
 * input, which is 2^exponent times `input`. ∂L/∂W is their outer product.
 */
export type LinearVisitor = (matrix: number, cotangents: Matrix, input: Float64Array, exponent: number) => void;

/** The network's layer is h_{l+1} = after( skip · h_l + scale · branch(h_l) ). */
export function randomNetwork(
  spec: NetworkSpec,
  seed: number,
  index: number,
  sampling: Sampling = "network",
): RandomNetwork {
  let matrices = 0;
  const step = (name: OperationName): Step => {
    if (name === "activation") return { operation: activationOperation(activationOf(spec.activation)), matrix: null };
    const matrix = matrices++;
    if (sampling === "law") return { operation: inLawOperation(spec, seed, index, matrix), matrix };
    const weights = weightSource(spec, seed, index, matrix);
    const make = spec.weights.law === "orthogonal" ? haarOperation : denseOperation;
    return { operation: make(spec, weights), matrix };
  };
  const steps = spec.branch.map(step);
  // A branch of scale 0 is not computed: its overflow would be 0 · ∞.
  const branch = spec.scale === 0 ? [] : steps;
  const after = spec.after.map(step);
  const homogeneous = isHomogeneous(spec);
  const scalable = isScalable(spec);
  const biased =
    spec.bias.variance > 0 && ((spec.scale !== 0 && spec.branch.includes("linear")) || spec.after.includes("linear"));
  let saved = new Float64Array(0);

  function push(bundle: Bundle, layer: number, trace?: LayerTrace): number {
    const { data } = bundle;
    if (trace !== undefined && sampling === "law" && bundle.columns > 1) {
      throw new Error("pull knows what W did to the state alone: in law, a trace is taken without tangents");
    }
    let at = 0;
    const pushThrough = ({ operation }: Step): void => {
      trace?.note(at++, bundle);
      rank = Math.min(rank, operation.push(bundle, layer));
    };
    // A bias is added to the true state: one that has shrunk is written out first, one that has grown scales b.
    if (bundle.exponent < 0 && biased) unscale(bundle);
    if (spec.skip !== 0) {
      if (saved.length !== data.length) saved = new Float64Array(data.length);
      saved.set(data);
    }
    if (trace !== undefined) trace.exponent = bundle.exponent;
    let rank = spec.scale === 0 ? 0 : spec.width;
    branch.forEach(pushThrough);
    if (spec.skip !== 0) {
      rank = spec.width;
      trace?.compare(spec.skip, saved, spec.scale, bundle);
      for (let i = 0; i < data.length; i++) data[i] = spec.skip * saved[i] + spec.scale * data[i];
    } else if (spec.scale !== 1) {
      for (let i = 0; i < data.length; i++) data[i] *= spec.scale;
    }
    after.forEach(pushThrough);
    if (scalable) rescale(bundle, homogeneous);
    return rank;
  }

  function rowSizes(): Float64Array {
    const sizes = new Float64Array(spec.width).fill(1);
    for (const { operation } of branch) operation.resize(sizes);
    for (let row = 0; row < sizes.length; row++) {
      sizes[row] = Math.abs(spec.skip) + Math.abs(spec.scale) * sizes[row];
    }
    for (const { operation } of after) operation.resize(sizes);
    return sizes;
  }

  function pull(cotangents: Matrix, trace: LayerTrace, layer: number, visit?: LinearVisitor): void {
    const { data } = cotangents;
    let at = branch.length + after.length;
    const pullThrough = ({ operation, matrix }: Step): void => {
      const input = trace.input(--at);
      if (matrix !== null) visit?.(matrix, cotangents, input, trace.exponent);
      operation.pull(cotangents, input, trace.exponent, layer);
    };
    after.toReversed().forEach(pullThrough);
    const skipped = spec.skip === 0 ? null : data.map((value) => value * spec.skip);
    for (let i = 0; i < data.length; i++) data[i] *= spec.scale;
    branch.toReversed().forEach(pullThrough);
    if (skipped !== null) for (let i = 0; i < data.length; i++) data[i] += skipped[i];
  }

  return {
    spec,
    input(bundle) {
      const h = new Float64Array(spec.width);
      const stream = STREAMS.input + (sampling === "law" ? IN_LAW : 0);
      fillStandardised(h, spec.width, tableOf("gaussian"), streamKey(seed, index, 0, stream), 0);
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

/** Positively homogeneous up to the bias: every operation linear, or an activation with φ(cx) = cφ(x) for c > 0. */
export function isHomogeneous(spec: NetworkSpec): boolean {
  return (
    activationOf(spec.activation).homogeneous || ![...spec.branch, ...spec.after].some((name) => name === "activation")
  );
}

/** Whether states may be carried as 2^exponent times column 0: at every size, or only where φ(x) = φ′(±0) x. */
export function isScalable(spec: NetworkSpec): boolean {
  return isHomogeneous(spec) || activationOf(spec.activation).value(0) === 0;
}

/** Activations whose slope is constant on an interval. */
const PIECEWISE_LINEAR = ["linear", "relu", "leaky-relu", "elu", "selu"];

/**
 * Rademacher weights can be singular. So can skip · I + scale · B where B has an eigenvalue −skip/scale with positive
 * probability: B orthogonal (eigenvalues ±1) or without a matrix, all units in play on a straight piece of φ.
 */
export function mayBeSingular({ weights, skip, activation, branch, after }: NetworkSpec): boolean {
  if (weights.law === "rademacher") return branch.includes("linear") || after.includes("linear");
  const straight = PIECEWISE_LINEAR.includes(activation) || !branch.includes("activation");
  return skip !== 0 && straight && (weights.law === "orthogonal" || !branch.includes("linear"));
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

/** Brings a state that has grown or shrunk far back to size: one of any size where the network is homogeneous, else a tiny one. */
function rescale(bundle: Bundle, homogeneous: boolean): void {
  const { rows, columns, data } = bundle;
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
