import type { NetworkSpectrum } from "../measure/spectrum.ts";
import { type SpectrumStatistics, spectrumStatistics } from "../measure/statistics.ts";
import type { Spectrum, SpectrumCell } from "./engine.ts";

/** What is known of a cell while its networks come in. */
interface Progress {
  statistics: SpectrumStatistics;
  /** Networks that came before their turn, by index: they wait, so that every sum is taken in the same order. */
  waiting: Map<number, NetworkSpectrum>;
  taken: number;
}

/** Gathers the networks of a job, in whatever order they are finished, into the spectra of its cells. */
export class Collector {
  /** One entry a cell; entries are replaced. */
  readonly spectra: (Spectrum | null)[];
  /** Which cells have all their networks. */
  readonly complete: boolean[];
  /** Cells that are not complete. */
  left: number;
  private readonly cells: readonly SpectrumCell[];
  private readonly inWork = new Map<number, Progress>();
  private changed = new Set<number>();

  constructor(cells: readonly SpectrumCell[]) {
    this.cells = cells;
    this.left = cells.length;
    this.spectra = new Array<Spectrum | null>(cells.length).fill(null);
    this.complete = new Array<boolean>(cells.length).fill(false);
  }

  /** Takes networks first, first + 1, … of cell `index`. */
  take(index: number, first: number, results: readonly NetworkSpectrum[]): void {
    const cell = this.cells[index];
    const progress = this.inWork.get(index) ?? { statistics: spectrumStatistics(cell), waiting: new Map(), taken: 0 };
    this.inWork.set(index, progress);
    const { statistics, waiting } = progress;
    results.forEach((result, i) => {
      waiting.set(first + i, result);
    });
    const before = progress.taken;
    for (let next = waiting.get(progress.taken); next !== undefined; next = waiting.get(progress.taken)) {
      waiting.delete(progress.taken);
      statistics.add(next);
      progress.taken++;
    }
    if (progress.taken === before) return;
    this.spectra[index] = statistics.spectrum();
    this.changed.add(index);
    if (progress.taken === cell.ensemble) {
      this.complete[index] = true;
      this.inWork.delete(index);
      this.left--;
    }
  }

  /** Indices of the cells that changed since the last call. */
  news(): number[] {
    const news = [...this.changed];
    this.changed = new Set();
    return news;
  }
}
