import { matrixCount, operationsOf, stagesOf, stateDimension } from "../network/spec.ts";
import type { ForwardCell, GradientCell, SpectrumCell } from "./engine.ts";

/** Arithmetic of a network·layer of a spectrum, roughly: what a job takes is told, and cut, by it; never a number. */
export function spectrumOperations({ network, exponents: k, sampling }: SpectrumCell): number {
  const { width: n } = network;
  const m = stateDimension(network);
  const columns = network.batch * (k + 1);
  const linear = sampling === "law" ? 10 * n * columns + 4 * n * columns ** 2 : 10 * n * n + 2 * n * n * columns;
  const operations = matrixCount(network) * linear + 10 * m * k * operationsOf(network).length;
  return stagesOf(network) * operations + 2 * m * k * k + 100 * m;
}

/** The same of a gradient profile. */
export function gradientOperations({ network, normBound = false, sampling }: GradientCell): number {
  const { width: n, batch } = network;
  const m = stateDimension(network);
  const linear = sampling === "law" ? 100 * m * batch : (32 + 4 * batch) * n * n;
  return stagesOf(network) * matrixCount(network) * linear + 200 * m + (normBound ? 2 * m ** 3 + 200 * m * m : 0);
}

/** The same of inputs that go forward together. */
export function forwardOperations({ network, inputs, sampling }: ForwardCell): number {
  const { width: n } = network;
  const linear = sampling === "law" ? 10 * n * inputs + 4 * n * inputs ** 2 : (10 + 2 * inputs) * n * n;
  return stagesOf(network) * matrixCount(network) * linear + 100 * n * inputs + 4 * n * inputs ** 2;
}
