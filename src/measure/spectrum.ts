import { type Bundle, createBundle } from "../network/bundle.ts";
import type { Kernels } from "../network/kernels/kernels.ts";
import type { RandomNetwork } from "../network/network.ts";
import { matrixCount } from "../network/spec.ts";
import { hidesSmall } from "../network/structure.ts";
import { firstHalf } from "./halves.ts";
import { F64, Interval } from "./interval.ts";
import { orthogonalise } from "./orthogonalise.ts";
import { batchCount, type SpectrumSettings, stopsOf } from "./settings.ts";

/** What one network gives: sums over the counted layers, in nats; −Infinity where R_ii vanished. */
export interface NetworkSpectrum {
  /** Σ ln R_ii, length k. */
  sums: Float64Array;
  /** Σ ln R_11 over the first half of them, ⌊layers / 2⌋. */
  half: number;
  /** Σ (ln R_ii)² / layers of R, over the counted orthogonalisations, length k. */
  squares: Float64Array;
  /** Orthogonalisations of the counted layers. */
  orthogonalisations: number;
  /** Σ ln R_ii up to each checkpoint, checkpoints × k. */
  partial: Float64Array;
  /** Means of ln R_ii over successive batches of layers, batches × k: the noise along depth. */
  batches: Float64Array;
  /** Whether a state or a tangent left the range of the numbers; the rest is then meaningless. */
  overflow: boolean;
  /** What rounding between orthogonalisations may have cost the last of the sums over all layers, in nats. */
  loss: number;
}

/**
 * The Lyapunov spectrum of one network: J_l Q_l = Q_{l+1} R_{l+1}, λ_i = (1/L) Σ ln (R_l)_ii (Benettin et al. 1980;
 * Geist, Parlitz, Lauterborn 1990), R gathered over as many layers as the numbers endure. Exponent i is QR column i, never
 * re-sorted. `kernels` are its own until it returns. Yields after every layer, so that a caller can pause or stop, the part of a network·layer done: 1.
 */
export function* networkSpectrum(
  network: RandomNetwork,
  frame: Bundle,
  settings: SpectrumSettings,
  kernels: Kernels | null = null,
): Generator<number, NetworkSpectrum> {
  const { depth, burnIn, exponents: k, checkpoints = [], ensemble = 1, orthogonalizeEvery } = settings;
  const { spec } = network;
  const n = frame.rows;
  const layers = depth - burnIn;
  const batches = batchCount(layers, ensemble);
  const result: NetworkSpectrum = {
    sums: new Float64Array(k),
    half: 0,
    squares: new Float64Array(k),
    orthogonalisations: 0,
    partial: new Float64Array(checkpoints.length * k),
    batches: new Float64Array(batches * k),
    overflow: false,
    loss: 0,
  };
  const stops = stopsOf(settings);
  // What is rounding where W may be singular is known of one layer only.
  const interval = new Interval(network.mayBeSingular ? 1 : orthogonalizeEvery, F64, hidesSmall(spec));
  const { sums, squares, partial } = result;
  const middle = burnIn + firstHalf(layers);
  const lost = new Float64Array(k);
  const bundle = createBundle(n, 1 + k, kernels, spec.width, spec.tied ? matrixCount(spec) : 0);
  bundle.data.set(frame.data);
  network.input(bundle);
  const logs = new Float64Array(k);
  let stop = 0;
  let gathered = 0;
  for (let layer = 0; layer < depth; layer++) {
    network.push(bundle, layer);
    gathered++;
    if (!isFiniteState(bundle)) {
      result.overflow = true;
      return result;
    }
    if (gathered < interval.length && layer + 1 < stops[stop]) {
      yield 1;
      continue;
    }
    if (layer + 1 === stops[stop]) stop++;
    orthogonalise(bundle, network.mayBeSingular ? network.rowSizes() : null, logs);
    // A state can come back from ∞ through a bounded φ, its tangents cannot: their lengths tell.
    if (logs.some((log) => Number.isNaN(log) || log === Number.POSITIVE_INFINITY)) {
      result.overflow = true;
      return result;
    }
    interval.note(logs, gathered, layer >= burnIn);
    if (layer >= burnIn) {
      const batch = Math.floor(((layer - burnIn) * batches) / layers);
      const size =
        batches === 0 ? 1 : Math.ceil(((batch + 1) * layers) / batches) - Math.ceil((batch * layers) / batches);
      for (let i = 0; i < k; i++) {
        addCompensated(sums, lost, i, logs[i]);
        squares[i] += (logs[i] * logs[i]) / gathered;
        if (batches > 0) result.batches[batch * k + i] += logs[i] / size;
      }
      if (layer + 1 === middle) result.half = sums[0] + lost[0];
      const checkpoint = checkpoints.indexOf(layer + 1);
      if (checkpoint >= 0)
        partial.set(
          sums.map((sum, i) => sum + lost[i]),
          checkpoint * k,
        );
    }
    gathered = 0;
    yield 1;
  }
  result.orthogonalisations = interval.count;
  result.loss = interval.loss;
  for (let i = 0; i < k; i++) sums[i] += lost[i];
  return result;
}

/**
 * sums[i] += value, what rounding takes away going to lost[i] (Neumaier 1974): 10⁶ equal layers would lose five digits
 * in a plain sum.
 */
function addCompensated(sums: Float64Array, lost: Float64Array, i: number, value: number): void {
  const before = sums[i];
  const after = before + value;
  sums[i] = after;
  if (after === Number.NEGATIVE_INFINITY) lost[i] = 0;
  else lost[i] += Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
}

function isFiniteState({ rows, columns, data, kernels, size }: Bundle): boolean {
  if (size !== null) return Number.isFinite(size);
  if (kernels !== null) return Number.isFinite(kernels.stateSize());
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += Math.abs(data[row * columns]);
  return Number.isFinite(sum);
}
