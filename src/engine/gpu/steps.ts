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

/** Calls of one operation of a layer. */
export interface Step {
  push: string;
  /** Leaves a trace of what the operation is given. */
  note: string;
  pull: string[];
}

/** The operations of a layer, counted as src/network/network.ts counts them: a branch whose scale is 0 in every layer has none. */
export function stepsOf(cell: EnsembleCell): { branch: Step[]; after: Step[] } {
  const { network } = cell;
  let matrices = 0;
  let normalisations = 0;
  let at = 0;
  const stepOf = (name: OperationName, before: OperationName | undefined): Omit<Step, "note"> => {
    if (isNormalisation(name)) {
      const own = `${normalisations++}u, ${kindOf(name)}`;
      return { push: `normalisation(layer, ${own});`, pull: [`pullNormalisation(layer, ${at}u, ${own});`] };
    }
    if (name === "activation") {
      // A unit that has just been normalised over its samples has lost two directions among them.
      const most = before === "batchnorm" ? network.batch - 2 : network.batch;
      return { push: `activationOperation(${most}u);`, pull: [`pullActivation(layer, ${at}u);`] };
    }
    const matrix = matrices++;
    const { push, pull } = linearOf(cell, matrix);
    const pulls = [`weightGradient(layer, ${matrix}u, ${at}u);`, `${pull}(layer, ${matrix}u, ${at}u);`];
    return { push: `${push}(layer, ${matrix}u);`, pull: pulls };
  };
  const list = (names: readonly OperationName[]): Step[] =>
    names.map((name, i) => {
      const step = { note: `noteInput(layer, ${at}u);`, ...stepOf(name, names[i - 1]) };
      at++;
      return step;
    });
  if (hasBranch(network)) return { branch: list(network.branch), after: list(network.after) };
  // Its matrices and normalisations keep their numbers.
  list(network.branch);
  at = 0;
  return { branch: [], after: list(network.after) };
}

/** Modules of the operations that a layer has, on the way forward and on the way back. */
export function modulesOf(cell: EnsembleCell): { push: string[]; pull: string[] } {
  const { network } = cell;
  let matrices = 0;
  const push = new Set<string>();
  const pull = new Set<string>();
  for (const name of operationsOf(network)) {
    const module =
      name === "linear" ? linearOf(cell, matrices++).module : isNormalisation(name) ? "normalisation" : "activation";
    push.add(module);
    pull.add(`pull/${module}`);
  }
  return { push: [...push], pull: [...pull] };
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
