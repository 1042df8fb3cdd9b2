import { resolveNetwork } from "../network/resolve.ts";
import { whyNotInLaw } from "../network/sampling.ts";
import type { NetworkInput } from "../network/schema.ts";
import { matrixCount, stateDimension } from "../network/spec.ts";
import { withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";

// Changes of a study that take with them what was written for what it was before: otherwise the user would have to find and
// mend it.

/** Layers of a study, of a horizon too. */
export function depthOf({ depth, horizon, network }: StudyInput): number {
  const { dt } = resolveNetwork(network);
  return depth ?? (horizon === undefined || dt === undefined ? 256 : Math.max(1, Math.round(horizon / dt)));
}

export function withDepth({ horizon: _, ...study }: StudyInput, depth: number): StudyInput {
  return { ...study, depth };
}

/** A study with another value of any field. */
export function withField(study: StudyInput, path: string, value: unknown): StudyInput {
  if (path === "network.block" && typeof value === "string") return withBlock(study, value);
  if (path === "network.width" && typeof value === "number" && value >= 1) return withWidth(study, value);
  const { depth: _, horizon: __, ...timeless } = study;
  // Either says how long a network is.
  return withValue(value !== undefined && (path === "depth" || path === "horizon") ? timeless : study, path, value);
}

/** A study of another block, which fills in its own numbers: what was written for the one before would hide them. */
export function withBlock(study: StudyInput, block: string): StudyInput {
  const { skip, scale, batch, branch, after, tied, dt, integrator, gates, ...kept } = study.network ?? {};
  const network = { ...kept, block } as NetworkInput;
  const next = resolveNetwork(network);
  // A list of weights has one entry a matrix.
  if (Array.isArray(network.weights) && network.weights.length !== matrixCount(next)) {
    network.weights = network.weights[0] ?? {};
  }
  const { sampling, horizon, ...rest } = study;
  return withinState({
    ...rest,
    network,
    ...(horizon === undefined ? {} : { depth: depthOf(study) }),
    ...(sampling === undefined || (sampling === "law" && whyNotInLaw(next) !== null) ? {} : { sampling }),
  });
}

/** A study of another width: blocks of the weights, and fixed vectors among some units, keep their share of it. */
export function withWidth(study: StudyInput, width: number): StudyInput {
  const before = resolveNetwork(study.network).width;
  const share = (units: number) => Math.round((units * width) / before);
  const weights = study.network?.weights;
  const resized = <Entry extends { split?: number } | undefined>(each: Entry): Entry =>
    each?.split === undefined ? each : { ...each, split: Math.min(width - 1, Math.max(1, share(each.split))) };
  const next = withValue(study, "network.width", width);
  const network =
    weights === undefined
      ? next.network
      : { ...next.network, weights: Array.isArray(weights) ? weights.map((each) => resized(each)) : resized(weights) };
  const vectors = study.fixedVectors?.map((vector) => {
    if ("values" in vector || vector.units === undefined) return vector;
    const from = Math.min(width - 1, share(vector.from ?? 0));
    return { from, units: Math.max(1, share((vector.from ?? 0) + vector.units) - from) };
  });
  return withinState({ ...next, network, ...(vectors === undefined ? {} : { fixedVectors: vectors }) });
}

/** A study without exponents and fixed vectors beyond the dimension of its state. */
function withinState({ exponents, fixedVectors, ...study }: StudyInput): StudyInput {
  const dimension = stateDimension(resolveNetwork(study.network));
  const vectors = fixedVectors?.filter((vector) =>
    "values" in vector ? vector.values.length === dimension : (vector.from ?? 0) + (vector.units ?? 1) <= dimension,
  );
  return {
    ...study,
    ...(exponents === undefined || exponents > dimension ? {} : { exponents }),
    ...(vectors === undefined || vectors.length === 0 ? {} : { fixedVectors: vectors }),
  };
}
