import { resolveNetwork } from "../network/resolve.ts";
import { fromSchema } from "./error.ts";
import { type StudyInput, studySchema } from "./schema.ts";

/** Of a study that names none. */
export const SEED = 42;

/** What is written, checked against the schema field by field; throws StudyError. Whether the fields fit together is not asked. */
export function parseStudy(input: unknown): StudyInput {
  const result = studySchema.safeParse(input);
  if (!result.success) throw fromSchema(result.error, input, studySchema);
  return result.data;
}

/** A copy of `study` with `value` at `path`. */
export function withValue(study: StudyInput, path: string, value: unknown): StudyInput {
  return put(study, path.split("."), value) as StudyInput;
}

function put(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  // One value for every entry of a list.
  if (Array.isArray(target)) return target.map((each) => put(each, path, value));
  const object = typeof target === "object" && target !== null ? target : {};
  return { ...object, [key]: put(Reflect.get(object, key), rest, value) };
}

/** The study as it is shown: `written`, and the defaults that are the same in every cell. */
export function printed(written: StudyInput): StudyInput {
  const filled = resolveNetwork(written.network);
  const matrices = written.network?.weights;
  const { width, block, activation, weights, bias, input } = filled;
  // What a named initialisation fills in is left to it: it may be an axis.
  const named =
    written.axes?.some(({ path }) => path === "network.weights.init") ||
    (!Array.isArray(matrices) && matrices?.init !== undefined);
  const law = named ? {} : { law: weights.law, variance: weights.variance };
  const timed = written.horizon !== undefined || written.axes?.some(({ path }) => path === "horizon");
  return {
    network: {
      // The first mention of a field sets its place: what is printed is printed alike when it is read again.
      ...{ width, block, activation, weights, bias, input },
      ...written.network,
      activation,
      weights: Array.isArray(matrices) ? matrices : { ...law, ...matrices },
      bias: { ...bias, ...written.network?.bias },
      input,
    },
    sampling: written.sampling ?? "network",
    ...(timed ? {} : { depth: written.depth ?? 256 }),
    ...(written.horizon === undefined ? {} : { horizon: written.horizon }),
    ...(written.burnIn === undefined ? {} : { burnIn: written.burnIn }),
    ensemble: written.ensemble ?? 32,
    ...(written.tolerance === undefined ? {} : { tolerance: written.tolerance }),
    ...(written.exponents === undefined ? {} : { exponents: written.exponents }),
    ...(written.checkpoints === undefined ? {} : { checkpoints: written.checkpoints }),
    ...(written.distribution === undefined ? {} : { distribution: written.distribution }),
    ...(written.fixedVectors === undefined ? {} : { fixedVectors: written.fixedVectors }),
    seed: written.seed ?? SEED,
    ...(written.orthogonalizeEvery === undefined ? {} : { orthogonalizeEvery: written.orthogonalizeEvery }),
    axes: written.axes ?? [],
  };
}
