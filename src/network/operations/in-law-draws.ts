import type { Matrix } from "../bundle.ts";
import type { Normals } from "../draws.ts";
import { reflectRows } from "./haar.ts";

/** Standard normal numbers of row i of a stream from column `first` on; to be read before the next call. */
export type Rows = (i: number, first: number) => Normals;

/** X (n × columns, row-major) ← scale · G S in rows `top` … n − 1, 0 above: column i of G is row i of a stream, so that no word is wasted. */
export function drawGaussian(
  { rows: n, columns, data }: Matrix,
  s: Float64Array,
  rows: Rows,
  scale: number,
  top = 0,
): void {
  data.fill(0);
  for (let i = 0; i < s.length / columns; i++) {
    const g = rows(i, top);
    // Two columns at a time, which halves the walks over the rows; the last one may be walked alone.
    for (let c = i; c < columns; c += 2) {
      const factor = scale * s[i * columns + c];
      const next = c + 1 < columns ? scale * s[i * columns + c + 1] : 0;
      if (next === 0)
        for (let row = top, at = top * columns + c; row < n; row++, at += columns) data[at] += factor * g[row - top];
      else {
        for (let row = top, at = top * columns + c; row < n; row++, at += columns) {
          const entry = g[row - top];
          data[at] += factor * entry;
          data[at + 1] += next * entry;
        }
      }
    }
  }
}

/** X ← scale · F S, F a Haar frame of rows `top` … n − 1 (the first ones stay 0) by reflections as in haar.ts. */
export function drawFrame(
  { rows: n, columns, data }: Matrix,
  s: Float64Array,
  rows: Rows,
  scale: number,
  top = 0,
): void {
  const dots = new Float64Array(columns);
  const most = Math.min(s.length / columns, n - top);
  data.fill(0);
  data.set(s.subarray(0, most * columns), top * columns);
  for (let i = most - 1; i >= 0; i--) {
    // Every row is scaled in the reflection that takes it last.
    reflectRows(data, columns, rows(i, top + i), top + i, i === 0 ? scale : 1, dots);
  }
}
