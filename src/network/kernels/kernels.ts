import type { Normals } from "../draws.ts";
import type { Key } from "../generator.ts";
import type { QuantileTable } from "../tables/table.ts";
import { CODE } from "./code.ts";
import type { Exports } from "./exports.ts";

const PAGE = 2 ** 16;
/** Bytes of memory at most. */
const MOST = 2 ** 31;
/** The first page holds the tables that were met. */
const TABLE_BYTES = 4096;
/** The number of the last octave, where it stands in the number of a segment. */
const LAST_OCTAVE = 31 << 4;
/** Numbers of W that are made at a time, about: they stay in the fastest cache beside eight columns of the bundle. */
const BLOCK = 2048;
/** Rows of W of a bundle of this many numbers or more, which is laid out in strips and read once for all of them. */
const WIDE = 2 ** 15;
const WIDE_ROWS = 32;
/** Numbers of matrices that stay from layer to layer, at most: beyond the caches they are made as fast as read. */
const HELD = 2 ** 18;
/** Vectors reach this many numbers over the end of a bundle. */
const OVERHANG = 8;

/**
 * Kernels in WebAssembly with 128-bit vectors, and the memory that they work in. One bundle at a time lies there; its operations
 * find the kernels through it. Each has a twin in TypeScript, which is what is run where there are none.
 */
export class Kernels {
  /** Rows of W that are made at a time. */
  blockRows = 0;
  /** A number a row, which `tanh` writes and `scaleRows` takes. */
  slopes = new Float64Array(0);
  private readonly memory: WebAssembly.Memory;
  readonly exports: Exports;
  private readonly tables = new Map<QuantileTable, number>();
  /** All of the memory. */
  numbers = new Float64Array(0);
  /** The same, as f32. */
  private singles = new Float32Array(0);
  /** Places of: the bundle, the product, what was saved, rows of W, slopes, room for the others; in bytes. */
  at = { data: 0, product: 0, saved: 0, weights: 0, slopes: 0, room: 0 };
  shape = { rows: 0, columns: 0, units: 0, stride: 0 };
  /** Matrices that stay: where, and whose, times what. */
  private held: { at: number; owner: object | null; scale: number }[] = [];

  constructor(module: WebAssembly.Module) {
    this.memory = new WebAssembly.Memory({ initial: 1 });
    this.exports = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports as unknown as Exports;
  }

  /**
   * Makes room for a bundle of rows × columns of networks with so many units; what was there before is gone. Its numbers, zeros; null
   * where they are too many for a 32-bit memory, or for this machine. `tied`: matrices that are the same in every layer.
   */
  open(rows: number, columns: number, units: number, tied = 0): Float64Array | null {
    const stride = 16 * Math.ceil(units / 16);
    const least = rows * columns < WIDE ? 8 : WIDE_ROWS;
    const matrices = tied * units * stride > HELD ? 0 : tied;
    const block = Math.min(units, Math.max(least, 2 * Math.floor(BLOCK / stride)));
    this.blockRows = matrices > 0 ? units : block;
    this.shape = { rows, columns, units, stride };
    const size = 8 * (rows * columns + OVERHANG);
    const data = PAGE;
    const product = data + size;
    const saved = product + size;
    const weights = saved + size;
    const matrix = 8 * stride * this.blockRows;
    this.held = Array.from({ length: matrices }, (_, i) => ({ at: weights + i * matrix, owner: null, scale: 0 }));
    const slopes = weights + Math.max(1, matrices) * matrix;
    const room = slopes + 8 * rows;
    const roomSize = 8 * this.roomFor(rows, columns, units);
    this.at = { data, product, saved, weights, slopes, room };
    const missing = room + roomSize - this.memory.buffer.byteLength;
    if (room + roomSize > MOST) return null;
    try {
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      return null;
    }
    this.numbers = new Float64Array(this.memory.buffer);
    this.singles = new Float32Array(this.memory.buffer);
    this.slopes = new Float64Array(this.memory.buffer, slopes, rows);
    const all = new Float64Array(this.memory.buffer, data, rows * columns);
    this.numbers.fill(0, data / 8, (data + size) / 8);
    return all;
  }

