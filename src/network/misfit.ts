import { BLOCK } from "./blocks.ts";
import type { NetworkInput } from "./schema.ts";
import { GATES, gatedOf, isGated, matrixCount, type NetworkSpec, operationsOf, type WeightSpec } from "./spec.ts";

/** A field of a network that does not go with the others: its path, its value, and what is allowed. */
export interface Misfit {
  path: string;
  value: unknown;
  allowed: string;
}

/** What the schema cannot see: fields that do not go together. `input` is what was written. */
export function misfitOf(spec: NetworkSpec, input: NetworkInput, depth: number): Misfit | null {
  const { width, batch, matrices, schedule = {} } = spec;
  const count = matrixCount(spec);
  const normalised = operationsOf(spec).includes("batchnorm");
  if (normalised && batch < 3) {
    return { path: "batch", value: batch, allowed: "a whole number from 3 on: batchnorm needs three inputs" };
  }
  if (batch > 1 && width * batch > 2 ** 18) {
    return { path: "batch", value: batch, allowed: `at most ${Math.floor(2 ** 18 / width)} at width ${width}` };
  }
  if (matrices !== undefined && matrices.length !== count) {
    return {
      path: "weights",
      value: input.weights,
      allowed: `one object, or a list of ${count}, one a ${gatedOf(spec) === null ? "linear operation" : "gate"}`,
    };
  }
  const timed = misfitOfTime(spec, input) ?? misfitOfGates(spec, input);
  if (timed !== null) return timed;
  for (const [i, each] of (matrices ?? [spec.weights]).entries()) {
    const path = matrices === undefined ? "weights" : `weights.${i}`;
    const structured = misfitOfStructure(each, width, path);
    if (structured !== null) return structured;
    if (each.nu !== undefined && each.law !== "student-t") {
      return { path: `${path}.nu`, value: each.nu, allowed: `none for ${each.law} weights: only student-t has a ν` };
    }
    if (each.sparsity !== undefined && each.sparsity > width) {
      return {
        path: `${path}.sparsity`,
        value: each.sparsity,
        allowed: `a whole number from 1 to ${width}, the width`,
      };
    }
    if (each.sparsity !== undefined && each.law === "orthogonal") {
      return {
        path: `${path}.sparsity`,
        value: each.sparsity,
        allowed: "none for orthogonal weights, which are dense",
      };
    }
  }
  for (const [path, values] of Object.entries(schedule)) {
    if ("from" in values || values.length === depth) continue;
    const at = path.replace(/^matrices\./, "weights.");
    return { path: `${at}.depth`, value: values, allowed: `a list of ${depth} values, one a layer` };
  }
  return null;
}

/** Of the fields of depth that is time. */
function misfitOfTime(
  { block, skip, scale, dt, integrator, after, schedule = {} }: NetworkSpec,
  input: NetworkInput,
): Misfit | null {
  if (input.dt !== undefined && BLOCK[block].dt === undefined) {
    return { path: "dt", value: input.dt, allowed: "none here: only the blocks rate and neural-ode have a time step" };
  }
  if (input.integrator !== undefined && block !== "neural-ode") {
    return { path: "integrator", value: input.integrator, allowed: "none here: only the block neural-ode has one" };
  }
  if (integrator !== "rk4") return null;
  if (skip !== 1 || "skip" in schedule)
    return { path: "skip", value: input.skip, allowed: "1 where the integrator is rk4" };
  if (scale !== dt || "scale" in schedule)
    return { path: "scale", value: input.scale, allowed: `dt, ${dt}, where the integrator is rk4` };
  if (after.length > 0) return { path: "after", value: after, allowed: "an empty list where the integrator is rk4" };
  return null;
}

/** A gated cell is a layer of its own, and other layers have no gates. */
function misfitOfGates(spec: NetworkSpec, input: NetworkInput): Misfit | null {
  const { branch, after, batch } = spec;
  const gated = gatedOf(spec);
  const own: readonly string[] = gated === null ? [] : GATES[gated];
  const stray = Object.keys(input.gates ?? {}).find((gate) => !own.includes(gate));
  if (stray !== undefined) {
    const allowed = gated === null ? "none here: only gru and lstm have gates" : `gates of ${gated}: ${own.join(", ")}`;
    return { path: `gates.${stray}`, value: Reflect.get(Object(input.gates), stray), allowed };
  }
  if (after.some(isGated)) return { path: "after", value: after, allowed: "no gated cell: it is a branch of its own" };
  if (gated === null) return null;
  if (branch.length > 1) return { path: "branch", value: branch, allowed: `["${gated}"] alone` };
  if (after.length > 0) return { path: "after", value: after, allowed: `an empty list beside ${gated}` };
  if (batch > 1) return { path: "batch", value: batch, allowed: `1 for ${gated}` };
  return null;
}

/** Of entries of W that are 0. */
function misfitOfStructure(
  { law, zeroDiagonal, split, coupling, contrast }: WeightSpec,
  width: number,
  path: string,
): Misfit | null {
  if (law === "orthogonal" && zeroDiagonal) {
    return { path: `${path}.zeroDiagonal`, value: true, allowed: "false for orthogonal weights, which are dense" };
  }
  if (law === "orthogonal" && split !== undefined) {
    return { path: `${path}.split`, value: split, allowed: "none for orthogonal weights, which are dense" };
  }
  if (zeroDiagonal && width === 1) return { path: `${path}.zeroDiagonal`, value: true, allowed: "false at width 1" };
  if (split === undefined) {
    const stray = Object.entries({ coupling, contrast }).find(([, value]) => value !== undefined);
    return stray === undefined
      ? null
      : { path: `${path}.${stray[0]}`, value: stray[1], allowed: "none without a split" };
  }
  // A single unit that is not its own input would make W singular.
  const least = zeroDiagonal ? 2 : 1;
  if (split >= least && split <= width - least) return null;
  const allowed =
    width < 2 * least
      ? `none at width ${width}`
      : `a whole number from ${least} to ${width - least}, the width less ${least}`;
  return { path: `${path}.split`, value: split, allowed };
}
