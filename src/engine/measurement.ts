import { type NetworkForward, networkForward, withInputs } from "../measure/forward.ts";
import { type ForwardProfile, forwardStatistics } from "../measure/forward-profile.ts";
import { startOf } from "../measure/frame.ts";
import { type NetworkGradient, networkGradient, outputGradient } from "../measure/gradient.ts";
import { profileStatistics } from "../measure/profile.ts";
import { type NetworkSpectrum, networkSpectrum } from "../measure/spectrum.ts";
import { type Statistics, spectrumStatistics } from "../measure/statistics.ts";
import { largestError } from "../measure/tolerance.ts";
import { borrowKernels, giveBack } from "../network/kernels/kernels.ts";
import { randomNetwork } from "../network/network.ts";
import { matrixCount, stateDimension } from "../network/spec.ts";
import { forwardOperations, gradientOperations, spectrumOperations } from "./cost.ts";
import { doublings } from "./doublings.ts";
import type { EnsembleCell, ForwardCell, GradientCell, GradientProfile, Spectrum, SpectrumCell } from "./engine.ts";

/** What is measured of a network, and how the networks of a cell become one result: all that engines must know of it. */
export interface Measurement<Cell extends EnsembleCell, Raw, Result> {
  /** The question as plain data, which a worker can be sent. */
  ask(cell: Cell): Asked;
  /** Arithmetic of a network·layer, roughly. */
  operationsPerLayer(cell: Cell): number;
  /** Of that, roughly what one core does a second: only the size of tasks depends on it, never a number. */
  readonly operationsPerSecond: number;
  /**
   * Measures networks first … first + count − 1 of a cell, in f64; yields the part of a network·layer that was done
   * since the last yield.
   */
  networks(cell: Cell, first: number, count: number): Generator<number, Raw[]>;
  statistics(cell: Cell): Statistics<Raw, Result>;
  /** What is measured of a cell one after another, until a result is enough; last the cell itself. */
  steps(cell: Cell): readonly Cell[];
  /** Whether a result is all that is asked of a cell. */
  isEnough(cell: Cell, result: Result): boolean;
}

/** What is measured of which cell. */
export type Asked =
  | { measurement: "spectrum"; cell: SpectrumCell }
  | { measurement: "gradient"; cell: GradientCell }
  | { measurement: "forward"; cell: ForwardCell };

/** Measures some networks of what was asked, each with a result of the measurement's own kind. */
export function measure(asked: Asked, first: number, count: number): Generator<number, unknown[]> {
  switch (asked.measurement) {
    case "spectrum":
      return SPECTRUM.networks(asked.cell, first, count);
    case "gradient":
      return GRADIENT.networks(asked.cell, first, count);
    case "forward":
      return FORWARD.networks(asked.cell, first, count);
  }
}

export const SPECTRUM: Measurement<SpectrumCell, NetworkSpectrum, Spectrum> = {
  operationsPerSecond: 4e9,
  ask: (cell) => ({ measurement: "spectrum", cell }),
  operationsPerLayer: spectrumOperations,
  *networks(cell, first, count) {
    const { network: spec, seed, sampling } = cell;
    const results: NetworkSpectrum[] = [];
    const frame = startOf(cell, stateDimension(spec));
    const kernels = borrowKernels();
    try {
      for (let index = first; index < first + count; index++) {
        results.push(yield* networkSpectrum(randomNetwork(spec, seed, index, sampling), frame, cell, kernels));
      }
    } finally {
      giveBack(kernels);
    }
    return results;
  },
  statistics: spectrumStatistics,
  steps: doublings,
  isEnough: ({ tolerance = 0 }, { exponents, standardErrors }) => largestError(exponents, standardErrors) <= tolerance,
};

export const GRADIENT: Measurement<GradientCell, NetworkGradient, GradientProfile> = {
  // Backward there are no kernels.
  operationsPerSecond: 1e9,
  ask: (cell) => ({ measurement: "gradient", cell }),
  operationsPerLayer: gradientOperations,
  *networks(cell, first, count) {
    const { network: spec, seed, sampling } = cell;
    const results: NetworkGradient[] = [];
    for (let index = first; index < first + count; index++) {
      const output = outputGradient(seed, index, stateDimension(spec), sampling, cell.output);
      results.push(yield* networkGradient(randomNetwork(spec, seed, index, sampling), output, cell));
    }
    return results;
  },
  statistics: (cell) => profileStatistics(cell, matrixCount(cell.network), cell.ensemble),
  steps: (cell) => [cell],
  isEnough: () => true,
};

export const FORWARD: Measurement<ForwardCell, NetworkForward, ForwardProfile> = {
  operationsPerSecond: 2e9,
  ask: (cell) => ({ measurement: "forward", cell }),
  operationsPerLayer: forwardOperations,
  *networks(cell, first, count) {
    const { network, seed, sampling = "network", inputs, correlation } = cell;
    const spec = withInputs(network, inputs);
    const results: NetworkForward[] = [];
    const kernels = borrowKernels();
    try {
      for (let index = first; index < first + count; index++) {
        const source = { seed, index, sampling, variance: spec.input.variance, correlation };
        results.push(yield* networkForward(randomNetwork(spec, seed, index, sampling), source, cell, kernels));
      }
    } finally {
      giveBack(kernels);
    }
    return results;
  },
  statistics: (cell) => forwardStatistics(cell, cell.ensemble),
  steps: (cell) => [cell],
  isEnough: () => true,
};
