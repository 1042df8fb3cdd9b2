import { matrixCount, type NetworkSpec, stagesOf, weightsOf } from "../../network/spec.ts";
import { hasSkip, mayBeSingular } from "../../network/structure.ts";
import { needsNorm } from "../../network/weights.ts";
import { slotsOf, vectorsOf } from "./cells.ts";
import { rescaledOf } from "./rescaling.ts";

/** Short columns, samples of the state and of every tangent, up to which the triangular factor fits workgroup memory. */
const FEW_COLUMNS = 40;
/** And up to which what is noted of each does. */
const FEW_NOTES = 260;
/** Columns of a product whose sums registers hold, four rows of each: at once where there are no more, else about so many. */
const AT_ONCE = 33;
const [LEAST_CHUNK, MOST_CHUNK] = [12, 20];
/** Threads that a batch is padded for: they have the same units of every sample. */
const BATCH_THREADS = 64;

/** Where, in what a network has in storage, everything is; see shaders/rows/state.wgsl. */
export interface Room {
  /** Groups of four units of a sample. */
  groups: number;
  /** Samples of the bundle's columns. */
  short: number;
  /** Long columns, BATCH · GROUPS groups each: sizes of rows, the bundle that is kept, the result of a product; and how many there are. */
  sizes: number;
  saved: number;
  product: number;
  places: number;
  /** Groups behind them: bundles beside the state; eight short columns of reflections, the triangular factor, notes of columns, W, what Lanczos has, sums of tied gradients; and how many there are in all. */
  slots: number;
  panel: number;
  factor: number;
  notes: number;
  matrix: number;
  lanczos: number;
  sums: number;
  room: number;
  /** Columns of a bundle beside the state, sizes of rows among them. */
  slotColumns: number;
  /** Columns of U, in law. */
  directions: number;
  /** Columns of a product that are summed at a time. */
  chunk: number;
  /** Whether the triangular factor, notes of columns, and W are in storage. */
  stored: { factor: boolean; notes: boolean; matrix: boolean };
}

/** `exponents` is 0 for gradients. */
export function roomOf(network: NetworkSpec, exponents: number, inLaw: boolean): Room {
  const { width, batch, tied } = network;
  const groups = groupsOf(network);
  const bundle = 1 + exponents;
  const short = batch * bundle;
  // Behind the bundle there is a column for random numbers.
  const sizes = bundle + 1;
  const saved = sizes + (exponents > 0 && mayBeSingular(network) ? 1 : 0);
  const product = saved + (hasSkip(network) ? bundle : 0);
  // In law the way back of a batch has the reflections of its states, and what the states drew.
  const places = product + (inLaw ? (exponents === 0 && batch > 1 ? 2 : 0) : bundle);
  const stored = {
    factor: inLaw && short > FEW_COLUMNS,
    notes: short > FEW_NOTES,
    matrix: !inLaw && (short > AT_ONCE || isUsedAgain(network)),
  };
  const directions = Math.min(width, short);
  const wide = batch * groups;
  const slots = places * vectorsOf(network) * wide;
  const slotColumns = bundle + (exponents > 0 && mayBeSingular(network) ? 1 : 0);
  const panel = slots + slotsOf(network) * slotColumns * wide;
  const factor = panel + (!inLaw && hasOrthogonal(network) ? 8 * groups : 0);
  const notes = factor + (stored.factor ? directions * Math.ceil(short / 4) : 0);
  const matrix = notes + (stored.notes ? short : 0);
  const matrices = tied ? matrixCount(network) : 1;
  const lanczos = matrix + (stored.matrix ? matrices * 4 * groups * groups : 0);
  // Three vectors, and an entry of the tridiagonal matrix for each step.
  const sums = lanczos + (!inLaw && rescaledOf(network).includes(true) ? 3 * groups + 2 * width + 12 : 0);
  const room =
    sums + (exponents === 0 && !inLaw && isSummed(network) ? matrixCount(network) * (1 + 4 * groups * groups) : 0);
  const chunk = short <= AT_ONCE ? short : chunkOf(short);
  return {
    groups,
    short,
    sizes,
    saved,
    product,
    places,
    slots,
    panel,
    factor,
    notes,
    matrix,
    lanczos,
    sums,
    room,
    slotColumns,
    directions,
    chunk,
    stored,
  };
}

/** Whether gradients of a matrix are sums over its uses. */
export function isSummed(network: NetworkSpec): boolean {
  return network.tied || stagesOf(network) > 1;
}

/** Whether more than one product takes the weights of a layer, or they cost more than a look at storage. */
function isUsedAgain(network: NetworkSpec): boolean {
  return Array.from({ length: matrixCount(network) }, (_, matrix) => weightsOf(network, matrix)).some(
    (weights) => needsNorm(weights) || (weights.sparsity ?? network.width) < network.width,
  );
}

/** Whether a matrix of a network is orthogonal. */
export function hasOrthogonal(network: NetworkSpec): boolean {
  const count = matrixCount(network);
  return Array.from({ length: count }, (_, matrix) => weightsOf(network, matrix).law).includes("orthogonal");
}

/** The size of equal parts that leaves the last one fullest. */
function chunkOf(columns: number): number {
  let best = MOST_CHUNK;
  const padded = (size: number): number => size * Math.ceil(columns / size);
  for (let size = MOST_CHUNK; size >= LEAST_CHUNK; size--) if (padded(size) < padded(best)) best = size;
  return best;
}

/** Groups of four units; of a batch a number that threads divide. */
export function groupsOf({ width, batch }: NetworkSpec): number {
  const groups = Math.ceil(width / 4);
  if (batch === 1) return groups;
  return groups <= BATCH_THREADS ? Math.max(4, powerOfTwo(groups)) : BATCH_THREADS * Math.ceil(groups / BATCH_THREADS);
}

/** The least power of two that is no less. */
export function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
