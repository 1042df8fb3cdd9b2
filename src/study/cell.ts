import type { SpectrumCell } from "../engine/engine.ts";
import type { FixedVector } from "../measure/fixed-vector.ts";
import { misfitOf } from "../network/misfit.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { whyNotInLaw } from "../network/sampling.ts";
import { stateDimension } from "../network/spec.ts";
import { StudyError } from "./error.ts";
import type { Scalar, StudyInput } from "./schema.ts";
import { SEED } from "./written.ts";

/** One point of the axes, with every default filled in. */
export interface Cell extends SpectrumCell {
  /** Place in C order of the axes. */
  index: number;
  /** Value of every axis here. */
  at: Record<string, Scalar>;
  /** Vectors whose growth is measured beside the spectrum. */
  fixedVectors?: readonly FixedVector[];
}

/** The cell of a study without axes, at the place `index`; throws StudyError where its fields do not fit together. */
export function resolveCell(study: StudyInput, index: number, at: Record<string, Scalar>): Cell {
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
    seed: study.seed ?? SEED,
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
