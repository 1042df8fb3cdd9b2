import type { Cell, ResolvedStudy } from "../../study/resolve.ts";
import { short } from "./number.ts";

/** A study in a few lines: what the network is, then how it is measured. Fields that an axis varies are left to it. */
export function describe({ study, axes, cells }: ResolvedStudy): string[] {
  const first = cells[0];
  if (first === undefined) return [];
  const varied = new Set(axes.map((axis) => axis.path));
  const network = networkParts(first).filter(([path]) => ![...varied].some((each) => path.split(" ").includes(each)));
  const drawn: [string, string][] = [
    ["depth burnIn", `depth ${first.depth} (the first ${first.burnIn} not counted)`],
    ["ensemble", first.ensemble === 1 ? "1 network" : `${first.ensemble} networks`],
    ["seed", `seed ${first.seed}`],
  ];
  const measured = drawn.filter(([path]) => !path.split(" ").some((each) => varied.has(each)));
  const axisLines = axes.map(({ path, values }) => {
    const ends = values.length > 4 ? [values[0], "…", values.at(-1)] : values;
    return `${path}: ${ends.join(", ")}${values.length > 4 ? ` (${values.length} values)` : ""}`;
  });
  const sampling = study.sampling === undefined || study.sampling === "network" ? [] : [study.sampling];
  return [
    network.map(([, text]) => text).join(" · "),
    [...measured.map(([, text]) => text), ...sampling].join(" · "),
    ...axisLines,
  ].filter((line) => line !== "");
}

/** Texts of a network's traits, each with the fields it speaks of. */
function networkParts({ network }: Cell): [paths: string, text: string][] {
  const { width, block, skip, scale, branch, after, activation, weights, bias, tied, input } = network;
  const named = (list: readonly string[]) =>
    list.map((name) => (name === "activation" ? activation : name)).join(" → ");
  const path = (skip === 0 ? "" : `${skip === 1 ? "" : short(skip)}h + `) + (scale === 1 ? "" : `${short(scale)} · `);
  return [
    ["network.block", block],
    ["network.width", `n = ${width}`],
    [
      "network.activation network.skip network.scale",
      `h ← ${path}${named(branch)}${after.length > 0 ? `, then ${named(after)}` : ""}`,
    ],
    ["network.weights.law", `${weights.law} weights${tied ? ", tied" : ""}`],
    ["network.weights.variance", `σ_w² = ${short(weights.variance)}`],
    ["network.bias.variance", bias.variance === 0 ? "no bias" : `σ_b² = ${short(bias.variance)}`],
    ["network.input.variance", input.variance === 1 ? "" : `input variance ${short(input.variance)}`],
  ].filter(([, text]) => text !== "") as [string, string][];
}
