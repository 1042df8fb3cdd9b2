import { BLOCK } from "./blocks.ts";
import type { Depthwise } from "./fields.ts";
import { SCALE_RULES, scaleOf } from "./scale-rule.ts";
import type { Schedule } from "./schedule.ts";
import type { NetworkInput } from "./schema.ts";
import { DEFAULT_NU, GATES, gatedOf, type NetworkSpec, operationsOf, type WeightSpec } from "./spec.ts";
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
      ...(written.zeroDiagonal === true ? { zeroDiagonal: true } : {}),
      ...(written.split === undefined ? {} : { split: written.split }),
      ...(written.split === undefined && written.coupling === undefined ? {} : { coupling: written.coupling ?? 1 }),
      ...(written.split === undefined && written.contrast === undefined ? {} : { contrast: written.contrast ?? 1 }),
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
  // Where depth is time, dt is the factor of the branch; a rate network leaks besides.
  const dt = input.dt ?? block.dt;
  const skipOfBlock = dt !== undefined && name === "rate" ? 1 - dt : block.skip;
  const gated = gatedOf({ branch });
  const spec: NetworkSpec = {
    width: input.width ?? 64,
    batch: input.batch ?? (operations.includes("batchnorm") ? DEFAULT_BATCH : 1),
    block: name,
    skip: first("skip", input.skip, skipOfBlock),
    scale:
      scale !== undefined
        ? scaleOf(scale, depth)
        : first("scale", input.scale as Depthwise | undefined, dt ?? block.scale),
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
  if (input.input?.everyLayer !== undefined) spec.input.everyLayer = input.input.everyLayer;
  if (dt !== undefined) spec.dt = dt;
  if (input.integrator === "rk4") spec.integrator = "rk4";
  if (gated !== null) {
    spec.gates = GATES[gated].map((gate) => ({ bias: { mean: input.gates?.[gate]?.bias?.mean ?? 0 } }));
  }
  if (matrices !== undefined) spec.matrices = matrices;
  if (Object.keys(schedule).length > 0) spec.schedule = schedule;
  return spec;
}
