import type { SpectrumCell } from "../engine/engine.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { biasVariance, gatedOf, type NetworkSpec } from "../network/spec.ts";
import { isUniform } from "../network/structure.ts";
import type { StudyInput } from "../study/schema.ts";
import { batchNormExponent } from "../theory/batchnorm.ts";
import { criticalVariance } from "../theory/critical-line.ts";
import { layeredMeanField } from "../theory/layered-mean-field.ts";
import { meanField } from "../theory/mean-field.ts";
import { BIAS_PATH, pointAt, valueAt, WEIGHT_PATH } from "./axis.ts";
import { depthOf } from "./changes.ts";
import { type Place, type Plane, studyAt } from "./plane.ts";
import { ringsOf } from "./zero-line.ts";

/** A cell's network and layers: what theory needs to know of it. */
export type TheoryCell = Pick<SpectrumCell, "network" | "depth" | "burnIn">;

/** The same at any place of a plane; what is wrong there has been told before. */
export function theoryCell(study: StudyInput, plane: Plane, place: Place): TheoryCell {
  const at = studyAt(study, plane, place);
  const depth = depthOf(at);
  return { network: resolveNetwork(at.network, depth), depth, burnIn: at.burnIn ?? Math.floor(depth / 8) };
}

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
  if (branch.includes("batchnorm")) return batchNormExponent(network) === null ? null : "batch";
  return scale === 0 || width < 2 || batch > 1 ? null : "layered";
}

/** Mean-field λ₁ (n → ∞) of a cell, nats per layer; null where there is no such law. */
export function theoryOf({ network, depth, burnIn }: TheoryCell): number | null {
  const { activation, scale, weights, input } = network;
  const kind = meanFieldOf(network);
  if (kind === null) return null;
  // A factor α on φ is a factor α² on σ_w².
  if (kind === "plain") {
    const biases = biasVariance(network);
    const { variance } = weights;
    return known(meanField(activation, variance * scale ** 2, biases, variance * input.variance + biases).exponent);
  }
  if (kind === "batch") return batchNormExponent(network);
  // An input of every layer counts as one more bias.
  const driven = { ...network, bias: { variance: biasVariance(network) }, input: { variance: input.variance } };
  return known(layeredMeanField(driven, depth, burnIn) ?? Number.NaN);
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Whether some place of a plane has a mean field: its middle, or beside it. */
export function hasMeanField(study: StudyInput, plane: Plane): boolean {
  return [0.5, 0.27].some((part) => {
    const place = { x: valueAt(plane.x, part), y: valueAt(plane.y, part) };
    return theoryOf(theoryCell(study, plane, place)) !== null;
  });
}

/** Two studies and planes with the same key have the same theory map. */
export function theoryKey(study: StudyInput, plane: Plane): string {
  const { x, y } = plane;
  const { network, depth, burnIn } = theoryCell(study, plane, { x: x.from, y: y.from });
  // What is drawn of a network is no part of its mean field.
  const plain = meanFieldOf(network) === "plain";
  const { width, ...rest } = network;
  return JSON.stringify([x, y, plain ? rest : network, plain ? [] : [depth, burnIn]]);
}

/** Mean-field λ₁ on a lattice of places that includes the borders, row by row upwards. */
export interface Lattice {
  columns: number;
  rows: number;
  values: Float64Array;
}

/** Time that the lattice takes from the page at a stretch, ms. */
const SLICE = 12;

/** Computes the lattice in slices that leave the page free; throws the signal's reason when aborted. */
export async function theoryLattice(study: StudyInput, plane: Plane, signal: AbortSignal): Promise<Lattice> {
  const columns = 81;
  const rows = 41;
  const values = new Float64Array(columns * rows);
  let since = performance.now();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = { x: valueAt(plane.x, column / (columns - 1)), y: valueAt(plane.y, row / (rows - 1)) };
      values[row * columns + column] = theoryOf(theoryCell(study, plane, place)) ?? Number.NaN;
      if (performance.now() - since < SLICE) continue;
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      since = performance.now();
    }
  }
  return { columns, rows, values };
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

/** Lines of χ₁ = 1 (n → ∞), the edge of chaos; empty where there is none. */
export function criticalLines(study: StudyInput, plane: Plane, lattice: Lattice | null): Place[][] {
  if (plane.x.path === WEIGHT_PATH && plane.y.path === BIAS_PATH && !plane.y.log) {
    const { network } = theoryCell(study, plane, { x: 1, y: plane.y.to });
    if (meanFieldOf(network) === "plain") return [exactLine(study, plane)];
  }
  return lattice === null ? [] : latticeLines(lattice, plane);
}

/** From the foot upwards, in the plane of σ_w² and σ_b². */
function exactLine(study: StudyInput, plane: Plane): Place[] {
  const { x, y } = plane;
  const line: Place[] = [];
  const steps = 100;
  for (let step = 0; step <= steps; step++) {
    // Denser at the foot, where the line of tanh rises as a square root.
    const bias = y.from + (y.to - y.from) * (step / steps) ** 2;
    const { network } = theoryCell(study, plane, { x: 1, y: bias });
    const critical = criticalVariance(network.activation, biasVariance(network));
    if (critical === null) continue;
    const weight = critical / network.scale ** 2;
    if (weight >= Math.min(x.from, x.to) && weight <= Math.max(x.from, x.to)) line.push({ x: weight, y: bias });
  }
  return line;
}

/** Where the lattice's values pass through 0. */
function latticeLines({ columns, rows, values }: Lattice, { x, y }: Plane): Place[][] {
  const finite = Array.from(values, (value) => (Number.isFinite(value) ? value : Number.NaN));
  if (!finite.some((value) => value > 0) || !finite.some((value) => value < 0)) return [];
  return ringsOf(finite, columns, rows).map((line) =>
    line.map(([column, row]) => ({
      x: pointAt(x, (column - 0.5) / (columns - 1)),
      y: pointAt(y, (row - 0.5) / (rows - 1)),
    })),
  );
}
