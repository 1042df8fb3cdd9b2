import { layer, over, weightTraits } from "../../network/formula.ts";
import { isNormalisation, type NetworkSpec, operationsOf } from "../../network/spec.ts";
import type { Axis } from "../../study/axis.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { short } from "./number.ts";

/** A trait of a study in words, with the fields that it speaks of. */
type Trait = readonly [text: string, ...fields: string[]];

/** A study in a few lines: the network, how it is measured, the axes. What an axis varies is left to that axis. */
export function describe({ axes, cells }: ResolvedStudy): string[] {
  const [cell] = cells;
  if (cell === undefined) return [];
  const { depth, burnIn, ensemble, tolerance, seed, sampling } = cell;
  const drawn: Trait[] = [
    [`depth ${depth} (the first ${burnIn} not counted)`, "depth", "burnIn"],
    [ensemble === 1 ? "1 network" : `${ensemble} networks`, "ensemble"],
    [tolerance === undefined ? "" : `spectra to ±${short(tolerance)}`, "tolerance"],
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
  const { width, batch, block, bias, tied, input, schedule = {}, skip, scale, norm } = network;
  const changing = (name: string, path: string, value: number): Trait => [
    schedule[path] === undefined ? "" : `${name} = ${over(schedule[path], value)}`,
    `network.${path}`,
  ];
  const normed = operationsOf(network).some(isNormalisation);
  const number = (name: string, path: string, value: number, usual: number): Trait => [
    value === usual && schedule[path] === undefined ? "" : `${name} ${over(schedule[path], value)}`,
    `network.${path}`,
  ];
  return [
    // With another skip it is another block.
    [`${varied.includes("network.skip") ? "" : `${block}: `}h ← ${layer(network, varied)}`, "network.block"],
    [`n = ${width}`, "network.width"],
    [batch === 1 ? "" : `B = ${batch}`, "network.batch"],
    changing("skip", "skip", skip),
    changing("α", "scale", scale),
    ...weightTraits(network, varied),
    number("σ_b² =", "bias.variance", bias.variance, 0),
    ...(normed
      ? [
          number("gain", "norm.gain.mean", norm.gain.mean, 1),
          number("gain variance", "norm.gain.variance", norm.gain.variance, 0),
          number("norm bias variance", "norm.bias.variance", norm.bias.variance, 0),
        ]
      : []),
    [tied ? "tied" : "", "network.tied"],
    number("input variance", "input.variance", input.variance, 1),
  ];
}

function axisLine({ path, values }: Axis): string {
  if (values.length <= 6) return `${path}: ${values.map(value).join(", ")}`;
  return `${path}: ${values.slice(0, 2).map(value).join(", ")}, … ${value(values.at(-1))} (${values.length} values)`;
}

/** A value of an axis for a reader. */
export function value(each: unknown): string {
  return typeof each === "number" ? short(each) : String(each);
}
