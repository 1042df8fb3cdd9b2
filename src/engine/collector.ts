import type { Statistics } from "../measure/statistics.ts";
import { keptNetworks, workOf } from "./doublings.ts";
import type { EnsembleCell } from "./engine.ts";
import type { Measurement } from "./measurement.ts";

/** What is to be measured of a cell next: networks first, first + 1, … of `cell`, up to its ensemble. */
export interface Wanted<Cell> {
  cell: Cell;
  first: number;
}

/** What is known of a cell while its networks come in. */
interface Progress<Cell, Raw, Result> {
  /** What is measured of it one after another, and which of these is in work. */
  steps: readonly Cell[];
  step: number;
  statistics: Statistics<Raw, Result>;
  /** Networks that came before their turn, by index: they wait, so that every sum is taken in the same order. */
  waiting: Map<number, Raw>;
  taken: number;
}

/** Gathers the networks of a job, in whatever order they are finished, into the results of its cells, and says what each of them still needs. */
export class Collector<Cell extends EnsembleCell, Raw, Result> {
  /** One entry a cell; entries are replaced. */
  readonly results: (Result | null)[];
  /** Which cells need no more. */
  readonly complete: boolean[];
  /** Cells that are not complete. */
  left: number;
  /** Network·layers in all, at most; those that a complete cell did not need are gone. */
  total: number;
  private readonly measurement: Measurement<Cell, Raw, Result>;
  private readonly cells: readonly Cell[];
  private readonly inWork = new Map<number, Progress<Cell, Raw, Result>>();
  private changed = new Set<number>();

  constructor(measurement: Measurement<Cell, Raw, Result>, cells: readonly Cell[]) {
    this.measurement = measurement;
    this.cells = cells;
    this.left = cells.length;
    this.total = cells.reduce((sum, cell) => sum + workOf(measurement.steps(cell)), 0);
    this.results = new Array<Result | null>(cells.length).fill(null);
    this.complete = new Array<boolean>(cells.length).fill(false);
  }

  /** What is measured first of every cell. */
  begin(): Cell[] {
    return this.cells.map((cell) => this.measurement.steps(cell)[0]);
  }

  /**
   * Takes networks first, first + 1, … of what was wanted last of cell `index`. Gives what is wanted of it now, null where that
   * is on its way or the cell is complete: a function of its networks alone, not of when they come.
   */
  take(index: number, first: number, networks: readonly Raw[]): Wanted<Cell> | null {
    const cell = this.cells[index];
    const progress = this.inWork.get(index) ?? this.start(this.measurement.steps(cell), 0);
    this.inWork.set(index, progress);
    const { steps, step, statistics, waiting } = progress;
    networks.forEach((network, i) => {
      waiting.set(first + i, network);
    });
    const before = progress.taken;
    for (let next = waiting.get(progress.taken); next !== undefined; next = waiting.get(progress.taken)) {
      waiting.delete(progress.taken);
      statistics.add(next);
      progress.taken++;
    }
    if (progress.taken === before) return null;
    const result = statistics.result();
    this.results[index] = result;
    this.changed.add(index);
    if (progress.taken < steps[step].ensemble) return null;
    const more = steps.at(step + 1);
    if (more !== undefined && !this.measurement.isEnough(cell, result)) {
      const kept = keptNetworks(steps[step], more);
      if (kept > 0) progress.step++;
      else this.inWork.set(index, this.start(steps, step + 1));
      return { cell: more, first: kept };
    }
    this.complete[index] = true;
    this.inWork.delete(index);
    this.left--;
    this.total -= workOf(steps, step + 1);
    return null;
  }

  /** Indices of the cells that changed since the last call. */
  news(): number[] {
    const news = [...this.changed];
    this.changed = new Set();
    return news;
  }

  private start(steps: readonly Cell[], step: number): Progress<Cell, Raw, Result> {
    // Networks are kept while the depth is: the last step of that depth knows what is asked of them.
    const { depth } = steps[step];
    const last = steps.findLast((each) => each.depth === depth) ?? steps[step];
    return { steps, step, statistics: this.measurement.statistics(last), waiting: new Map(), taken: 0 };
  }
}
