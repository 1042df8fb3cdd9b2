import type { Kernels } from "./kernels.ts";
import { reflectBundle } from "./reflections.ts";

/**
 * Bundle ← scale · G S, S of its thin QR, the states of a batch first; G a Gaussian matrix, or a Haar frame, whose column i is made of
 * row i of a stream: the twin of triangularise, drawGaussian and drawFrame.
 */
export function pushInLaw(
  kernels: Kernels,
  batch: number,
  isHaar: boolean,
  rowOf: (i: number) => Float64Array,
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
      for (let i = 0; i < count; i++) kernels.row(i).set(rowOf(first + i));
    };
    reflectBundle(kernels, m, put, scale);
  } else {
    const stride = exports.strideOf(units);
    for (let i = 0; i < m; i++) numbers.set(rowOf(i), room / 8 + i * stride);
    for (let at = from; at < from + m * wide; at++) numbers[at] *= scale;
    exports.draw(data, units, wide, room, stride, product, m);
  }
  if (batch === 1) return;
  exports.swap(product, data, units, columns, batch);
  kernels.take();
}
