/** What assembly/reflect.ts, factor.ts and draw.ts export; places are bytes. */
export interface FactorExports {
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
  draw(x: number, n: number, columns: number, g: number, stride: number, s: number, m: number): void;
  swap(to: number, from: number, blocks: number, a: number, b: number): void;
}
