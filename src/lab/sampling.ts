import type { EnsembleCell } from "../engine/engine.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { whyNotInLaw } from "../network/sampling.ts";
import type { StudyInput } from "../study/schema.ts";

/** A study as the lab measures it: in law wherever that is exact, unless the user has said how. */
export function sampled(study: StudyInput): StudyInput {
  if (study.sampling !== undefined || whyNotInLaw(resolveNetwork(study.network)) !== null) return study;
  return { ...study, sampling: "law" };
}

/** What is behind measured numbers, such as "n = 64, 16 networks, sampled in law". */
export function sampleOf({ network, sampling }: EnsembleCell, networks: number): string {
  return [`n = ${network.width}`, networksOf({ sampling }, networks)].join(", ");
}

/** The same without the width. */
export function networksOf({ sampling }: Pick<EnsembleCell, "sampling">, networks: number): string {
  return `${networks} ${networks === 1 ? "network" : "networks"}${sampling === "law" ? ", sampled in law" : ""}`;
}
