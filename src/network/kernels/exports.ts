/** What assembly/ exports; places are bytes. */
export interface Exports {
  fill(
    out: number,
    rows: number,
    n: number,
    stride: number,
    k0: number,
    k1: number,
    k2: number,
    k3: number,
    row: number,
    table: number,
    scale: number,
  ): void;
  product(
    out: number,
    w: number,
    stride: number,
    x: number,
    rows: number,
    n: number,
    columns: number,
    column: number,
    strips: number,
  ): void;
  layStrips(strips: number, x: number, n: number, columns: number): void;
  orthogonalise(x: number, n: number, columns: number, limit: number, room: number, squares: number): number;
  roomOf(n: number, columns: number): number;
  scaleRows(x: number, n: number, columns: number, factors: number): number;
  stateSize(x: number, n: number, columns: number): number;
  join(x: number, saved: number, skip: number, scale: number, count: number): void;
  copy(to: number, from: number, count: number): void;
  addBias(x: number, rows: number, columns: number, batch: number, bias: number, factor: number): void;
  tanhPairs(x: number, from: number, rows: number, slopes: number): number;
  tanhRows(x: number, from: number, rows: number, columns: number, slopes: number): number;
  factorPair(x: number, n: number, s: number): number;
  drawPair(
    x: number,
    n: number,
    g0: number,
    g1: number,
    s00: number,
    s01: number,
    s11: number,
    bias: number,
    factor: number,
  ): void;
  slabsOf(n: number, wide: number): number;
  pack(to: number, x: number, n: number, wide: number): void;
  unpack(x: number, from: number, n: number, wide: number, factor: number): void;
  reflect(
    x: number,
    n: number,
    wide: number,
    w: number,
    stride: number,
    first: number,
    count: number,
    sign: number,
    room: number,
  ): number;
  strideOf(n: number): number;
  factorRoom(n: number, columns: number): number;
  factor(x: number, n: number, columns: number, s: number, room: number): void;
  draw(x: number, n: number, columns: number, g: number, stride: number, s: number, m: number, scale: number): void;
  swap(to: number, from: number, blocks: number, a: number, b: number): void;
}
