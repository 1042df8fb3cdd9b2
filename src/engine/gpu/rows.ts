import type { NetworkSpec } from "../../network/spec.ts";
import { hasSkip, mayBeSingular } from "../../network/structure.ts";
import type { Family, Variant } from "./family.ts";

/** Short columns, samples of the state and of every tangent, up to which the triangular factor fits workgroup memory. */
const FEW_COLUMNS = 65;
/** And how many there may be: each has a number in workgroup memory. */
const MOST_COLUMNS = 2048;
/** Threads that share a batch at most: they have the same units of every sample. */
const BATCH_THREADS = 64;

/** In law: W is never formed, and rows are spread over the threads, so that any width will do. */
export const ROWS: Family = {
  maxExponents: 64,
  tooLarge({ width, batch }, exponents) {
    if (width > 16_384)
      return `network.width is ${width}; the GPU engine takes at most 16384 in law (use the CPU engine)`;
    const columns = batch * (1 + exponents);
    if (batch === 1 || columns <= MOST_COLUMNS) return null;
    return `network.batch is ${batch}; the GPU engine takes at most ${Math.floor(MOST_COLUMNS / (1 + exponents))} with ${exponents} exponents in law (use the CPU engine)`;
  },
  fit(network, { threads, table }) {
    const own = network.batch === 1 ? threads : Math.min(threads, BATCH_THREADS, groupsOf(network));
    return { threads: own, tile: 1, table };
  },
  linear: (orthogonal) =>
    orthogonal ? ["haarInLaw", "pullHaarInLaw", "haar"] : ["gaussianInLaw", "pullGaussianInLaw", "gaussian"],
  modules: (network, exponents) => ({
    state: "law/state",
    weights: "law/normals",
    haar: "law/haar",
    gaussian: "law/gaussian",
    "pull/haar": network.batch > 1 ? "law/pull/batch/haar" : "law/pull/haar",
    "pull/gaussian": network.batch > 1 ? "law/pull/batch/gaussian" : "law/pull/gaussian",
    normalisation: "law/normalisation",
    "pull/normalisation": "law/pull/normalisation",
    activation: "law/activation",
    "pull/activation": "law/pull/activation",
    way: "law/way",
    size: "law/size",
    trace: "law/trace",
    "weight-gradient": network.batch > 1 ? "law/weight-gradient-batch" : "law/weight-gradient",
    bundle: "law/bundle",
    orthogonalise: "law/orthogonalise",
    load: "law/load",
    "law/factors": `law/factors/${factorOf(network, exponents).stored > 0 ? "storage" : "workgroup"}`,
  }),
  constants(network, exponents, singular) {
    const { sizes, saved, places } = placesOf(network, exponents, singular);
    const { columns, directions, stored } = factorOf(network, exponents);
    return {
      GROUPS: `${groupsOf(network)}u`,
      DIRECTIONS: `${directions}u`,
      ENTRIES: `${(columns * (columns + 1)) / 2}u`,
      ROW_SIZES: `${sizes}u`,
      SAVED: `${saved}u`,
      PLACES: `${places}u`,
      ROOM: `${places * network.batch * groupsOf(network) + stored}u`,
    };
  },
  spectrumVariant: ({ network, exponents }, { software }) => rowsVariant(network, exponents, software),
  gradientVariant: ({ network }, { software }) => rowsVariant(network, 0, software),
  stateSize: ({ network, exponents }) => roomOf(network, exponents, mayBeSingular(network)),
  gradientSizes(network, segments) {
    const m = padded(network);
    return {
      trace: 4 + m * (network.branch.length + network.after.length),
      kept: segments * (4 + m) + 8,
      progress: 2 * roomOf(network, 0, false),
    };
  },
  frame({ network, exponents }) {
    const { batch } = network;
    const stride = padded(network);
    const place = (row: number): number => (row % batch) * (stride / batch) + Math.floor(row / batch);
    return { size: stride * exponents, place: (row, column) => column * stride + place(row) };
  },
};

/**
 * Four rows a thread, as long as a workgroup has the threads. Many tangents leave the workgroup's memory no room for the
 * table.
 */
function rowsVariant({ width, batch }: NetworkSpec, exponents: number, software: boolean): Variant {
  if (software) return { threads: 4, tile: 1, table: "storage" };
  const threads = Math.min(256, Math.max(32, powerOfTwo(width / 4)));
  return { threads, tile: 1, table: batch * (1 + exponents) <= 33 ? "workgroup" : "storage" };
}

/** Numbers of all columns of a network, and of its triangular factor. */
function roomOf(network: NetworkSpec, exponents: number, singular: boolean): number {
  return placesOf(network, exponents, singular).places * padded(network) + 4 * factorOf(network, exponents).stored;
}

/** Where columns of shaders/law/state.wgsl are: bundle, random numbers, sizes of rows, saved bundle, and more; and how many there are. */
function placesOf(network: NetworkSpec, exponents: number, singular: boolean) {
  const bundle = 1 + exponents;
  const sizes = bundle + 1;
  const saved = sizes + (singular ? 1 : 0);
  const kept = saved + (hasSkip(network) ? bundle : 0);
  // On the way back of a batch, the reflections of its states, and what the states drew.
  return { sizes, saved, places: kept + (exponents === 0 && network.batch > 1 ? 2 : 0) };
}

/** The triangular factor of the bundle: its columns and rows, and groups of four that it takes in storage. */
function factorOf({ width, batch }: NetworkSpec, exponents: number) {
  const columns = batch * (1 + exponents);
  const directions = Math.min(width, columns);
  return { columns, directions, stored: columns > FEW_COLUMNS ? directions * Math.ceil(columns / 4) : 0 };
}

/** Groups of four units; of a batch a number that threads divide. */
function groupsOf({ width, batch }: NetworkSpec): number {
  const groups = Math.ceil(width / 4);
  if (batch === 1) return groups;
  return groups <= BATCH_THREADS ? Math.max(4, powerOfTwo(groups)) : BATCH_THREADS * Math.ceil(groups / BATCH_THREADS);
}

/** Rows of a column: whole groups of four. */
function padded(network: NetworkSpec): number {
  return 4 * network.batch * groupsOf(network);
}

/** The least power of two that is no less. */
function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
