import type { EnsembleCell } from "../engine/engine.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { whyNotInLaw } from "../network/sampling.ts";
import type { StudyInput } from "../study/schema.ts";

/** Fields that sampling in law does not know. */
const REAL_WEIGHTS = [
  "network.tied",
  "network.weights.law",
  "network.weights.sparsity",
  "network.weights.spectralNorm",
];

/** A study as the lab measures it: in law wherever that is exact, unless the user has said how; `axis` is varied. */
export function sampled(study: StudyInput, axis = ""): StudyInput {
  if (REAL_WEIGHTS.includes(axis)) return study;
  if (study.sampling !== undefined || whyNotInLaw(resolveNetwork(study.network)) !== null) return study;
  return { ...study, sampling: "law" };
}

/** What is behind measured numbers, such as "n = 64, 16 networks, sampled in law". */
export function sampleOf({ network, sampling }: EnsembleCell, networks: number): string {
  return [`n = ${network.width}`, networksOf({ sampling }, networks)].join(", ");
}

/** The same of two sides, of which either may have a width of its own. */
export function sampleOfSides([a, b]: readonly [EnsembleCell, EnsembleCell], networks: number): string {
  return a.network.width === b.network.width ? sampleOf(a, networks) : networksOf(a, networks);
}

/** The same without the width. */
export function networksOf({ sampling }: Pick<EnsembleCell, "sampling">, networks: number): string {
  return `${networks} ${networks === 1 ? "network" : "networks"}${sampling === "law" ? ", sampled in law" : ""}`;
}
