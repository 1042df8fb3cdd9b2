import { GATES, gatedOf, type NetworkSpec } from "../network/spec.ts";
import { scalarField } from "../study/fields.ts";
import type { Scalar } from "../study/schema.ts";
import { BLOCK_PATH, INTEGRATOR_PATH, LAW_PATH, plainSymbolOf } from "./axis.ts";
import { short } from "./format.ts";

// Values of the field in which two sides differ: the study's own, another that shows something, and what they are called.

/** The value that a network has, or what stands for none. */
export function ownValue(network: NetworkSpec, path: string): Scalar {
  const gate = /^network\.gates\.(\w+)\.bias\.mean$/.exec(path)?.[1];
  const gated = gatedOf(network);
  if (gate !== undefined && gated !== null) {
    const names: readonly string[] = GATES[gated];
    return network.gates?.[names.indexOf(gate)]?.bias.mean ?? 0;
  }
  const keys = path.split(".").slice(1);
  const value = keys.reduce((at: unknown, key) => Reflect.get(Object(at), key), network);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return path === "network.weights.sparsity" ? network.width : (UNWRITTEN[path] ?? 0);
}

/** What a field that is not written comes to. Weights have some norm before they are rescaled: 1 is as good as any. */
const UNWRITTEN: Record<string, Scalar> = {
  "network.weights.spectralNorm": 1,
  "network.weights.zeroDiagonal": false,
  [INTEGRATOR_PATH]: "euler",
};

/** Another value of a network's field than `value`, one that shows something beside it. */
export function otherThan(value: Scalar, path: string, { weights, matrices = [weights] }: NetworkSpec): Scalar {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return otherNumber(value, path);
  // Orthogonal weights have no zeros.
  const dense = !matrices.some(
    ({ split, sparsity, zeroDiagonal }) => (split ?? sparsity ?? zeroDiagonal) !== undefined,
  );
  const usual = path === LAW_PATH && !dense ? ["uniform"] : (USUAL[path] ?? []);
  const preferred = [...(BESIDE[value] ?? []), ...usual, ...(scalarField(path)?.choices ?? [])];
  return preferred.find((each) => each !== value) ?? value;
}

/** What a choice is usually held against. */
const USUAL: Record<string, readonly string[]> = {
  "network.activation": ["relu", "tanh"],
  [LAW_PATH]: ["orthogonal", "gaussian"],
  [BLOCK_PATH]: ["plain"],
};

/** Blocks that are held against others than the plain one. */
const BESIDE: Record<string, readonly string[]> = {
  plain: ["layernorm-mlp"],
  residual: ["preln"],
  preln: ["postln"],
  postln: ["preln"],
  "batchnorm-mlp": ["batchnorm-residual"],
  "batchnorm-residual": ["batchnorm-mlp"],
  rnn: ["gru"],
  gru: ["lstm"],
  lstm: ["gru"],
  rate: ["rnn"],
  "neural-ode": ["residual"],
};

/** Half of a number, twice it where that is out of range, something where it is nothing. */
function otherNumber(value: number, path: string): number {
  const { kind, minimum = Number.NEGATIVE_INFINITY, open = false } = scalarField(path) ?? {};
  if (path === "network.weights.sparsity" && value > 2) return 2;
  if (value === 0) return FROM_NOTHING[path] ?? 1;
  const half = kind === "integer" ? Math.floor(value / 2) : Number((value / 2).toPrecision(6));
  return half > minimum || (half === minimum && !open) ? half : 2 * value;
}

/** What shows something beside 0, where that is not 1. */
const FROM_NOTHING: Record<string, number> = {
  "network.bias.variance": 0.3,
  "network.norm.gain.variance": 0.3,
  "network.norm.bias.variance": 0.3,
  "network.input.everyLayer": 0.3,
};

/** "tanh", "tied", "α = 0.5": a value of a field in words. */
export function nameOfValue(path: string, value: Scalar): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return `${plainSymbolOf(path)} = ${short(value)}`;
  const [yes, no] = SAID[path] ?? ["yes", "no"];
  return value ? yes : no;
}

const SAID: Record<string, readonly [yes: string, no: string]> = {
  "network.tied": ["tied", "untied"],
  "network.weights.zeroDiagonal": ["zero diagonal", "full matrix"],
};
