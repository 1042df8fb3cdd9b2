import * as z from "zod/mini";
import { integer, numberAbove, oneOf } from "../network/fields.ts";
import { SAMPLINGS } from "../network/sampling.ts";
import { networkSchema } from "../network/schema.ts";

/** A value that an axis can give to a field. */
export type Scalar = number | string | boolean;

const AXIS_FORM = "{ path, values } or { path, from, to, steps, scale, draw }";

const axisSchema = z.strictObject(
  {
    path: z.string({ error: "the path of a field, such as network.weights.variance" }),
    values: z.optional(
      z
        .array(z.union([z.number(), z.string(), z.boolean()], { error: "a number, a name, true or false" }), {
          error: "a list of values",
        })
        .check(
          z.minLength(1, { error: "at least one value" }),
          z.maxLength(1_000_000, { error: "at most 1000000 values" }),
        ),
    ),
    from: z.optional(z.number({ error: "a number" })),
    to: z.optional(z.number({ error: "a number" })),
    steps: integer(1, 1_000_000, { description: "number of values from `from` to `to`, both included" }),
    scale: oneOf(["linear", "log"], { description: "spacing of the values" }),
    draw: oneOf(["random"], { description: "values drawn uniformly on the scale, instead of spaced evenly" }),
  },
  { error: AXIS_FORM },
);
export type AxisInput = z.infer<typeof axisSchema>;

const VECTOR_FORM = "{ from, units } or { values }";

/** A random direction among some entries of the state, all of them if not said. */
const randomVector = z.strictObject(
  {
    from: integer(0, 2 ** 18 - 1, { description: "first entry" }),
    units: integer(1, 2 ** 18, { description: "number of entries" }),
  },
  { error: VECTOR_FORM },
);

const givenVector = z.strictObject(
  { values: z.array(z.number({ error: "a number" }), { error: "a list of numbers" }) },
  { error: VECTOR_FORM },
);

/** The study document: one schema for file, URL, lab, command line and library. Every field is optional. */
export const studySchema = z.strictObject(
  {
    network: networkSchema,
    sampling: oneOf(SAMPLINGS, {
      title: "sampling",
      description: "network: real weights; law: the exact ensemble without forming W, O(nk²) a layer",
    }),
    depth: integer(1, 1_000_000, { title: "depth L", description: "layers, burn-in included" }),
    horizon: numberAbove(0, 1e9, {
      title: "horizon T",
      description: "instead of depth, where layers take time: T / dt layers",
    }),
    burnIn: integer(0, 999_999, { title: "burn-in", description: "first layers, orthogonalised but not counted" }),
    ensemble: integer(1, 10_000_000, { title: "ensemble", description: "networks in every cell" }),
    tolerance: numberAbove(0, 1e6, {
      title: "tolerance",
      description:
        "nats per layer: a cell's spectrum stops at the first doubling of its ensemble, or of the depth of a single network, at which no standard error is larger; ensemble and depth are then the most",
    }),
    exponents: integer(1, 16384, { title: "exponents k", description: "leading exponents to measure" }),
    orthogonalizeEvery: integer(1, 1000, {
      title: "orthogonalise every",
      description:
        "layers from one QR to the next, as far as the numbers' range allows; chosen from the running spectrum if not given",
    }),
    checkpoints: integer(1, 1000, {
      title: "checkpoints",
      description: "evenly spaced depths behind the burn-in at which the spectrum so far is told too",
    }),
    distribution: z.optional(
      z.boolean({ error: "true or false" }).check(
        z.meta({
          title: "distribution of ln‖Ju‖",
          description: "whether the spread of ln‖Ju‖ over the networks is told: moments, quantiles, histogram",
        }),
      ),
    ),
    fixedVectors: z.optional(
      z
        .array(z.union([randomVector, givenVector], { error: VECTOR_FORM }), { error: `a list of ${VECTOR_FORM}` })
        .check(
          z.minLength(1, { error: `a list of ${VECTOR_FORM}` }),
          z.maxLength(64, { error: "at most 64 fixed vectors" }),
          z.meta({ description: "start vectors whose growth is measured beside the spectrum" }),
        ),
    ),
    seed: integer(0, 4294967295, { title: "seed", description: "of every random number" }),
    axes: z.optional(
      z.array(axisSchema, { error: `a list of ${AXIS_FORM}` }).check(z.maxLength(8, { error: "at most 8 axes" })),
    ),
  },
  { error: "a study: a JSON object" },
);

/** What a user writes. */
export type StudyInput = z.infer<typeof studySchema>;
