import type { SpectrumCell } from "../engine/engine.ts";
import { biasVariance, gatedOf, type NetworkSpec } from "../network/spec.ts";
import { isUniform } from "../network/structure.ts";
import { criticalVariance } from "../theory/critical-line.ts";
import { lawsFor } from "../theory/laws.ts";
import { layeredMeanField } from "../theory/layered-mean-field.ts";
import { meanField } from "../theory/mean-field.ts";
import { BIAS_RANGE, type Place, WEIGHT_RANGE } from "./plane.ts";

/** Which mean field speaks of a network, if any does: that of plain layers, of a batch, or one that goes layer by layer. */
function meanFieldOf(network: NetworkSpec): "plain" | "batch" | "layered" | null {
  const { skip, scale, branch, after, width, batch, tied, activation, weights, matrices = [weights] } = network;
  // Steps of Runge and Kutta, gates, and weights with zeros have no mean field here.
  if (network.integrator !== undefined || gatedOf(network) !== null) return null;
  if (matrices.some((each) => each.zeroDiagonal || each.split !== undefined)) return null;
  // Of recurrent networks it has been checked for tanh and independent entries alone.
  if (tied && (activation !== "tanh" || matrices.some(({ law }) => law === "orthogonal"))) return null;
  const plain = skip === 0 && scale !== 0 && after.length === 0;
  if (plain && isUniform(network) && branch.join() === "linear,activation") return "plain";
  if (batchLaw(network) !== null) return "batch";
  if (scale === 0 || width < 2 || batch > 1) return null;
  return layeredMeanField(atPlace(network, { weight: 1, bias: 0.5 }), 2, 0) === null ? null : "layered";
}

/** λ₁ of a batch normalisation, the same at all places; null where there is no such law. */
function batchLaw(network: NetworkSpec): number | null {
  if (!network.branch.includes("batchnorm")) return null;
  const [law] = lawsFor(atPlace(network, { weight: 1, bias: 0 }), 1, 8);
  return law?.exponents[0] ?? null;
}

function atPlace(network: NetworkSpec, { weight, bias }: Place): NetworkSpec {
  const { weights, matrices } = network;
  return {
    ...network,
    weights: { ...weights, variance: weight },
    ...(matrices === undefined ? {} : { matrices: matrices.map((each) => ({ ...each, variance: weight })) }),
    bias: { variance: added(network, bias) },
    input: { variance: network.input.variance },
  };
}

/** Variance of all that is added to W h where σ_b² is `bias`: an input of every layer counts as one more bias. */
function added({ input }: NetworkSpec, bias: number): number {
  return biasVariance({ bias: { variance: bias }, input });
}

export function hasMeanField(network: NetworkSpec): boolean {
  return meanFieldOf(network) !== null;
}

/** A cell's network and layers: what theory needs to know of it. */
export type TheoryCell = Pick<SpectrumCell, "network" | "depth" | "burnIn">;

/** Two cells with the same key have the same theory map. */
export function theoryKey({ network, depth, burnIn }: TheoryCell): string {
  const { activation, scale, input } = network;
  const kind = meanFieldOf(network);
  if (kind === null) return "none";
  if (kind === "plain") return `${activation} ${scale} ${input.variance} ${added(network, 0)}`;
  return JSON.stringify([atPlace(network, { weight: 0, bias: 0 }), kind === "layered" ? [depth, burnIn] : []]);
}

/** Mean-field λ₁ (n → ∞) at a place, nats per layer; null where there is no such law. */
export function theoryAt({ network, depth, burnIn }: TheoryCell, { weight, bias }: Place): number | null {
  const { activation, scale, input } = network;
  const kind = meanFieldOf(network);
  if (kind === null) return null;
  // A factor α on φ is a factor α² on σ_w².
  if (kind === "plain") {
    const biases = added(network, bias);
    return known(meanField(activation, weight * scale ** 2, biases, weight * input.variance + biases).exponent);
  }
  if (kind === "batch") return batchLaw(network);
  return known(layeredMeanField(atPlace(network, { weight, bias }), depth, burnIn) ?? Number.NaN);
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Mean-field λ₁ on a lattice of places that includes the borders, row by row from σ_b² = 0. */
export interface Lattice {
  columns: number;
  rows: number;
  values: Float64Array;
}

/** Time that the lattice takes from the page at a stretch, ms. */
const SLICE = 12;

/** Computes the lattice in slices that leave the page free; throws the signal's reason when aborted. */
export async function theoryLattice(cell: TheoryCell, signal: AbortSignal): Promise<Lattice> {
  const columns = 81;
  const rows = 41;
  const values = new Float64Array(columns * rows);
  let since = performance.now();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] =
        theoryAt(cell, latticePlace(column / (columns - 1), row / (rows - 1))) ?? Number.NaN;
      if (performance.now() - since < SLICE) continue;
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      since = performance.now();
    }
  }
  return { columns, rows, values };
}

function latticePlace(x: number, y: number): Place {
  return {
    weight: WEIGHT_RANGE[0] + x * (WEIGHT_RANGE[1] - WEIGHT_RANGE[0]),
    bias: BIAS_RANGE[0] + y * (BIAS_RANGE[1] - BIAS_RANGE[0]),
  };
}

/** Bilinear value at x, y in [0, 1]; from the nearest corners that are finite. */
export function interpolate({ columns, rows, values }: Lattice, x: number, y: number): number {
  const column = Math.min(columns - 2, Math.floor(x * (columns - 1)));
  const row = Math.min(rows - 2, Math.floor(y * (rows - 1)));
  const dx = x * (columns - 1) - column;
  const dy = y * (rows - 1) - row;
  let sum = 0;
  let weights = 0;
  for (const [i, j] of CORNERS) {
    const weight = (i === 0 ? 1 - dx : dx) * (j === 0 ? 1 - dy : dy);
    const value = values[(row + j) * columns + column + i] ?? Number.NaN;
    if (!(weight > 0) || !Number.isFinite(value)) continue;
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}

const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** The line χ₁ = 1 (n → ∞), from σ_b² = 0 upwards; empty where there is none. */
export function criticalLine(network: NetworkSpec): Place[] {
  if (meanFieldOf(network) !== "plain") return [];
  const line: Place[] = [];
  const steps = 100;
  for (let step = 0; step <= steps; step++) {
    // Denser at the foot, where the line of tanh rises as a square root.
    const bias = BIAS_RANGE[1] * (step / steps) ** 2;
    const critical = criticalVariance(network.activation, added(network, bias));
    if (critical === null) continue;
    const weight = critical / network.scale ** 2;
    if (weight <= WEIGHT_RANGE[1]) line.push({ weight, bias });
  }
  return line;
}
