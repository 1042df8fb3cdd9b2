import { activationOf } from "./activations.ts";
import { type Bundle, type Matrix, normaliseColumn } from "./bundle.ts";
import { STREAMS, streamKey } from "./generator.ts";
import { activationOperation } from "./operations/activation.ts";
import { denseOperation } from "./operations/dense.ts";
import { haarOperation } from "./operations/haar.ts";
import type { Operation } from "./operations/operation.ts";
import { fillStandardised, tableOf } from "./quantile.ts";
import type { NetworkSpec, OperationName } from "./spec.ts";
import { weightSource } from "./weights.ts";

/** One network of an ensemble: a pure function of (spec, seed, index). */
export interface RandomNetwork {
  readonly spec: NetworkSpec;
  /** Fills column 0 with h_0, i.i.d. N(0, input.variance). */
  input(bundle: Bundle): void;
  /** [h | T] ← [h_{l+1} | J_l T] in place; returns the rank of J_l as it follows from exact structure. */
  push(bundle: Bundle, layer: number): number;
  /** Cotangents (n × p) ← J_lᵀ cotangents in place, J_l taken at `state` = h_l. */
  pull(cotangents: Matrix, state: Float64Array, layer: number): void;
  /** Whether J_l may be singular in a way that structure does not tell, so that small R_ii need a threshold. */
  readonly mayBeSingular: boolean;
  /** Sizes of the rows of J_l at the last push: what rounding in each row of J_l Q is relative to. */
  rowSizes(): Float64Array;
}

/** The network's layer is h_{l+1} = after( skip · h_l + scale · branch(h_l) ). */
export function randomNetwork(spec: NetworkSpec, seed: number, index: number): RandomNetwork {
  let matrices = 0;
  const operation = (name: OperationName): Operation => {
    if (name === "activation") return activationOperation(activationOf(spec.activation));
    const weights = weightSource(spec, seed, index, matrices++);
    return spec.weights.law === "orthogonal" ? haarOperation(spec, weights) : denseOperation(spec, weights);
  };
  const operations = spec.branch.map(operation);
  // A branch of scale 0 is not computed: its overflow would be 0 · ∞.
  const branch = spec.scale === 0 ? [] : operations;
  const after = spec.after.map(operation);
  const homogeneous = isHomogeneous(spec);
  const biased =
    spec.bias.variance > 0 && ((spec.scale !== 0 && spec.branch.includes("linear")) || spec.after.includes("linear"));
  let saved = new Float64Array(0);

  function push(bundle: Bundle, layer: number): number {
    const { data } = bundle;
    // A bias is added to the true state: one that has shrunk is written out first, one that has grown scales b.
    if (bundle.exponent < 0 && biased) unscale(bundle);
    if (spec.skip !== 0) {
      if (saved.length !== data.length) saved = new Float64Array(data.length);
      saved.set(data);
    }
    let rank = spec.scale === 0 ? 0 : spec.width;
    for (const each of branch) rank = Math.min(rank, each.push(bundle, layer));
    if (spec.skip !== 0) {
      rank = spec.width;
      for (let i = 0; i < data.length; i++) data[i] = spec.skip * saved[i] + spec.scale * data[i];
    } else if (spec.scale !== 1) {
      for (let i = 0; i < data.length; i++) data[i] *= spec.scale;
    }
    for (const each of after) rank = Math.min(rank, each.push(bundle, layer));
    if (homogeneous) rescale(bundle);
    return rank;
  }

  function rowSizes(): Float64Array {
    const sizes = new Float64Array(spec.width).fill(1);
    for (const each of branch) each.resize(sizes);
    for (let row = 0; row < sizes.length; row++) {
      sizes[row] = Math.abs(spec.skip) + Math.abs(spec.scale) * sizes[row];
    }
    for (const each of after) each.resize(sizes);
    return sizes;
  }

  function pull(cotangents: Matrix, state: Float64Array, layer: number): void {
    // The states between the operations are made again: column 0 alone, forward through this layer.
    const { rows } = cotangents;
    const bundle: Bundle = { rows, columns: 1, data: Float64Array.from(state), exponent: 0 };
    const states: Float64Array[] = [];
    const forward = (each: Operation): void => {
      states.push(Float64Array.from(bundle.data));
      each.push(bundle, layer);
    };
    branch.forEach(forward);
    for (let i = 0; i < rows; i++) bundle.data[i] = spec.skip * state[i] + spec.scale * bundle.data[i];
    after.forEach(forward);
    const back = (each: Operation): void => {
      const at = states.pop();
      if (at !== undefined) each.pull(cotangents, at, layer);
    };
    after.toReversed().forEach(back);
    const skipped = cotangents.data.map((value) => value * spec.skip);
    for (let i = 0; i < cotangents.data.length; i++) cotangents.data[i] *= spec.scale;
    branch.toReversed().forEach(back);
    for (let i = 0; i < skipped.length; i++) cotangents.data[i] += skipped[i];
  }

  return {
    spec,
    input(bundle) {
      const h = new Float64Array(spec.width);
      fillStandardised(h, spec.width, tableOf("gaussian"), streamKey(seed, index, 0, STREAMS.input), 0);
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

/** Positively homogeneous up to the bias: every operation linear, or an activation with φ(cx) = cφ(x) for c > 0. */
export function isHomogeneous(spec: NetworkSpec): boolean {
  return (
    activationOf(spec.activation).homogeneous || ![...spec.branch, ...spec.after].some((name) => name === "activation")
  );
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

/** Beyond these the state is brought back to size; a power of two, so that no bit is lost. */
const LARGE = 2 ** 64;
const SMALL = 2 ** -64;

function rescale(bundle: Bundle): void {
  const { rows, columns, data } = bundle;
  let size = 0;
  for (let row = 0; row < rows; row++) size = Math.max(size, Math.abs(data[row * columns]));
  if (size === 0) bundle.exponent = 0;
  if (size === 0 || !Number.isFinite(size) || (size < LARGE && size > SMALL)) return;
  bundle.exponent += normaliseColumn(bundle, 0);
}

function unscale(bundle: Bundle): void {
  const { rows, columns, data } = bundle;
  for (let row = 0; row < rows; row++) data[row * columns] *= 2 ** bundle.exponent;
  bundle.exponent = 0;
}
