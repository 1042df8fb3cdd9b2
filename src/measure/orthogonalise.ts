import type { Bundle } from "../network/bundle.ts";
import { makeReflector, mirror, normalise } from "../network/householder.ts";
import type { Kernels } from "../network/kernels/kernels.ts";

/** Rows are sorted once their sizes spread by more than this; rows of like size stay where they are. */
const GRADED = 1e6;

/**
 * QR of the tangents, in place: T (columns 1 … k of the bundle) = Q R with R_ii > 0, by Householder reflections. Rows of
 * very different size, as a saturated tanh makes them, are taken largest first: every row is then right relative to
 * its own size (Cox & Higham 1998), and with it the last exponents, which live in the smallest rows.
 *
 * Writes ln R_ii to `logs` (length k), −Infinity for i ≥ the rank. Columns beyond the bundle's rank, which structure
 * knows, are set to zero; so are those from the first on of which only rounding is left, where `sizes` (n),
 * what rounding in each row is relative to, is given: only networks that may be singular need it. The bundle's rank is
 * then what was found.
 */
export function orthogonalise(bundle: Bundle, sizes: Float64Array | null, logs: Float64Array): void {
  const { rows, columns, rank } = bundle;
  const k = columns - 1;
  if (k === 1 && rank > 0) {
    normaliseAlone(bundle, sizes, logs);
    return;
  }
  if (sizes === null && bundle.kernels !== null && byKernels(bundle, bundle.kernels, logs)) return;
  const order = rowOrder(bundle);
  const work: Work = { n: rows, x: scratch(0, rows * k), q: scratch(1, rows * k), heads: scratch(2, k), limits: null };
  take(bundle, order, work.x);
  if (sizes !== null) {
    work.limits = Float64Array.from(order, (row) => ROUNDING * sizes[row]);
    for (let c = 0; c < k; c++) flush(work, c, 0);
  }
  const standing = reflect(work, Math.min(rank, k), k, logs);
  formQ(work, standing);
  put(bundle, order, work.q, standing);
  if (standing === k) return;
  logs.fill(Number.NEGATIVE_INFINITY, standing);
  // Where fewer stand than structure allowed, what it said of the state's place among them does not hold either.
  if (standing < rank) bundle.spans = false;
  bundle.rank = standing;
}

/** The same by Gram–Schmidt, where that is as good: false, and nothing done, where it is not. */
function byKernels(bundle: Bundle, kernels: Kernels, logs: Float64Array): boolean {
  const k = bundle.columns - 1;
  const limit = Math.min(bundle.rank, k);
  if (!kernels.orthogonalise(limit, logs)) return false;
  logs.fill(Number.NEGATIVE_INFINITY, limit);
  return true;
}

/** A single tangent is its own frame. */
function normaliseAlone(bundle: Bundle, sizes: Float64Array | null, logs: Float64Array): void {
  const { rows, data } = bundle;
  const column = scratch(0, rows);
  for (let row = 0; row < rows; row++) {
    const entry = data[2 * row + 1];
    column[row] = sizes !== null && Math.abs(entry) <= ROUNDING * sizes[row] ? 0 : entry;
  }
  const length = normalise(column, 0, 0, rows);
  logs[0] = Math.log(length);
  for (let row = 0; row < rows; row++) data[2 * row + 1] = column[row];
  if (length > 0) return;
  bundle.spans = false;
  bundle.rank = 0;
}

/** Columns lie one after another, n long each, rows in the order of their size: loops run over neighbours. */
interface Work {
  n: number;
  /** The tangents, then the reflections. */
  x: Float64Array;
  q: Float64Array;
  /** v_j of every reflection, with its sign. */
  heads: Float64Array;
  /** Below these entries of a row are rounding; null where nothing is to be flushed. */
  limits: Float64Array | null;
}

/** Kept from one call to the next, which mostly has the same shape. */
const kept: [Float64Array, Float64Array, Float64Array] = [
  new Float64Array(0),
  new Float64Array(0),
  new Float64Array(0),
];

function scratch(which: 0 | 1 | 2, length: number): Float64Array {
  if (kept[which].length !== length) kept[which] = new Float64Array(length);
  return kept[which];
}

/** Rows as they stand: kept too. */
let asTheyStand = new Int32Array(0);

/** The rows, the largest first if they differ much. */
function rowOrder({ rows, columns, data }: Bundle): Int32Array {
  if (asTheyStand.length !== rows) asTheyStand = Int32Array.from({ length: rows }, (_, row) => row);
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    const size = rowSize(data, row * columns, columns);
    if (size < smallest) smallest = size;
    if (size > largest) largest = size;
  }
  if (largest <= GRADED * smallest) return asTheyStand;
  const sizes = Float64Array.from(asTheyStand, (row) => rowSize(data, row * columns, columns));
  return asTheyStand.slice().sort((a, b) => sizes[b] - sizes[a]);
}

/** The largest of the tangents' entries in the row that starts at `at`. */
function rowSize(data: Float64Array, at: number, columns: number): number {
  let size = 0;
  for (let c = 1; c < columns; c++) {
    const entry = Math.abs(data[at + c]);
    if (entry > size) size = entry;
  }
  return size;
}

function take({ rows, columns, data }: Bundle, order: Int32Array, x: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    const at = order[i] * columns + 1;
    for (let c = 0; c < columns - 1; c++) x[c * rows + i] = data[at + c];
  }
}

/** Writes the first `standing` columns of Q back; the others become zero. */
function put({ rows, columns, data }: Bundle, order: Int32Array, q: Float64Array, standing: number): void {
  for (let i = 0; i < rows; i++) {
    const at = order[i] * columns + 1;
    for (let c = 0; c < columns - 1; c++) data[at + c] = c < standing ? q[c * rows + i] : 0;
  }
}

/**
 * Reflects the columns one after another onto the first rows, up to `limit` columns or the first that vanishes; returns
 * how many. Column j then holds the v of its reflection from row j on.
 */
function reflect(work: Work, limit: number, k: number, logs: Float64Array): number {
  const { n, x, heads } = work;
  for (let j = 0; j < limit; j++) {
    const start = j * n;
    const length = makeReflector(x, start, j, n);
    if (length === 0) return j;
    heads[j] = x[start + j];
    logs[j] = Math.log(length);
    for (let c = j + 1; c < k; c++) {
      mirror(x, start, Math.abs(heads[j]), x, c * n, j, n);
      if (work.limits !== null) flush(work, c, j);
    }
  }
  return limit;
}

/** Makes the first `count` columns of Q from the reflections, signed such that R_jj > 0. */
function formQ({ n, x, q, heads }: Work, count: number): void {
  q.fill(0);
  for (let j = count - 1; j >= 0; j--) {
    // x is reflected onto −sign(v_j) ‖x‖ e_j: the other sign of the column makes R_jj positive.
    q[j * n + j] = heads[j] < 0 ? 1 : -1;
    for (let c = j; c < count; c++) mirror(x, j * n, Math.abs(heads[j]), q, c * n, j, n);
  }
}

/**
 * Rounding, relative to the size of a row. What was seen of singular products of ±1 matrices up to n = 24 lay below 1e-14,
 * columns that do depend on nothing above 1e-4: a product's earlier layers magnify rounding by their condition.
 */
const ROUNDING = 1e-10;

/** Sets what is but rounding in column c, from row `from` on, to zero: dependent columns then vanish. */
function flush({ n, x, limits }: Work, c: number, from: number): void {
  if (limits === null) return;
  for (let i = from; i < n; i++) if (Math.abs(x[c * n + i]) <= limits[i]) x[c * n + i] = 0;
}
