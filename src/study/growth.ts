import type { Snapshot, Spectrum, SpectrumCell } from "../engine/engine.ts";
import type { FixedVectorGrowth } from "../measure/statistics.ts";
import type { Cell } from "./resolve.ts";

/** A fixed vector of a cell of a study, as a cell of its own: a network and one vector. */
export interface GrowthCell {
  cell: SpectrumCell;
  /** Index of the study's cell, and which of its vectors this is. */
  index: number;
  vector: number;
}

/** The fixed vectors of some cells, in their order. */
export function growthCells(cells: readonly Cell[]): GrowthCell[] {
  return cells.flatMap(({ fixedVectors = [], index, at: _, checkpoints: __, distribution: ___, ...cell }) =>
    fixedVectors.map((start, vector) => ({ cell: { ...cell, exponents: 1, start }, index, vector })),
  );
}

/** The last snapshot of the spectra, completed by the growth of fixed vectors as it comes in. */
export async function* withGrowth(
  spectra: Snapshot,
  vectors: readonly GrowthCell[],
  snapshots: AsyncIterable<Snapshot>,
): AsyncGenerator<Snapshot> {
  const cells = [...spectra.cells];
  const complete = [...spectra.complete];
  const missing = new Map<number, number>();
  for (const { index } of vectors) {
    complete[index] = false;
    missing.set(index, (missing.get(index) ?? 0) + 1);
  }
  for await (const snapshot of snapshots) {
    const changed = new Set<number>();
    for (const position of snapshot.changed) {
      const { index, vector } = vectors[position];
      const [spectrum, found] = [cells[index], snapshot.cells[position]];
      if (spectrum === null || found === null || !snapshot.complete[position]) continue;
      const growths = [...(spectrum.fixedVectors ?? [])];
      growths[vector] = growthOf(found);
      cells[index] = { ...spectrum, fixedVectors: growths };
      const left = (missing.get(index) ?? 0) - 1;
      missing.set(index, left);
      complete[index] = left === 0;
      changed.add(index);
    }
    yield {
      ...snapshot,
      cells,
      complete,
      changed: [...changed],
      done: spectra.done + snapshot.done,
      total: spectra.total + snapshot.total,
      seconds: spectra.seconds + snapshot.seconds,
    };
  }
}

function growthOf({
  exponents: [growth = null],
  standardErrors: [standardError = null],
  infinite,
  networks,
  layers,
}: Spectrum): FixedVectorGrowth {
  return { growth, standardError, infinite: infinite[0] ?? 0, networks, layers };
}
