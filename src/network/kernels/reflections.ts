import type { Kernels } from "./kernels.ts";

/**
 * X ← scale · B_0 B_1 … B_{total − 1} X of the bundle with one row a unit, B_i on rows i … as in reflectRows: its twin. `put` writes
 * g_i, i = first … first + count − 1, into `kernels.row(i − first)` from entry i on. `samples`: columns of X in each of the bundle's.
 */
export function reflectBundle(
  kernels: Kernels,
  total: number,
  put: (first: number, count: number) => void,
  scale: number,
  samples = kernels.shape.rows / kernels.shape.units,
): void {
  const { exports, blockRows } = kernels;
  const { columns, units, stride } = kernels.shape;
  const { data, weights, room } = kernels.at;
  const wide = samples * columns;
  const rest = room + 8 * exports.slabsOf(units, wide);
  exports.pack(room, data, units, wide);
  let sign = 1;
  for (let end = total; end > 0; ) {
    const first = Math.max(0, end - blockRows);
    put(first, end - first);
    sign = exports.reflect(room, units, wide, weights, stride, first, end - first, sign, rest);
    end = first;
  }
  exports.unpack(data, room, units, wide, sign * scale);
}
