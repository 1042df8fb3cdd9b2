import type { Bundle } from "../bundle.ts";
import type { NetworkSpec } from "../spec.ts";
import type { WeightSource } from "../weights.ts";
import type { MatrixProduct } from "./product.ts";

/** What goes into the nonlinearity of a gate: x ← W h + b, T ← W T, h being the first n rows of a bundle. */
export interface Gate {
  /** Chooses the layer that the others speak of; returns how far W stretches there, 0 where it is 0. */
  select(layer: number): number;
  /** Of a bundle, n × columns, the state in column 0; valid until the next call. */
  push(bundle: Bundle): Float64Array;
  /** Of a state alone, n numbers; valid until the next call. */
  at(state: Float64Array): Float64Array;
  /** Cotangents at the gate, n × columns, ← Wᵀ of them, in place. */
  pull(cotangents: Float64Array, columns: number): void;
}

/** Gate number `matrix` of a cell: its bias has a mean of its own, and fresh input is added as to any W h. */
export function gateOf(
  { width: n }: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  matrix: number,
  product: MatrixProduct,
  weights: Pick<WeightSource, "bias" | "drive">,
): Gate {
  const added = new Float64Array(n);
  let out = new Float64Array(0);
  const roomFor = (columns: number): Float64Array => {
    if (out.length !== n * columns) out = new Float64Array(n * columns);
    return out;
  };

  function addTo(values: Float64Array, columns: number): Float64Array {
    for (let i = 0; i < n; i++) values[i * columns] += added[i];
    return values;
  }

  return {
    select(layer) {
      const gain = product.select(layer);
      const { bias, input, gates } = layers(layer);
      added.fill(gates?.[matrix]?.bias.mean ?? 0);
      addScaled(added, bias.variance, () => weights.bias());
      addScaled(added, input.everyLayer ?? 0, () => weights.drive(layer));
      return gain;
    },
    push({ columns, data, kernels }) {
      const values = roomFor(columns);
      if (kernels === null) product.multiply(data, columns, values);
      else values.set(product.multiplyBy(kernels, 1).subarray(0, values.length));
      return addTo(values, columns);
    },
    at(state) {
      const values = roomFor(1);
      product.multiply(state, 1, values);
      return addTo(values, 1);
    },
    pull(cotangents, columns) {
      product.transposed(cotangents, columns);
    },
  };
}

/** sum ← sum + √variance · what is drawn. */
function addScaled(sum: Float64Array, variance: number, draw: () => Float64Array): void {
  if (variance === 0) return;
  const scale = Math.sqrt(variance);
  const drawn = draw();
  for (let i = 0; i < sum.length; i++) sum[i] += scale * drawn[i];
}

/** How many numbers are not 0. */
export function countAlive(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (value !== 0) count++;
  return count;
}
