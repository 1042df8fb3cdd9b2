import type { Engine, GradientProfile, Snapshot } from "../engine/engine.ts";
import type { Clip } from "../measure/clip.ts";
import { growthCells, withGrowth } from "./growth.ts";
import { coarseToFine } from "./order.ts";
import type { ResolvedStudy } from "./resolve.ts";

/** A snapshot whose cells stand in C order of the axes. */
export type StudySnapshot = Snapshot;

/**
 * Measures the spectra of a study, a coarse grid of the axes first, and yields snapshots; the last one is complete.
 * `share`: how much of the CPU it gets beside what runs at the same time, 1 if not given. Throws the signal's reason when
 * aborted.
 */
export async function* runSpectrum(
  study: ResolvedStudy,
  engine: Pick<Engine, "spectrum">,
  options: { signal?: AbortSignal; share?: number } = {},
): AsyncGenerator<StudySnapshot> {
  const { order, cells } = ordered(study);
  const { signal, share } = options;
  const vectors = growthCells(cells);
  const later = vectors.reduce((sum, { cell }) => sum + cell.ensemble * cell.depth, 0);
  let last: StudySnapshot | undefined;
  for await (const snapshot of inPlace(order, engine.spectrum({ cells, share }, signal))) {
    last = snapshot;
    const complete = snapshot.complete.map((done, place) => done && study.cells[place]?.fixedVectors === undefined);
    yield vectors.length === 0 ? snapshot : { ...snapshot, total: snapshot.total + later, complete };
  }
  if (last === undefined || vectors.length === 0) return;
  yield* withGrowth(last, vectors, engine.spectrum({ cells: vectors.map(({ cell }) => cell), share }, signal));
}

/**
 * Measures the gradient profiles of a study in the same way; `normBound` asks for Π ‖J_l‖₂ too, O(n³) a layer; `clip`
 * clips gradients, as the CPU engine alone does. `order`: the
 * cells in the order in which they are wanted, each once, where that is not a coarse grid of all axes first.
 */
export function runGradient(
  study: ResolvedStudy,
  engine: Pick<Engine, "gradient">,
  options: { signal?: AbortSignal; normBound?: boolean; clip?: Clip; order?: readonly number[] } = {},
): AsyncGenerator<Snapshot<GradientProfile>> {
  const { order, cells } = ordered(study, options.order);
  const { signal, normBound = false, clip } = options;
  const asked = { normBound, ...(clip === undefined ? {} : { clip: checked(clip) }) };
  return inPlace(order, engine.gradient({ cells: cells.map((cell) => ({ ...cell, ...asked })) }, signal));
}

/** Throws RangeError for a norm that nothing could have. */
function checked(clip: Clip): Clip {
  if (clip.norm > 0 && clip.norm < Number.POSITIVE_INFINITY) return clip;
  throw new RangeError(`clip.norm is ${clip.norm}; allowed: a number above 0`);
}

/** The cells, a coarse grid first if no order is asked for, and their places. */
function ordered(
  { axes, cells }: ResolvedStudy,
  order: readonly number[] = coarseToFine(axes.map((axis) => axis.values.length)),
): { order: readonly number[]; cells: ResolvedStudy["cells"] } {
  return { order, cells: order.map((index) => cells[index]) };
}

/** Snapshots of cells in some order, put back into their places. */
async function* inPlace<Result>(
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
