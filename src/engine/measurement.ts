import { initialFrame } from "../measure/frame.ts";
import { type NetworkGradient, networkGradient, outputGradient } from "../measure/gradient.ts";
import { profileStatistics } from "../measure/profile.ts";
import { type NetworkSpectrum, networkSpectrum } from "../measure/spectrum.ts";
import { type Statistics, spectrumStatistics } from "../measure/statistics.ts";
import { matrixCount } from "../measure/weight-gradient.ts";
import { randomNetwork } from "../network/network.ts";
import type { EnsembleCell, GradientCell, GradientProfile, Spectrum, SpectrumCell } from "./engine.ts";

/** What is measured of a network, and how the networks of a cell become one result: all that engines must know of it. */
export interface Measurement<Cell extends EnsembleCell, Raw, Result> {
  /** The question as plain data, which a worker can be sent. */
  ask(cell: Cell): Asked;
  /** Arithmetic of a network·layer, roughly. */
  operationsPerLayer(cell: Cell): number;
  /**
   * Measures networks first … first + count − 1 of a cell, in f64; yields the part of a network·layer that was done
   * since the last yield.
   */
  networks(cell: Cell, first: number, count: number): Generator<number, Raw[]>;
  statistics(cell: Cell): Statistics<Raw, Result>;
}

/** What is measured of which cell. */
export type Asked = { measurement: "spectrum"; cell: SpectrumCell } | { measurement: "gradient"; cell: GradientCell };

/** Measures some networks of what was asked, each with a result of the measurement's own kind. */
export function measure(asked: Asked, first: number, count: number): Generator<number, unknown[]> {
  return asked.measurement === "spectrum"
    ? SPECTRUM.networks(asked.cell, first, count)
    : GRADIENT.networks(asked.cell, first, count);
}

export const SPECTRUM: Measurement<SpectrumCell, NetworkSpectrum, Spectrum> = {
  ask: (cell) => ({ measurement: "spectrum", cell }),
  operationsPerLayer({ network, exponents: k, sampling }) {
    const { width: n } = network;
    const linear = sampling === "law" ? 10 * n * (k + 1) + 4 * n * (k + 1) ** 2 : 10 * n * n + 2 * n * n * (k + 1);
    return matrixCount(network) * linear + 2 * n * k * k + 100 * n;
  },
  *networks(cell, first, count) {
    const results: NetworkSpectrum[] = [];
    const frame = initialFrame(cell.seed, cell.network.width, cell.exponents);
    for (let index = first; index < first + count; index++) {
      results.push(yield* networkSpectrum(randomNetwork(cell.network, cell.seed, index, cell.sampling), frame, cell));
    }
    return results;
  },
  statistics: spectrumStatistics,
};

export const GRADIENT: Measurement<GradientCell, NetworkGradient, GradientProfile> = {
  ask: (cell) => ({ measurement: "gradient", cell }),
  operationsPerLayer({ network, normBound = false, sampling }) {
    const { width: n } = network;
    const linear = sampling === "law" ? 100 * n : 36 * n * n;
    return matrixCount(network) * linear + 200 * n + (normBound ? 2 * n ** 3 + 200 * n * n : 0);
  },
  *networks(cell, first, count) {
    const { network: spec, seed, sampling } = cell;
    const results: NetworkGradient[] = [];
    for (let index = first; index < first + count; index++) {
      const output = outputGradient(seed, index, spec.width, sampling);
      results.push(yield* networkGradient(randomNetwork(spec, seed, index, sampling), output, cell));
    }
    return results;
  },
  statistics: (cell) => profileStatistics(cell, matrixCount(cell.network), cell.ensemble),
};
