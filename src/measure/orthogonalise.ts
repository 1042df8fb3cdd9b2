import type { Bundle } from "../network/bundle.ts";

/** Rows are sorted once their sizes spread by more than this; rows of like size stay where they are. */
const GRADED = 1e6;

/**
 * QR of the tangents, in place: T (columns 1 … k of the bundle) = Q R with R_ii > 0, by Householder reflections. Rows of
 * very different size, as a saturated tanh makes them, are taken largest first: every row is then right relative to
 * its own size (Cox & Higham 1998), and with it the last exponents, which live in the smallest rows.
 *
 * Writes ln R_ii to `logs` (length k), −Infinity for i ≥ the returned rank. Columns beyond `rank`, the rank known
 * from structure, are set to zero; so are those from the first on of which only rounding is left, where `sizes` (n),
 * what rounding in each row is relative to, is given: only networks that may be singular need it.
 */
export function orthogonalise(bundle: Bundle, rank: number, sizes: Float64Array | null, logs: Float64Array): number {
  const k = bundle.columns - 1;
  const order = rowOrder(bundle);
  const norms = new Float64Array(k);
  const heads = new Float64Array(k);
  if (sizes !== null) for (const at of order) flush(bundle, at, 1, sizes);
  const standing = reflect(bundle, order, Math.min(rank, k), sizes, norms, heads);
  formQ(bundle, order, standing, heads);
  for (let j = 0; j < standing; j++) logs[j] = Math.log(norms[j]);
  if (standing === k) return rank;
  clear(bundle, 1 + standing, logs);
  return standing;
}

/** Where each row starts in the data, the largest row first if they differ much. */
function rowOrder({ rows, columns, data }: Bundle): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row * columns);
  const sizes = new Float64Array(rows);
  let smallest = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    for (let c = 1; c < columns; c++) sizes[row] = Math.max(sizes[row], Math.abs(data[row * columns + c]));
    smallest = Math.min(smallest, sizes[row]);
    largest = Math.max(largest, sizes[row]);
  }
  return largest > GRADED * smallest ? order.sort((a, b) => sizes[b / columns] - sizes[a / columns]) : order;
}

/**
 * Reflects the columns one after another onto the first rows, up to `limit` columns or the first that vanishes; returns
 * how many. Column j then holds its v from row j on, v = x/‖x‖ ± e_j with |v_j| in `heads` (signed); `norms` has R_jj.
 */
function reflect(
  bundle: Bundle,
  order: Int32Array,
  limit: number,
  sizes: Float64Array | null,
  norms: Float64Array,
  heads: Float64Array,
): number {
  const { rows, columns, data } = bundle;
  const dots = new Float64Array(columns);
  for (let j = 0; j < limit; j++) {
    const column = 1 + j;
    let size = 0;
    for (let i = j; i < rows; i++) size = Math.max(size, Math.abs(data[order[i] + column]));
    if (size === 0) return j;
    let square = 0;
    for (let i = j; i < rows; i++) square += (data[order[i] + column] / size) ** 2;
    const root = Math.sqrt(square);
    for (let i = j; i < rows; i++) data[order[i] + column] = data[order[i] + column] / size / root;
    data[order[j] + column] += data[order[j] + column] < 0 ? -1 : 1;
    norms[j] = size * root;
    heads[j] = data[order[j] + column];
    dots.fill(0);
    for (let i = j; i < rows; i++) {
      const at = order[i];
      const v = data[at + column];
      for (let c = column + 1; c < columns; c++) dots[c] += v * data[at + c];
    }
    for (let i = j; i < rows; i++) {
      const at = order[i];
      const v = data[at + column] / Math.abs(heads[j]);
      for (let c = column + 1; c < columns; c++) data[at + c] -= v * dots[c];
      if (sizes !== null) flush(bundle, at, column + 1, sizes);
    }
  }
  return limit;
}

/**
 * Rounding, relative to the size of a row. What was seen of singular products of ±1 matrices up to n = 24 lay below 1e-14,
 * columns that do depend on nothing above 1e-4: a product's earlier layers magnify rounding by their condition.
 */
const ROUNDING = 1e-10;

/** Sets what is but rounding in the row that starts at `at`, columns `from` on, to zero: dependent columns then vanish. */
function flush({ columns, data }: Bundle, at: number, from: number, sizes: Float64Array): void {
  const limit = ROUNDING * sizes[at / columns];
  for (let c = from; c < columns; c++) if (Math.abs(data[at + c]) <= limit) data[at + c] = 0;
}

/** Replaces the reflections by the first `count` columns of Q, signed such that R_jj > 0; the others become zero. */
function formQ({ rows, columns, data }: Bundle, order: Int32Array, count: number, heads: Float64Array): void {
  const q = new Float64Array(rows * columns);
  const dots = new Float64Array(columns);
  for (let j = count - 1; j >= 0; j--) {
    const column = 1 + j;
    // x is reflected onto −sign(v_j) ‖x‖ e_j: the other sign of the column makes R_jj positive.
    q[order[j] + column] = heads[j] < 0 ? 1 : -1;
    dots.fill(0);
    for (let i = j; i < rows; i++) {
      const at = order[i];
      const v = data[at + column];
      for (let c = column; c <= count; c++) dots[c] += v * q[at + c];
    }
    for (let i = j; i < rows; i++) {
      const at = order[i];
      const v = data[at + column] / Math.abs(heads[j]);
      for (let c = column; c <= count; c++) q[at + c] -= v * dots[c];
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let c = 1; c < columns; c++) data[row * columns + c] = q[row * columns + c];
  }
}

function clear({ rows, columns, data }: Bundle, from: number, logs: Float64Array): void {
  for (let row = 0; row < rows; row++) data.fill(0, row * columns + from, row * columns + columns);
  logs.fill(Number.NEGATIVE_INFINITY, from - 1);
}
