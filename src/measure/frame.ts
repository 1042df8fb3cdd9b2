import { type Bundle, createBundle } from "../network/bundle.ts";
import { STREAMS, streamKey } from "../network/generator.ts";
import { fillStandardised, tableOf } from "../network/quantile.ts";
import { orthogonalise } from "./orthogonalise.ts";

/**
 * Q_0: the seeded random frame, n × k with orthonormal columns, that all networks of a cell start from. Returned as
 * the tangents of a bundle, n × (1 + k), whose state is zero. Its first columns do not depend on k.
 */
export function initialFrame(seed: number, n: number, k: number): Bundle {
  const frame = createBundle(n, 1 + k);
  const column = new Float64Array(n);
  const key = streamKey(seed, 0, 0, STREAMS.frame);
  for (let c = 0; c < k; c++) {
    fillStandardised(column, n, tableOf("gaussian"), key, c);
    for (let row = 0; row < n; row++) frame.data[row * (1 + k) + 1 + c] = column[row];
  }
  orthogonalise(frame, null, new Float64Array(k));
  return frame;
}
