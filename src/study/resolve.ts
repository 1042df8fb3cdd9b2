import type { SpectrumCell } from "../engine/engine.ts";
import type { FixedVector } from "../measure/fixed-vector.ts";
import { misfitOf } from "../network/misfit.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { whyNotInLaw } from "../network/sampling.ts";
import { stateDimension } from "../network/spec.ts";
import { type Axis, resolveAxis } from "./axis.ts";
import { fromSchema, StudyError } from "./error.ts";
import { type Scalar, type StudyInput, studySchema } from "./schema.ts";

/** One point of the axes, with every default filled in. */
export interface Cell extends SpectrumCell {
  /** Place in C order of the axes. */
  index: number;
  /** Value of every axis here. */
  at: Record<string, Scalar>;
  /** Vectors whose growth is measured beside the spectrum. */
  fixedVectors?: readonly FixedVector[];
}

export interface ResolvedStudy {
  /**
   * The study with the defaults that do not depend on the cell; burnIn, exponents and what a block fills in
   * appear only where the user wrote them, so that it resolves to the same cells again.
   */
  study: StudyInput;
  axes: Axis[];
  cells: Cell[];
}

/** About 1 KB each. */
const MAX_CELLS = 1_000_000;

/** Checks a study and turns it into cells; throws StudyError before anything runs if any cell is wrong. */
export function resolveStudy(input: unknown): ResolvedStudy {
  const written = parseStudy(input);
  const axes = (written.axes ?? []).map(resolveAxis);
  axes.forEach((axis, index) => {
    const first = axes.findIndex((other) => other.path === axis.path);
    if (first !== index) throw new StudyError(`axes.${index}.path`, axis.path, `each path once (axes.${first} has it)`);
    // Every value must be one that the field itself would take.
    for (const value of axis.values) parseStudy(withValue({}, axis.path, value));
  });
  const count = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (count > MAX_CELLS) throw new StudyError("axes", count, `at most ${MAX_CELLS} cells`);
  const { axes: _, ...base } = written;
  const cells: Cell[] = [];
  for (let index = 0; index < count; index++) {
    const at = placeOf(axes, index);
    let cell: StudyInput = base;
    for (const [path, value] of Object.entries(at)) cell = withValue(cell, path, value);
    cells.push(resolveCell(cell, index, at));
  }
  return { study: printed(written), axes, cells };
}

/** What is written, checked against the schema field by field; throws StudyError. Whether the fields fit together is not asked. */
export function parseStudy(input: unknown): StudyInput {
  const result = studySchema.safeParse(input);
  if (!result.success) throw fromSchema(result.error, input, studySchema);
  return result.data;
}

