import type { ResolvedStudy } from "../../study/resolve.ts";
import { value } from "./describe.ts";
import type { Phase } from "./verdict.ts";

const WORDS: Record<Phase, string> = {
  explodes: "explode",
  vanishes: "vanish",
  edge: "are at the edge within the error",
  drifts: "have a rate that still changes with depth",
  collapsed: "are exactly zero",
  overflow: "cannot be measured (overflow)",
};

/**
 * One sentence on many cells, by the phase of each in C order: how often gradients do what and, along a single axis,
 * where the sign of `rate` turns.
 */
export function summary(axes: ResolvedStudy["axes"], phases: readonly (Phase | null)[], rate: string): string {
  const counted = (Object.keys(WORDS) as Phase[])
    .map((phase) => ({ phase, count: phases.filter((each) => each === phase).length }))
    .filter(({ count }) => count > 0)
    .map(({ phase, count }) => `${WORDS[phase]} in ${count}`);
  const of = phases.filter((phase) => phase !== null).length;
  return `Gradients ${counted.join(", ")} of ${of} cells${axes.length === 1 ? turns(axes[0], phases, rate) : ""}.`;
}

/** Where the rate changes its sign beyond the error: between which two values of the axis. */
function turns(
  axis: ResolvedStudy["axes"][number] | undefined,
  phases: readonly (Phase | null)[],
  rate: string,
): string {
  const signed = phases.flatMap((phase, index) =>
    phase === "explodes" || phase === "vanishes" ? [{ phase, index }] : [],
  );
  const pairs = signed.flatMap((here, i) => {
    const next = signed[i + 1];
    return next !== undefined && next.phase !== here.phase ? [[here.index, next.index]] : [];
  });
  if (axis === undefined || pairs.length === 0 || pairs.length > 3) return "";
  const places = pairs.map((pair) => pair.map((index) => value(axis.values[index])).join(" and "));
  return `; ${rate} changes sign between ${places.join(", between ")}`;
}
