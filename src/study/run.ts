import { doublings, workOf } from "../engine/doublings.ts";
import type { Engine, GradientCell, GradientProfile, Snapshot } from "../engine/engine.ts";
import type { LiveMap } from "../engine/live-map.ts";
import type { GradientOptions } from "../measure/gradient.ts";
import { whyNoAdjoint } from "../network/adjoint.ts";
import { stateDimension } from "../network/spec.ts";
import { StudyError } from "./error.ts";
import { growthCells, withGrowth } from "./growth.ts";
import { coarseToFine } from "./order.ts";
import { type Cell, type ResolvedStudy, where } from "./resolve.ts";

/** A snapshot whose cells stand in C order of the axes. */
export type StudySnapshot = Snapshot;

/**
 * Measures the spectra of a study, a coarse grid of the axes first, and yields snapshots; the last one is complete.
 * `share`: how much of the CPU it gets beside what runs at the same time, 1 if not given. `live`: a map of the cells, in C order
 * of the axes, that shows λ₁ on the GPU. `order`: the cells as they are wanted, each once, where that is not coarse to fine. Throws the signal's reason when
 * aborted.
 */
export async function* runSpectrum(
  study: ResolvedStudy,
  engine: Pick<Engine, "spectrum">,
  options: { signal?: AbortSignal; share?: number; live?: LiveMap; order?: readonly number[] } = {},
): AsyncGenerator<StudySnapshot> {
  const { order, cells } = ordered(study, options.order);
  const { signal, share } = options;
  const live = options.live?.begin(order);
  const vectors = growthCells(cells);
  const later = vectors.reduce((sum, { cell }) => sum + workOf(doublings(cell)), 0);
  let last: StudySnapshot | undefined;
  for await (const snapshot of inPlace(order, engine.spectrum({ cells, share, live }, signal))) {
    last = snapshot;
    const complete = snapshot.complete.map((done, place) => done && study.cells[place]?.fixedVectors === undefined);
    yield vectors.length === 0 ? snapshot : { ...snapshot, total: snapshot.total + later, complete };
  }
  if (last === undefined || vectors.length === 0) return;
  yield* withGrowth(last, vectors, engine.spectrum({ cells: vectors.map(({ cell }) => cell), share }, signal));
}

/**
 * Measures the gradient profiles of a study in the same way. `order`: the
 * cells in the order in which they are wanted, each once, where that is not a coarse grid of all axes first.
 */
export function runGradient(
  study: ResolvedStudy,
  engine: Pick<Engine, "gradient">,
  options: GradientQuestion & { signal?: AbortSignal; order?: readonly number[] } = {},
): AsyncGenerator<Snapshot<GradientProfile>> {
  const { order, cells } = ordered(study, options.order);
  return inPlace(order, engine.gradient({ cells: gradientCells(cells, options) }, options.signal));
}

/** What is asked of gradients: `normBound` measures Π ‖J_l‖₂ too, O(n³) a layer. */
export interface GradientQuestion extends GradientOptions {
  normBound?: boolean;
}

/**
 * The cells with what is asked of their gradients. Throws RangeError for a norm or a window that nothing could have, and StudyError for
 * a network without a continuous adjoint where that is asked for.
 */
export function gradientCells(
  cells: ResolvedStudy["cells"],
  { normBound = false, clip, window, output, adjoint = "discrete" }: GradientQuestion,
): (Cell & GradientCell)[] {
  if (clip !== undefined && !(clip.norm > 0 && clip.norm < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`clip.norm is ${clip.norm}; allowed: a number above 0`);
  }
  if (window !== undefined && !(Number.isInteger(window) && window >= 1)) {
    throw new RangeError(`window is ${window}; allowed: a whole number from 1`);
  }
  return cells.map((cell) => {
    const why = adjoint === "continuous" ? whyNoAdjoint(cell.network, cell.sampling) : null;
    if (why !== null) throw new StudyError("adjoint", adjoint, why + where(cell.at));
    const dimension = stateDimension(cell.network);
    if (output !== undefined && !(output.from >= 0 && output.units >= 1 && output.from + output.units <= dimension)) {
      const allowed = `entries of a state of ${dimension}, which are counted from 0${where(cell.at)}`;
      throw new StudyError("output", output, allowed);
    }
    return {
      ...cell,
      normBound,
      ...(clip === undefined ? {} : { clip }),
      ...(window === undefined ? {} : { window }),
      ...(output === undefined ? {} : { output }),
      ...(adjoint === "discrete" ? {} : { adjoint }),
    };
  });
}

/** The cells, a coarse grid first if no order is asked for, and their places. */
export function ordered(
  { axes, cells }: ResolvedStudy,
  order: readonly number[] = coarseToFine(axes.map((axis) => axis.values.length)),
): { order: readonly number[]; cells: ResolvedStudy["cells"] } {
  return { order, cells: order.map((index) => cells[index]) };
}

/** Snapshots of cells in some order, put back into their places. */
export async function* inPlace<Result>(
  order: readonly number[],
  snapshots: AsyncIterable<Snapshot<Result>>,
): AsyncGenerator<Snapshot<Result>> {
  const results = new Array<Result | null>(order.length).fill(null);
  const complete = new Array<boolean>(order.length).fill(false);
  for await (const snapshot of snapshots) {
    for (const position of snapshot.changed) {
      results[order[position]] = snapshot.cells[position];
      complete[order[position]] = snapshot.complete[position];
    }
    yield { ...snapshot, cells: results, complete, changed: snapshot.changed.map((position) => order[position]) };
  }
}
