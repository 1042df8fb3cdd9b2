import type { Normals } from "../draws.ts";
import type { Key } from "../generator.ts";
import { tableOf } from "../quantile.ts";
import type { Kernels } from "./kernels.ts";
import { reflectBundle } from "./reflections.ts";

/** Rows of standard normal numbers: made of a key by kernels, or, where there is none, given. */
export interface LawRows {
  key: Key | null;
  rowOf(i: number): Normals;
}

/**
 * Bundle ← scale · G S, S of its thin QR, the states of a batch first; G a Gaussian matrix, or a Haar frame, whose column i is made of
 * row i of a stream: the twin of triangularise, drawGaussian and drawFrame.
 */
export function pushInLaw(
  kernels: Kernels,
  batch: number,
  isHaar: boolean,
  { key, rowOf }: LawRows,
  scale: number,
): void {
  const { exports, numbers } = kernels;
  const { columns, units } = kernels.shape;
  const { data, product, room } = kernels.at;
  const wide = batch * columns;
  const m = Math.min(units, wide);
  if (batch > 1) exports.swap(product, data, units, batch, columns);
  exports.factor(batch > 1 ? product : data, units, wide, product, room);
  const [from, to] = [product / 8, data / 8];
  if (isHaar) {
    numbers.fill(0, to, to + units * wide);
    numbers.copyWithin(to, from, from + m * wide);
    const put = (first: number, count: number): void => {
      if (key !== null) kernels.fill(tableOf("gaussian"), key, first, count, 1, true);
      else for (let i = 0; i < count; i++) kernels.row(i).set(rowOf(first + i));
    };
    reflectBundle(kernels, m, put, scale);
  } else {
    const stride = exports.strideOf(units);
    if (key !== null) {
      const table = tableOf("gaussian");
      const unit = 1 / (1 << table.fractionBits);
      exports.fill(room, m, units, stride, ...key, 0, kernels.placeOf(table), unit);
    } else for (let i = 0; i < m; i++) numbers.set(rowOf(i), room / 8 + i * stride);
    exports.draw(data, units, wide, room, stride, product, m, scale);
  }
  if (batch === 1) return;
  exports.swap(product, data, units, columns, batch);
  kernels.take();
}
