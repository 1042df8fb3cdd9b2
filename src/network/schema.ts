import * as z from "zod/mini";
import { depthwise, integer, number, numberAbove, oneOf, strict } from "./fields.ts";
import { SCALE_RULES } from "./scale-rule.ts";
import { ACTIVATIONS, BLOCKS, INTEGRATORS, OPERATIONS, WEIGHT_LAWS } from "./spec.ts";
import { INITS } from "./weight-input.ts";

const variance = (title: string, description: string) => depthwise(0, 1e6, { title, description });

const weightSchema = strict({
  init: oneOf(INITS, {
    title: "initialisation",
    description: "he: σ_w² = 2; xavier, lecun: 1; orthogonal: Haar; law and variance may still be set",
  }),
  law: oneOf(WEIGHT_LAWS, { title: "law of the weights", description: "orthogonal means σ_w · Haar" }),
  nu: numberAbove(2, 1e6, {
    title: "ν",
    description: "degrees of freedom of student-t weights; their variance stays σ_w²",
  }),
  variance: variance("σ_w²", "weight variance × fan-in"),
  sparsity: integer(1, 16384, {
    title: "inputs kept",
    description: "inputs of each unit, its fan-in; all if not given",
  }),
  spectralNorm: depthwise(0, 1e6, { title: "‖W‖₂", description: "spectral norm that every matrix is rescaled to" }),
  zeroDiagonal: z.optional(
    z
      .boolean({ error: "true or false" })
      .check(z.meta({ title: "zero diagonal", description: "no unit is its own input: W_ii = 0" })),
  ),
  split: integer(1, 16383, {
    title: "split",
    description: "units of the first block of block-triangular weights: what starts in them stays in them",
  }),
  coupling: number(0, 1e6, {
    title: "coupling",
    description: "factor of the variance from the second block to the first; 0: block-diagonal",
  }),
  contrast: numberAbove(0, 1e6, {
    title: "contrast",
    description: "factor of the variance inside the first block of block-triangular weights",
  }),
});

const gate = (name: string) =>
  strict({
    bias: strict({
      mean: number(-1e6, 1e6, { title: `${name} gate bias`, description: `mean of the ${name} gate's biases` }),
    }),
  });

const WEIGHTS = "an object, or a list with one object a linear operation";

/** What a user writes of a network: every field optional, nothing else allowed. */
export const networkSchema = strict({
  width: integer(1, 16384, { title: "width n", description: "units in every layer" }),
  batch: integer(1, 4096, {
    title: "batch B",
    description: "inputs sent through together; the state has width × batch entries",
  }),
  block: oneOf(BLOCKS, {
    title: "block",
    description: "named architecture; fills in skip, scale, branch, after, tied",
  }),
  skip: depthwise(-1e6, 1e6, { title: "skip", description: "factor of the skip path" }),
  scale: depthwise(
    -1e6,
    1e6,
    { title: "scale α", description: "factor of the branch (residual scaling)" },
    SCALE_RULES,
  ),
  branch: operations(1, "operations of the branch, in order"),
  after: operations(0, "operations applied to the sum of skip path and branch"),
  activation: oneOf(ACTIVATIONS, { title: "activation φ", description: "nonlinearity of every activation operation" }),
  weights: z.optional(
    z.union(
      [
        z
          .array(weightSchema, { error: WEIGHTS })
          .check(z.minLength(1, { error: WEIGHTS }), z.maxLength(128, { error: WEIGHTS })),
        weightSchema,
      ],
      { error: WEIGHTS },
    ),
  ),
  bias: strict({ variance: variance("σ_b²", "bias variance") }),
  norm: strict({
    gain: strict({
      mean: depthwise(-1e6, 1e6, { title: "gain", description: "mean of the normalisations' gains" }),
      variance: variance("gain variance", "of the normalisations' gains"),
    }),
    bias: strict({ variance: variance("norm bias variance", "of the normalisations' biases") }),
  }),
  tied: z.optional(
    z
      .boolean({ error: "true or false" })
      .check(z.meta({ title: "tied", description: "the same weights in every layer (recurrent)" })),
  ),
  input: strict({
    variance: number(0, 1e6, { title: "input variance", description: "h₀ is i.i.d. N(0, variance)" }),
    everyLayer: number(0, 1e6, {
      title: "input of every layer",
      description: "variance of a fresh input that every layer adds to W h; a constant one is the bias of tied weights",
    }),
  }),
  dt: numberAbove(0, 1e3, {
    title: "time step dt",
    description: "time of a layer; sets skip and scale of rate (1 − dt, dt) and neural-ode (1, dt)",
  }),
  integrator: oneOf(INTEGRATORS, { title: "integrator", description: "how neural-ode makes a step" }),
  gates: strict({
    update: gate("update"),
    reset: gate("reset"),
    candidate: gate("candidate"),
    input: gate("input"),
    forget: gate("forget"),
    cell: gate("cell"),
    output: gate("output"),
  }),
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
