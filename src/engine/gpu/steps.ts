import { somewhere } from "../../network/schedule.ts";
import {
  gatedOf,
  isNormalisation,
  type NetworkSpec,
  type NormalisationName,
  type OperationName,
  operationsOf,
  stagesOf,
  weightsOf,
} from "../../network/spec.ts";
import type { EnsembleCell } from "../engine.ts";
import { CELLS } from "./cells.ts";
import { familyOf } from "./family.ts";

/** One operation of a layer: WGSL calls in which OWN and AT stand for its numbers. */
export interface Step {
  push: string;
  pull: readonly string[];
  /** Number of its matrix, normalisation or slot; of an activation, units that may stay alive. */
  own: number;
  /** Place of what it is given in the layer's trace; null where it leaves none. */
  at: number | null;
}

/** The operations of a layer, counted as src/network/network.ts counts them: a branch whose scale is 0 in every layer has none. */
export function stepsOf(cell: EnsembleCell): { branch: Step[]; after: Step[] } {
  const { network } = cell;
  const gated = gatedOf(network);
  if (gated !== null) {
    const steps = CELLS[gated].steps.map((step) =>
      "matrix" in step ? { ...throughMatrix(cell, step.matrix), at: step.at } : { own: 0, ...step, at: null },
    );
    return { branch: hasBranch(network) ? steps : [], after: [] };
  }
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
    return throughMatrix(cell, matrices++);
  };
  const list = (names: readonly OperationName[]): Step[] =>
    names.map((name, i) => ({ ...stepOf(name, names[i - 1]), at: at++ }));
  const branch = list(network.branch);
  if (hasBranch(network)) return { branch, after: list(network.after) };
  // Its matrices and normalisations keep their numbers.
  at = 0;
  return { branch: [], after: list(network.after) };
}

/** WGSL of the way forward through a branch; `calls` as in `written`. */
export function branchOf({ network }: EnsembleCell, steps: readonly Step[], calls: CallsOf): string[] {
  if (stagesOf(network) === 1) return written(steps, calls);
  return [
    "for (var stage = 0u; stage < STAGES; stage++) {",
    "  openStage(stage);",
    ...written(steps, calls, true),
    "  closeStage(stage);",
    "}",
  ];
}

/** WGSL of the way back through a branch. */
export function branchBack({ network }: EnsembleCell, steps: readonly Step[]): string[] {
  if (stagesOf(network) === 1) return written(steps.toReversed(), ({ pull }) => pull);
  return [
    "for (var above = STAGES; above > 0u; above--) {",
    "  let stage = above - 1u;",
    "  pullStage(stage);",
    ...written(steps.toReversed(), ({ pull }) => pull, true),
    "  pulledStage(stage);",
    "}",
  ];
}

/** WGSL calls of a step. */
type CallsOf = (step: Step) => readonly string[];

/**
 * WGSL of some steps, `calls` of each; `staged`: every stage leaves a trace of its own. What comes twice is a loop instead:
 * compilers write out every call of a function, and a list may be long.
 */
export function written(steps: readonly Step[], calls: CallsOf, staged = false): string[] {
  const texts = steps.map((step) => calls(step).join(" "));
  const kinds = [...new Set(texts)];
  const atOf = (place: string): string => (staged ? `${place} + stage * ${steps.length}u` : place);
  const numbers = (values: readonly number[]): string => values.map((value) => `${value}u`).join(", ");
  if (kinds.length === steps.length) {
    return steps.map(({ own, at }, i) => texts[i].replaceAll("OWN", `${own}u`).replaceAll("AT", atOf(`${at ?? 0}u`)));
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
      steps.map(({ at }) => at ?? 0),
    ),
    `for (var step = 0u; step < ${steps.length}u; step++) {`,
    "  switch kinds[step] {",
    ...kinds.map((text, kind) => {
      const call = text.replaceAll("OWN", "owns[step]").replaceAll("AT", atOf("places[step]"));
      return `    ${kind === kinds.length - 1 ? "default" : `case ${kind}u`}: { ${call} }`;
    }),
    "  }",
    "}",
  ];
}

/** Modules of the operations that a layer has; those of the way back are pull/…. */
export function modulesOf(cell: EnsembleCell): string[] {
  const { network } = cell;
  const gated = gatedOf(network);
  if (gated !== null) {
    const matrices = CELLS[gated].steps.flatMap((step) =>
      "matrix" in step ? [linearOf(cell, step.matrix).module] : [],
    );
    return [...matrices, gated];
  }
  let matrices = 0;
  const modules = operationsOf(network).map((name) => {
    if (name === "linear") return linearOf(cell, matrices++).module;
    return isNormalisation(name) ? "normalisation" : "activation";
  });
  return stagesOf(network) > 1 ? [...modules, "rk4"] : modules;
}

function throughMatrix(cell: EnsembleCell, own: number): Omit<Step, "at"> {
  const { push, pull } = linearOf(cell, own);
  return { push: `${push}(layer, OWN);`, pull: ["weightGradient(layer, OWN, AT);", `${pull}(layer, OWN, AT);`], own };
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
