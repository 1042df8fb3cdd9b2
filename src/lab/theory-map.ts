import type { SpectrumCell } from "../engine/engine.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { biasVariance, gatedOf, type NetworkSpec } from "../network/spec.ts";
import { isUniform } from "../network/structure.ts";
import { withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { batchNormExponent } from "../theory/batchnorm.ts";
import { criticalVariance } from "../theory/critical-line.ts";
import { layeredMeanField } from "../theory/layered-mean-field.ts";
import { meanField } from "../theory/mean-field.ts";
import { BIAS_PATH, pointAt, valueAt, WEIGHT_PATH } from "./axis.ts";
import { depthOf } from "./changes.ts";
import type { Lattice } from "./lattice.ts";
import { type Place, type Plane, studyAt } from "./plane.ts";
import { ringsOf } from "./zero-line.ts";

/** A cell's network and layers: what theory needs to know of it. */
export type TheoryCell = Pick<SpectrumCell, "network" | "depth" | "burnIn">;

/** The same at any place of a plane; what is wrong there has been told before. */
export function theoryCell(study: StudyInput, plane: Plane, place: Place): TheoryCell {
  return cellOf(studyAt(study, plane, place));
}

function cellOf(at: StudyInput): TheoryCell {
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

/** Time that the lattice takes from the page at a stretch, ms. */
const SLICE = 12;
/** Places either way; of a first, coarse lattice every fourth of them. */
const COLUMNS = 81;
const ROWS = 41;
const STRIDE = 4;

/**
 * Computes the lattice in slices that leave the page free; `coarse` hears of a first one, at once where that takes no longer
 * than a slice. Throws the signal's reason when aborted.
 */
export async function theoryLattice(
  study: StudyInput,
  plane: Plane,
  signal: AbortSignal,
  coarse: (lattice: Lattice) => void = () => undefined,
): Promise<Lattice> {
  const fine = emptyLattice(COLUMNS, ROWS);
  const first = emptyLattice((COLUMNS - 1) / STRIDE + 1, (ROWS - 1) / STRIDE + 1);
  let since = performance.now();
  const rest = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    since = performance.now();
  };
  for (const { columns, rows, values } of [first, fine]) {
    for (let row = 0; row < rows; row++) {
      const along = withValue(study, plane.y.path, valueAt(plane.y, row / (rows - 1)));
      for (let column = 0; column < columns; column++) {
        const at = withValue(along, plane.x.path, valueAt(plane.x, column / (columns - 1)));
        values[row * columns + column] = theoryOf(cellOf(at)) ?? Number.NaN;
        if (performance.now() - since >= SLICE) await rest();
      }
    }
    if (values === fine.values) break;
    coarse(first);
    await rest();
  }
  return fine;
}

function emptyLattice(columns: number, rows: number): Lattice {
  return { columns, rows, values: new Float64Array(columns * rows) };
}

/** Lines of χ₁ = 1 (n → ∞), the edge of chaos; empty where there is none. */
export function criticalLines(study: StudyInput, plane: Plane, lattice: Lattice | null): Place[][] {
  if (hasExactLine(study, plane)) return [exactLine(study, plane)];
  return lattice === null ? [] : latticeLines(lattice, plane);
}

/** Whether the critical line is known without a lattice. */
export function hasExactLine(study: StudyInput, plane: Plane): boolean {
  if (plane.x.path !== WEIGHT_PATH || plane.y.path !== BIAS_PATH || plane.y.log) return false;
  return meanFieldOf(theoryCell(study, plane, { x: 1, y: plane.y.to }).network) === "plain";
}

/** From the foot upwards, in the plane of σ_w² and σ_b². */
function exactLine(study: StudyInput, plane: Plane): Place[] {
  const { x, y } = plane;
  const line: Place[] = [];
  const steps = 50;
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