  /** Numbers of room that the hungriest of the kernels takes. */
  private roomFor(rows: number, columns: number, units: number): number {
    const { exports } = this;
    const wide = (rows / units) * columns;
    return Math.max(
      exports.roomOf(rows, columns) + columns + OVERHANG,
      3 * rows,
      exports.slabsOf(units, wide) + this.blockRows + OVERHANG,
      exports.factorRoom(units, wide),
      rows * columns + units,
    );
  }

  /**
   * Makes rows first … first + count − 1 of W, standardised weights times `scale`; twin of fillStandardised. `upper`: columns before
   * the diagonal are not wanted, and most of them not made.
   */
  fill(table: QuantileTable, key: Key, first: number, count: number, scale: number, upper = false): void {
    const { units, stride } = this.shape;
    const factor = scale / (1 << table.fractionBits);
    const place = this.placeOf(table);
    const [k0, k1, k2, k3] = key;
    for (let row = first, end = first; row < first + count; row = end) {
      // The generator makes four columns at a time, the kernel sixteen.
      const left = upper ? row - (row % 16) : 0;
      end = upper ? Math.min(left + 16, first + count) : first + count;
      const to = this.at.weights + 8 * ((row - first) * stride + left);
      this.exports.fill(to, end - row, units - left, stride, k0, k1 + left / 4, k2, k3, row, place, factor);
    }
  }

  /**
   * Turns to the place of matrix number `matrix`, where matrices stay. Returns whether `scale` times the W of `owner` is there; if not, all
   * of its rows are to be put there.
   */
  hold(matrix: number, owner: object, scale: number): boolean {
    const place = this.held[matrix];
    if (place === undefined) return false;
    this.at.weights = place.at;
    if (place.owner === owner && place.scale === scale) return true;
    place.owner = owner;
    place.scale = scale;
    return false;
  }

  /** The place of row `index` of those that `multiply` takes, for weights that are made elsewhere. */
  row(index: number): Float64Array {
    const { units, stride } = this.shape;
    const start = this.at.weights / 8 + index * stride;
    return this.numbers.subarray(start, start + units);
  }

  /**
   * Multiplies `count` rows of W with the bundle, as a matrix with one row a unit and `samples` of its columns in each of the bundle's:
   * rows first … of the product. Row 0 is taken first, and the bundle stays as it is until the last.
   */
  multiply(first: number, count: number, samples = this.shape.rows / this.shape.units): void {
    const { rows, columns, units, stride } = this.shape;
    const wide = samples * columns;
    const { product, weights, data, room } = this.at;
    // Behind the column of states, which has the room's first place.
    const strips = rows * columns < WIDE ? 0 : room + 8 * units;
    if (strips > 0 && first === 0) this.exports.layStrips(strips, data, units, wide);
    this.exports.product(product + 8 * first * wide, weights, stride, data, count, units, wide, room, strips);
  }

  /** The bundle. */
  get bundle(): Float64Array {
    return this.matrixAt(this.at.data);
  }

  /** What was multiplied last. */
  get product(): Float64Array {
    return this.matrixAt(this.at.product);
  }

  private matrixAt(place: number): Float64Array {
    const { rows, columns } = this.shape;
    return this.numbers.subarray(place / 8, place / 8 + rows * columns);
  }

  /** Puts the product into the bundle's place. */
  take(): void {
    this.copy(this.at.product, this.at.data);
  }

  /** Keeps the bundle for `join`. */
  save(): void {
    this.copy(this.at.data, this.at.saved);
  }

  /** Bundle ← skip · what was saved + scale · bundle. */
  join(skip: number, scale: number): void {
    const { rows, columns } = this.shape;
    this.exports.join(this.at.data, this.at.saved, skip, scale, rows * columns);
  }

  /** Adds `factor` times the bias of every unit to the states. */
  addBias(bias: Normals, factor: number): void {
    const { rows, columns, units } = this.shape;
    const { data, room } = this.at;
    this.numbers.set(bias, room / 8);
    this.exports.addBias(data, rows, columns, rows / units, room, factor);
  }

