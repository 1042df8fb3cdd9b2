import { type Schedule, scheduled } from "./schedule.ts";
import { isGated, isNormalisation, matrixCount, type NetworkSpec, type OperationName, weightsOf } from "./spec.ts";

/** A part of a formula, and what it is: a name or call, a product, a sum. */
interface Term {
  text: string;
  kind: "atom" | "product" | "sum";
}

const NORMS = { layernorm: "LN", rmsnorm: "RMS", batchnorm: "BN" } as const;

/** Gated cells, by the name of φ; their gates are those of src/network/blocks.ts. */
const CELLS = {
  gru: (phi: string) => `(1 − z) ⊙ h + z ⊙ ${phi}(W₃ (r ⊙ h))`,
  lstm: (phi: string) => `(o ⊙ ${phi}(c′), c′ = f ⊙ c + i ⊙ ${phi}(W₃ h))`,
};

/** Names of the matrices of a layer: W; W and V; W₁, W₂, W₃ … */
export function matrixName(matrix: number, count: number): string {
  return count < 3 ? (["W", "V"][matrix] ?? "W") : `W${subscript(matrix + 1)}`;
}

function biasName(matrix: number, count: number): string {
  return count < 3 ? (["b", "c"][matrix] ?? "b") : `b${subscript(matrix + 1)}`;
}

function subscript(index: number): string {
  return String(index).replaceAll(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? digit);
}

/**
 * The layer as a formula, such as `h + 0.3 tanh(W h + b)`; what is varied, or changes with depth, has a name:
 * `skip h + α φ(W h)`.
 */
export function layer(network: NetworkSpec, varied: readonly string[] = []): string {
  const { branch, after, integrator, schedule = {} } = network;
  const named = (name: "skip" | "scale" | "activation") =>
    varied.includes(`network.${name}`) || schedule[name] !== undefined;
  const skip = named("skip") ? "skip" : network.skip;
  const scale = named("scale") ? "α" : network.scale;
  const activation = named("activation") ? "φ" : network.activation;
  const bias = network.bias.variance > 0 || varied.includes("network.bias.variance") || "bias.variance" in schedule;
  const driven = (network.input.everyLayer ?? 0) > 0 || varied.includes("network.input.everyLayer");
  const count = matrixCount(network);
  let matrix = 0;
  const apply = (start: Term, operations: readonly OperationName[]): Term =>
    operations.reduce<Term>((inner, operation) => {
      if (operation === "activation") return activation === "linear" ? inner : call(activation, inner);
      if (isNormalisation(operation)) return call(NORMS[operation], inner);
      if (isGated(operation)) return { text: CELLS[operation](activation === "linear" ? "" : activation), kind: "sum" };
      const own = matrix++;
      const product: Term = { text: `${matrixName(own, count)} ${factor(inner)}`, kind: "product" };
      const added = `${bias ? ` + ${biasName(own, count)}` : ""}${driven ? " + x" : ""}`;
      return added === "" ? product : { text: `${product.text}${added}`, kind: "sum" };
    }, start);
  const term = (by: number | string, each: Term): Term =>
    by === 1 ? each : { text: `${typeof by === "number" ? short(by) : by} ${factor(each)}`, kind: "product" };
  const h: Term = { text: "h", kind: "atom" };
  const own = term(scale, apply(h, branch));
  const branches: Term = integrator === "rk4" ? call("RK4", own) : own;
  const sum: Term = skip === 0 ? branches : { text: `${term(skip, h).text} + ${branches.text}`, kind: "sum" };
  return apply(sum, after).text;
}

function call(name: string, { text }: Term): Term {
  return { text: `${name}(${text})`, kind: "atom" };
}

/** A number without the digits of rounding. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** As a factor of a product. */
function factor({ text, kind }: Term): string {
  return kind === "sum" ? `(${text})` : text;
}

/** A number of the network by its path, or how it changes with depth. */
export function over(schedule: Schedule | undefined, value: number): string {
  if (schedule === undefined) return short(value);
  const last = "from" in schedule ? schedule.to : scheduled(schedule, schedule.length - 1);
  const way = "from" in schedule ? "over depth" : "one a layer";
  return `${short(value)} … ${short(last)} ${way}`;
}

/** The laws of the weights: all alike in a few words, or matrix by matrix. Text, and the fields that it speaks of. */
export function weightTraits(
  network: NetworkSpec,
  varied: readonly string[] = [],
): [text: string, ...fields: string[]][] {
  const { matrices, weights, schedule = {} } = network;
  const count = matrixCount(network);
  if (matrices === undefined) {
    const { law, variance, nu, sparsity, spectralNorm } = weights;
    return [
      [`${law} weights`, "network.weights.law", "network.weights.init"],
      [nu === undefined ? "" : `ν = ${short(nu)}`, "network.weights.nu", "network.weights.law"],
      [sparsity === undefined ? "" : `${sparsity} inputs a unit`, "network.weights.sparsity"],
      [weights.zeroDiagonal ? "zero diagonal" : "", "network.weights.zeroDiagonal"],
      [weights.split === undefined ? "" : `block-triangular from unit ${weights.split}`, "network.weights.split"],
      // A matrix that is rescaled has forgotten its variance.
      spectralNorm === undefined
        ? [`σ_w² = ${over(schedule["weights.variance"], variance)}`, "network.weights.variance", "network.weights.init"]
        : [`‖W‖₂ = ${over(schedule["weights.spectralNorm"], spectralNorm)}`, "network.weights.spectralNorm"],
    ];
  }
  return matrices.map((_, i) => {
    const own = weightsOf(network, i);
    const name = matrixName(i, count);
    const parts = [
      `${name} ${own.law}`,
      ...(own.nu === undefined ? [] : [`ν = ${short(own.nu)}`]),
      ...(own.spectralNorm !== undefined || varied.includes("network.weights.variance")
        ? []
        : [`σ² = ${over(schedule[`matrices.${i}.variance`], own.variance)}`]),
      ...(own.sparsity === undefined ? [] : [`${own.sparsity} inputs a unit`]),
      ...(own.spectralNorm === undefined
        ? []
        : [`‖${name}‖₂ = ${over(schedule[`matrices.${i}.spectralNorm`], own.spectralNorm)}`]),
    ];
    return [parts.join(", ")];
  });
}
