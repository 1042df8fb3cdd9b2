import type { Engine, Spectrum } from "../../engine/engine.ts";
import type { Grid } from "../../study/grid.ts";
import { runSpectrum } from "../../study/run.ts";

/** Cells that came to their end since the last news. */
export interface Finished {
  cells: { index: number; result: Spectrum }[];
  /** Something that the user should hear of. */
  notice?: string;
}

/** Cells in hand at a time, at most: of a million, only these are in memory. */
const WINDOW = 2048;

/** Measures some cells of a grid, in this order, and tells of each once it is finished. Throws the signal's reason when aborted. */
export async function* finishedCells(
  grid: Grid,
  indices: readonly number[],
  engine: Pick<Engine, "spectrum">,
  signal: AbortSignal,
): AsyncGenerator<Finished> {
  for (let from = 0; from < indices.length; from += WINDOW) {
    const window = indices.slice(from, from + WINDOW);
    // Places in the window are what the run counts by.
    const cells = window.map((index, place) => ({ ...grid.cell(index), index: place }));
    const told = new Set<number>();
    const order = cells.map((_, place) => place);
    for await (const snapshot of runSpectrum({ study: grid.study, axes: [], cells }, engine, { signal, order })) {
      const finished: Finished = { cells: [] };
      for (const place of snapshot.changed) {
        const result = snapshot.cells[place] ?? null;
        if (result === null || !snapshot.complete[place] || told.has(place)) continue;
        told.add(place);
        finished.cells.push({ index: window[place] ?? 0, result });
      }
      if (snapshot.notice !== undefined) finished.notice = snapshot.notice;
      if (finished.cells.length > 0 || finished.notice !== undefined) yield finished;
    }
  }
}
