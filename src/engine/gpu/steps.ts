import { somewhere } from "../../network/schedule.ts";
import {
  isNormalisation,
  type NetworkSpec,
  type NormalisationName,
  type OperationName,
  operationsOf,
  weightsOf,
} from "../../network/spec.ts";
import type { EnsembleCell } from "../engine.ts";
import { familyOf } from "./family.ts";

/** One operation of a layer: WGSL calls in which OWN and AT stand for its numbers. */
export interface Step {
  push: string;
  pull: readonly string[];
  /** Number of its matrix or normalisation; of an activation, units that may stay alive. */
  own: number;
  /** Number of the operation among those that leave a trace. */
  at: number;
}

/** The operations of a layer, counted as src/network/network.ts counts them: a branch whose scale is 0 in every layer has none. */
export function stepsOf(cell: EnsembleCell): { branch: Step[]; after: Step[] } {
  const { network } = cell;
  let matrices = 0;
  let normalisations = 0;
  let at = 0;
  const stepOf = (name: OperationName, before: OperationName | undefined): Omit<Step, "at"> => {
    if (isNormalisation(name)) {
      const kind = kindOf(name);
      const pull = [`pullNormalisation(layer, AT, OWN, ${kind});`];
      return { push: `normalisation(layer, OWN, ${kind});`, pull, own: normalisations++ };
    }
    if (name === "activation") {
      // A unit that has just been normalised over its samples has lost two directions among them.
      const most = before === "batchnorm" ? network.batch - 2 : network.batch;
      return { push: "activationOperation(OWN);", pull: ["pullActivation(layer, AT);"], own: most };
    }
    const own = matrices++;
    const { push, pull } = linearOf(cell, own);
    return { push: `${push}(layer, OWN);`, pull: ["weightGradient(layer, OWN, AT);", `${pull}(layer, OWN, AT);`], own };
  };
  const list = (names: readonly OperationName[]): Step[] =>
    names.map((name, i) => ({ ...stepOf(name, names[i - 1]), at: at++ }));
  const branch = list(network.branch);
  if (hasBranch(network)) return { branch, after: list(network.after) };
  // Its matrices and normalisations keep their numbers.
  at = 0;
  return { branch: [], after: list(network.after) };
}

/**
 * WGSL of some steps, `calls` of each. What comes twice is a loop instead: compilers write out every call of a function,
 * and a list may be long.
 */
export function written(steps: readonly Step[], calls: (step: Step) => readonly string[]): string[] {
  const texts = steps.map((step) => calls(step).join(" "));
  const kinds = [...new Set(texts)];
  const numbers = (values: readonly number[]): string => values.map((value) => `${value}u`).join(", ");
  if (kinds.length === steps.length) {
    return steps.map(({ own, at }, i) => texts[i].replaceAll("OWN", `${own}u`).replaceAll("AT", `${at}u`));
  }
  const table = (name: string, values: readonly number[]): string =>
    `const ${name} = array<u32, ${values.length}>(${numbers(values)});`;
  return [
    table(
      "kinds",
      texts.map((text) => kinds.indexOf(text)),
    ),
    table(
      "owns",
      steps.map(({ own }) => own),
    ),
    table(
      "places",
      steps.map(({ at }) => at),
    ),
    `for (var step = 0u; step < ${steps.length}u; step++) {`,
    "  switch kinds[step] {",
    ...kinds.map((text, kind) => {
      const call = text.replaceAll("OWN", "owns[step]").replaceAll("AT", "places[step]");
      return `    ${kind === kinds.length - 1 ? "default" : `case ${kind}u`}: { ${call} }`;
    }),
    "  }",
    "}",
  ];
}

/** Modules of the operations that a layer has; those of the way back are pull/…. */
export function modulesOf(cell: EnsembleCell): string[] {
  let matrices = 0;
  return operationsOf(cell.network).map((name) => {
    if (name === "linear") return linearOf(cell, matrices++).module;
    return isNormalisation(name) ? "normalisation" : "activation";
  });
}

function linearOf(cell: EnsembleCell, matrix: number): { push: string; pull: string; module: string } {
  const [push, pull, module] = familyOf(cell).linear(weightsOf(cell.network, matrix).law === "orthogonal");
  return { push, pull, module };
}

function hasBranch(network: NetworkSpec): boolean {
  return somewhere(network, "scale", (scale) => scale !== 0);
}

/** Arguments of a normalisation: whether its groups are a unit's samples, and whether the mean is taken out. */
function kindOf(name: NormalisationName): string {
  return `${name === "batchnorm"}, ${name !== "rmsnorm"}`;
}