/** Coordinates of cell `index` in C order: the last axis runs fastest. */
function placeOf(axes: readonly Axis[], index: number): Record<string, Scalar> {
  const at: Record<string, Scalar> = {};
  let rest = index;
  for (const axis of axes.toReversed()) {
    const value = axis.values[rest % axis.values.length];
    rest = Math.floor(rest / axis.values.length);
    if (value !== undefined) at[axis.path] = value;
  }
  return Object.fromEntries(axes.map((axis) => [axis.path, at[axis.path] as Scalar]));
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

function resolveCell(study: StudyInput, index: number, at: Record<string, Scalar>): Cell {
  const depth = depthOf(study, at);
  const network = resolveNetwork(study.network, depth);
  const misfit = misfitOf(network, study.network ?? {}, depth);
  if (misfit !== null) {
    throw new StudyError(`network.${misfit.path}`, misfit.value, `${misfit.allowed}${where(at)}`);
  }
  const burnIn = study.burnIn ?? Math.floor(depth / 8);
  const dimension = stateDimension(network);
  const exponents = study.exponents ?? Math.min(16, dimension);
  if (burnIn >= depth) {
    throw new StudyError("burnIn", burnIn, `a whole number below the depth, ${depth}${where(at)}`);
  }
  if (exponents > dimension) {
    const allowed = `a whole number from 1 to ${dimension}, the state dimension${where(at)}`;
    throw new StudyError("exponents", exponents, allowed);
  }
  const sampling = study.sampling ?? "network";
  const inexact = sampling === "law" ? whyNotInLaw(network) : null;
  if (inexact !== null) throw new StudyError("sampling", sampling, `${inexact}${where(at)}`);
  const { tolerance, ensemble = 32 } = study;
  if (tolerance !== undefined && ensemble === 1 && network.schedule !== undefined) {
    const allowed = `none for a single network that changes with depth, part of which is another network${where(at)}`;
    throw new StudyError("tolerance", tolerance, allowed);
  }
  return {
    index,
    at,
    network,
    sampling,
    depth,
    burnIn,
    ensemble,
    ...(tolerance === undefined ? {} : { tolerance }),
    exponents,
    seed: study.seed ?? 42,
    ...(study.checkpoints === undefined ? {} : { checkpoints: checkpointsOf(study.checkpoints, burnIn, depth) }),
    ...(study.fixedVectors === undefined ? {} : { fixedVectors: fixedVectorsOf(study.fixedVectors, dimension, at) }),
    ...(study.orthogonalizeEvery === undefined ? {} : { orthogonalizeEvery: study.orthogonalizeEvery }),
    ...(study.distribution ? { distribution: true } : {}),
  };
}

/** Layers: those that are written, or as many steps as the horizon takes. */
function depthOf({ depth, horizon, network }: StudyInput, at: Record<string, Scalar>): number {
  if (horizon === undefined) return depth ?? 256;
  if (depth !== undefined) throw new StudyError("horizon", horizon, `none beside a depth${where(at)}`);
  const { dt } = resolveNetwork(network);
  if (dt === undefined) throw new StudyError("horizon", horizon, `none for layers without a time step dt${where(at)}`);
  const steps = Math.round(horizon / dt);
  if (Math.abs(steps * dt - horizon) <= 1e-9 * horizon && steps >= 1 && steps <= 1_000_000) return steps;
  throw new StudyError("horizon", horizon, `1 to 1000000 whole steps of dt = ${dt}${where(at)}`);
}

/** Evenly spaced depths behind the burn-in, the last of them `depth`; each once. */
function checkpointsOf(count: number, burnIn: number, depth: number): number[] {
  const each = Array.from({ length: count }, (_, i) => burnIn + Math.round(((i + 1) * (depth - burnIn)) / count));
  return [...new Set(each)].filter((one) => one > burnIn);
}

function fixedVectorsOf(
  vectors: NonNullable<StudyInput["fixedVectors"]>,
  dimension: number,
  at: Record<string, Scalar>,
): FixedVector[] {
  return vectors.map((vector, place) => {
    const path = `fixedVectors.${place}`;
    if ("values" in vector) {
      const { values } = vector;
      const fits = values.length === dimension && values.some((value) => value !== 0);
      if (fits) return { values };
      throw new StudyError(`${path}.values`, values, `${dimension} numbers, not all of them 0${where(at)}`);
    }
    const { from = 0 } = vector;
    if (from >= dimension) {
      throw new StudyError(`${path}.from`, from, `a whole number from 0 to ${dimension - 1}${where(at)}`);
    }
    const { units = dimension - from } = vector;
    if (from + units <= dimension) return { from, units, place };
    throw new StudyError(`${path}.units`, units, `a whole number from 1 to ${dimension - from}${where(at)}`);
  });
}

/** Which cell it is, for a message; nothing where there are no axes. */
export function where(at: Record<string, Scalar>): string {
  const places = Object.entries(at).map(([path, value]) => `${path} = ${value}`);
  return places.length === 0 ? "" : ` (where ${places.join(", ")})`;
}

/** The study as it is shown: `written`, and the defaults that are the same in every cell. */
function printed(written: StudyInput): StudyInput {
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
      width,
      block,
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
    seed: written.seed ?? 42,
    ...(written.orthogonalizeEvery === undefined ? {} : { orthogonalizeEvery: written.orthogonalizeEvery }),
    axes: written.axes ?? [],
  };
}