  /** Multiplies the tangents' rows by the slopes; returns how many of those are 0. */
  scaleRows(): number {
    const { rows, columns } = this.shape;
    const { data, slopes } = this.at;
    return this.exports.scaleRows(data, rows, columns, slopes);
  }

  /** Sum of the sizes of the state's entries. */
  stateSize(): number {
    return this.exports.stateSize(this.at.data, this.shape.rows, this.shape.columns);
  }

  /**
   * Makes the first `limit` tangents orthonormal, the others zero, and writes ln R_jj of those; false, and nothing done, where the
   * rows' sizes want more care.
   */
  orthogonalise(limit: number, logs: Float64Array): boolean {
    const { rows, columns } = this.shape;
    const { data, room } = this.at;
    const squares = room + 8 * this.exports.roomOf(rows, columns);
    if (this.exports.orthogonalise(data, rows, columns, limit, room, squares) === 0) return false;
    for (let j = 0, from = squares / 8; j < limit; j++) logs[j] = 0.5 * Math.log(this.numbers[from + j]);
    return true;
  }

  /**
   * States ← tanh of them, and the derivatives, none of them 0, into the slopes: twin of tanh.apply. A single tangent is multiplied by
   * them at once, several are left as they are. `far` does it all for a row whose state is beyond the range of its exponential.
   */
  tanh(far: (row: number) => void): void {
    const { rows, columns } = this.shape;
    const { data, slopes } = this.at;
    for (let row = 0; row < rows; ) {
      row =
        columns === 2
          ? this.exports.tanhPairs(data, row, rows, slopes)
          : this.exports.tanhRows(data, row, rows, columns, slopes);
      for (const end = Math.min(rows, row + 2); row < end; row++) far(row);
    }
  }

  /**
   * Bundle of a state and one tangent ← scale · [g₀ g₁] S, S the factor of its thin QR, plus `biasScale` times the bias in the
   * state; false, and nothing done, where squares leave the range of the numbers. The rows are read before anything else is called.
   */
  drawPair(
    g0: () => Normals,
    g1: () => Normals,
    scale: number,
    bias: (() => Normals) | null,
    biasScale: number,
  ): boolean {
    const { exports, numbers, singles } = this;
    const { rows } = this.shape;
    const { data, room } = this.at;
    if (exports.factorPair(data, rows, room) === 0) return false;
    const at = room / 8;
    const s00 = scale * numbers[at];
    const s01 = scale * numbers[at + 1];
    const s11 = scale * numbers[at + 2];
    singles.set(g0(), 2 * at);
    singles.set(g1(), 2 * at + rows);
    if (bias !== null) singles.set(bias(), 2 * (at + rows));
    // Without a bias 0 · g₀ is added.
    const added = bias === null ? room : room + 8 * rows;
    exports.drawPair(data, rows, room, room + 4 * rows, s00, s01, s11, added, bias === null ? 0 : biasScale);
    return true;
  }

  private copy(from: number, to: number): void {
    const { rows, columns } = this.shape;
    this.exports.copy(to, from, rows * columns);
  }

  /** The place of a table's words. */
  placeOf(table: QuantileTable): number {
    let place = this.tables.get(table);
    if (place === undefined) {
      place = this.tables.size * TABLE_BYTES;
      if (place + TABLE_BYTES > PAGE) throw new Error("there is no room for another table");
      this.tables.set(table, place);
      const words = new Uint32Array(this.memory.buffer, place, TABLE_BYTES / 4);
      table.base.forEach((base, segment) => {
        // Octaves in the order of their exponents.
        const at = 2 * (segment ^ LAST_OCTAVE);
        words[at] = base;
        words[at + 1] = table.slope[segment];
      });
    }
    return place;
  }
}

const free: Kernels[] = [];
let module: WebAssembly.Module | null | undefined;

/** Kernels that nobody else uses, to be given back; null where WebAssembly has no vectors, or a page's policy forbids it. */
export function borrowKernels(): Kernels | null {
  if (module === undefined) module = compiled();
  return module === null ? null : (free.pop() ?? new Kernels(module));
}

function compiled(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(CODE), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

export function giveBack(kernels: Kernels | null): void {
  if (kernels !== null) free.push(kernels);
}
