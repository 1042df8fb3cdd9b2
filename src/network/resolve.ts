import { BLOCK } from "./blocks.ts";
import type { Depthwise } from "./fields.ts";
import { SCALE_RULES, scaleOf } from "./scale-rule.ts";
import type { Schedule } from "./schedule.ts";
import type { NetworkInput } from "./schema.ts";
import { DEFAULT_NU, matrixCount, type NetworkSpec, operationsOf, type WeightSpec } from "./spec.ts";
import { INIT, type WeightInput } from "./weight-input.ts";

/** B where batch normalisation needs one and none is written. */
const DEFAULT_BATCH = 8;

/** Fills in the defaults: the block's for its fields, the design's for the others. `depth`: L, which rules follow. */
export function resolveNetwork(input: NetworkInput = {}, depth = 256): NetworkSpec {
  const name = input.block ?? "plain";
  const block = BLOCK[name];
  const schedule: Record<string, Schedule> = {};
  /** The number, or layer 0's of one that changes with depth, which is noted. */
  const first = (path: string, written: Depthwise | undefined, otherwise: number): number => {
    if (written === undefined) return otherwise;
    if (typeof written === "number") return written;
    const values = written.depth;
    schedule[path] = "from" in values ? { ...values, layers: depth } : values;
    return "from" in values ? values.from : (values[0] ?? Number.NaN);
  };
  const weightSpec = (path: string, written: WeightInput = {}): WeightSpec => {
    const init = INIT[written.init ?? "xavier"];
    const law = written.law ?? init.law;
    const nu = written.nu ?? (law === "student-t" ? DEFAULT_NU : undefined);
    return {
      law,
      ...(nu === undefined ? {} : { nu }),
      variance: first(`${path}.variance`, written.variance, init.variance),
      ...(written.sparsity === undefined ? {} : { sparsity: written.sparsity }),
      ...(written.spectralNorm === undefined
        ? {}
        : { spectralNorm: first(`${path}.spectralNorm`, written.spectralNorm, 1) }),
    };
  };
  const branch = [...(input.branch ?? block.branch)];
  const after = [...(input.after ?? block.after)];
  const operations = operationsOf({ branch, after });
  const matrices = Array.isArray(input.weights)
    ? input.weights.map((each, i) => weightSpec(`matrices.${i}`, each))
    : undefined;
  const weights = Array.isArray(input.weights) ? undefined : input.weights;
  const scale = SCALE_RULES.find((rule) => rule === input.scale);
  const spec: NetworkSpec = {
    width: input.width ?? 64,
    batch: input.batch ?? (operations.includes("batchnorm") ? DEFAULT_BATCH : 1),
    block: name,
    skip: first("skip", input.skip, block.skip),
    scale:
      scale !== undefined ? scaleOf(scale, depth) : first("scale", input.scale as Depthwise | undefined, block.scale),
    branch,
    after,
    activation: input.activation ?? "tanh",
    weights: matrices?.[0] ?? weightSpec("weights", weights),
    bias: { variance: first("bias.variance", input.bias?.variance, 0) },
    norm: {
      gain: {
        mean: first("norm.gain.mean", input.norm?.gain?.mean, 1),
        variance: first("norm.gain.variance", input.norm?.gain?.variance, 0),
      },
      bias: { variance: first("norm.bias.variance", input.norm?.bias?.variance, 0) },
    },
    tied: input.tied ?? block.tied,
    input: { variance: input.input?.variance ?? 1 },
  };
  if (matrices !== undefined) spec.matrices = matrices;
  if (Object.keys(schedule).length > 0) spec.schedule = schedule;
  return spec;
}

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
      allowed: `one object, or a list of ${count}, one a linear operation`,
    };
  }
  for (const [i, each] of (matrices ?? [spec.weights]).entries()) {
    const path = matrices === undefined ? "weights" : `weights.${i}`;
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
