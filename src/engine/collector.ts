import type { Statistics } from "../measure/statistics.ts";
import type { EnsembleCell } from "./engine.ts";
import type { Measurement } from "./measurement.ts";

/** What is known of a cell while its networks come in. */
interface Progress<Raw, Result> {
  statistics: Statistics<Raw, Result>;
  /** Networks that came before their turn, by index: they wait, so that every sum is taken in the same order. */
  waiting: Map<number, Raw>;
  taken: number;
}

/** Gathers the networks of a job, in whatever order they are finished, into the results of its cells. */
export class Collector<Cell extends EnsembleCell, Raw, Result> {
  /** One entry a cell; entries are replaced. */
  readonly results: (Result | null)[];
  /** Which cells have all their networks. */
  readonly complete: boolean[];
  /** Cells that are not complete. */
  left: number;
  private readonly measurement: Measurement<Cell, Raw, Result>;
  private readonly cells: readonly Cell[];
  private readonly inWork = new Map<number, Progress<Raw, Result>>();
  private changed = new Set<number>();

  constructor(measurement: Measurement<Cell, Raw, Result>, cells: readonly Cell[]) {
    this.measurement = measurement;
    this.cells = cells;
    this.left = cells.length;
    this.results = new Array<Result | null>(cells.length).fill(null);
    this.complete = new Array<boolean>(cells.length).fill(false);
  }

  /** Takes networks first, first + 1, … of cell `index`. */
  take(index: number, first: number, networks: readonly Raw[]): void {
    const cell = this.cells[index];
    const progress = this.inWork.get(index) ?? {
      statistics: this.measurement.statistics(cell),
      waiting: new Map(),
      taken: 0,
    };
    this.inWork.set(index, progress);
    const { statistics, waiting } = progress;
    networks.forEach((network, i) => {
      waiting.set(first + i, network);
    });
    const before = progress.taken;
    for (let next = waiting.get(progress.taken); next !== undefined; next = waiting.get(progress.taken)) {
      waiting.delete(progress.taken);
      statistics.add(next);
      progress.taken++;
    }
    if (progress.taken === before) return;
    this.results[index] = statistics.result();
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
