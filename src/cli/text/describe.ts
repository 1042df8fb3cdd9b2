import type { NetworkSpec } from "../../network/spec.ts";
import type { Axis } from "../../study/axis.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { short } from "./number.ts";

/** A trait of a study in words, with the fields that it speaks of. */
type Trait = readonly [text: string, ...fields: string[]];

/** A study in a few lines: the network, how it is measured, the axes. What an axis varies is left to that axis. */
export function describe({ axes, cells }: ResolvedStudy): string[] {
  const [cell] = cells;
  if (cell === undefined) return [];
  const { depth, burnIn, ensemble, seed, sampling } = cell;
  const drawn: Trait[] = [
    [`depth ${depth} (the first ${burnIn} not counted)`, "depth", "burnIn"],
    [ensemble === 1 ? "1 network" : `${ensemble} networks`, "ensemble"],
    [sampling === "law" ? "sampled in law" : "", "sampling"],
    [`seed ${seed}`, "seed"],
  ];
  const varied = axes.map(({ path }) => path);
  const line = (traits: readonly Trait[]) =>
    traits
      .filter(([text, ...fields]) => text !== "" && !fields.some((field) => varied.includes(field)))
      .map(([text]) => text)
      .join(" · ");
  return [line(traitsOf(cell.network, varied)), line(drawn), ...axes.map(axisLine)].filter((each) => each !== "");
}

function traitsOf(network: NetworkSpec, varied: readonly string[]): Trait[] {
  const { width, block, weights, bias, tied, input } = network;
  return [
    // With another skip it is another block.
    [`${varied.includes("network.skip") ? "" : `${block}: `}h ← ${layer(network, varied)}`, "network.block"],
    [`n = ${width}`, "network.width"],
    [`${weights.law} weights`, "network.weights.law", "network.weights.init"],
    [weights.nu === undefined ? "" : `ν = ${short(weights.nu)}`, "network.weights.nu", "network.weights.law"],
    [weights.sparsity === undefined ? "" : `${weights.sparsity} inputs a unit`, "network.weights.sparsity"],
    // A matrix that is rescaled has forgotten its variance.
    weights.spectralNorm === undefined
      ? [`σ_w² = ${short(weights.variance)}`, "network.weights.variance", "network.weights.init"]
      : [`‖W‖₂ = ${short(weights.spectralNorm)}`, "network.weights.spectralNorm"],
    [bias.variance === 0 ? "" : `σ_b² = ${short(bias.variance)}`, "network.bias.variance"],
    [tied ? "tied" : "", "network.tied"],
    [input.variance === 1 ? "" : `input variance ${short(input.variance)}`, "network.input.variance"],
  ];
}

/** The layer as a formula, such as `h + 0.3 tanh(W h + b)`; what is varied has a name, `skip h + α φ(W h)`. */
export function layer(network: NetworkSpec, varied: readonly string[] = []): string {
  const { branch, after, bias } = network;
  const named = (name: "skip" | "scale" | "activation") => varied.includes(`network.${name}`);
  const skip = named("skip") ? "skip" : network.skip;
  const scale = named("scale") ? "α" : network.scale;
  const activation = named("activation") ? "φ" : network.activation;
  const biased = bias.variance > 0 || varied.includes("network.bias.variance");
  const apply = (start: string, operations: readonly string[]) =>
    operations.reduce((inner, operation) => {
      if (operation === "activation") return activation === "linear" ? inner : `${activation}(${inner})`;
      const argument = /^h$|^[a-zφ-]+\([^+]*\)$/.test(inner) ? inner : `(${inner})`;
      return `W ${argument}${biased ? " + b" : ""}`;
    }, start);
  const term = (factor: number | string, text: string) => {
    if (factor === 1) return text;
    return `${value(factor)} ${text.endsWith(" + b") ? `(${text})` : text}`;
  };
  const inner = apply("h", branch);
  const parts = [...(skip === 0 ? [] : [term(skip, "h")]), term(scale, inner)];
  return apply(parts.join(" + "), after);
}

function axisLine({ path, values }: Axis): string {
  if (values.length <= 6) return `${path}: ${values.map(value).join(", ")}`;
  return `${path}: ${values.slice(0, 2).map(value).join(", ")}, … ${value(values.at(-1))} (${values.length} values)`;
}

/** A value of an axis for a reader. */
export function value(each: unknown): string {
  return typeof each === "number" ? short(each) : String(each);
}
