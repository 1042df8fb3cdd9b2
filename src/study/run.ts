import type { Engine, Snapshot, Spectrum } from "../engine/engine.ts";
import { coarseToFine } from "./order.ts";
import type { ResolvedStudy } from "./resolve.ts";

/** A snapshot whose cells stand in C order of the axes. */
export type StudySnapshot = Snapshot;

/**
 * Measures the spectra of a study, a coarse grid of the axes first, and yields snapshots; the last one is complete.
 * Throws the signal's reason when aborted.
 */
export async function* runSpectrum(
  { axes, cells }: ResolvedStudy,
  engine: Pick<Engine, "spectrum">,
  options: { signal?: AbortSignal } = {},
): AsyncGenerator<StudySnapshot> {
  const order = coarseToFine(axes.map((axis) => axis.values.length));
  const spectra = new Array<Spectrum | null>(cells.length).fill(null);
  const complete = new Array<boolean>(cells.length).fill(false);
  for await (const snapshot of engine.spectrum({ cells: order.map((index) => cells[index]) }, options.signal)) {
    for (const position of snapshot.changed) {
      spectra[order[position]] = snapshot.cells[position];
      complete[order[position]] = snapshot.complete[position];
    }
    yield { ...snapshot, cells: spectra, complete, changed: snapshot.changed.map((position) => order[position]) };
  }
}
