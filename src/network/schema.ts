import * as z from "zod/mini";
import { integer, number, oneOf, strict } from "./fields.ts";
import { ACTIVATIONS, BLOCKS, type NetworkSpec, OPERATIONS, WEIGHT_LAWS } from "./spec.ts";

/** What a user writes of a network: every field optional, nothing else allowed. */
export const networkSchema = strict({
  width: integer(1, 16384, { title: "width n", description: "units in every layer" }),
  block: oneOf(BLOCKS, {
    title: "block",
    description: "named architecture; fills in skip, scale, branch, after, tied",
  }),
  skip: number(-1e6, 1e6, { title: "skip", description: "factor of the skip path" }),
  scale: number(-1e6, 1e6, { title: "scale α", description: "factor of the branch (residual scaling)" }),
  branch: operations(1, "operations of the branch, in order"),
  after: operations(0, "operations applied to the sum of skip path and branch"),
  activation: oneOf(ACTIVATIONS, { title: "activation φ", description: "nonlinearity of every activation operation" }),
  weights: strict({
    law: oneOf(WEIGHT_LAWS, { title: "law of the weights", description: "orthogonal means σ_w · Haar" }),
    variance: number(0, 1e6, { title: "σ_w²", description: "weight variance × fan-in" }),
  }),
  bias: strict({ variance: number(0, 1e6, { title: "σ_b²", description: "bias variance" }) }),
  tied: z.optional(
    z
      .boolean({ error: "true or false" })
      .check(z.meta({ title: "tied", description: "the same weights in every layer (recurrent)" })),
  ),
  input: strict({ variance: number(0, 1e6, { title: "input variance", description: "h₀ is i.i.d. N(0, variance)" }) }),
});
export type NetworkInput = NonNullable<z.infer<typeof networkSchema>>;

function operations(minimum: number, description: string) {
  const error = `a list of ${minimum > 0 ? "at least one of " : ""}${OPERATIONS.join(", ")}`;
  return z.optional(
    z
      .array(z.enum(OPERATIONS, { error: `one of ${OPERATIONS.join(", ")}` }), { error })
      .check(
        z.minLength(minimum, { error }),
        z.maxLength(64, { error: "at most 64 operations" }),
        z.meta({ description }),
      ),
  );
}

/** What a block fills in; every one of these fields may still be set by the user. */
const BLOCK_DEFAULTS: Record<
  NetworkSpec["block"],
  Pick<NetworkSpec, "skip" | "scale" | "branch" | "after" | "tied">
> = {
  plain: { skip: 0, scale: 1, branch: ["linear", "activation"], after: [], tied: false },
  residual: { skip: 1, scale: 1, branch: ["linear", "activation"], after: [], tied: false },
};

/** Fills in the defaults: the block's for its fields, the design's for the others. */
export function resolveNetwork(input: NetworkInput = {}): NetworkSpec {
  const block = input.block ?? "plain";
  const filled = BLOCK_DEFAULTS[block];
  return {
    width: input.width ?? 64,
    block,
    skip: input.skip ?? filled.skip,
    scale: input.scale ?? filled.scale,
    branch: [...(input.branch ?? filled.branch)],
    after: [...(input.after ?? filled.after)],
    activation: input.activation ?? "tanh",
    weights: { law: input.weights?.law ?? "gaussian", variance: input.weights?.variance ?? 1 },
    bias: { variance: input.bias?.variance ?? 0 },
    tied: input.tied ?? filled.tied,
    input: { variance: input.input?.variance ?? 1 },
  };
}

/** Length of h, and so the largest number of exponents. */
export function stateDimension(network: NetworkSpec): number {
  return network.width;
}
