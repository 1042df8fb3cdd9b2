/** A submit should take about this long, in ms: long enough to fill the GPU, short enough for any watchdog. */
const SUBMIT = 100;
/** One step of growth: what went well may be this much more the next time. */
const GROWTH = 4;

/** How much work one submit, and one batch, should hold, learnt from how long submits took. */
export class Pace {
  /** Networks of the next batch. */
  batch: number;
  private most = Number.POSITIVE_INFINITY; // networks that memory holds, as far as is known
  private layers = 1;
  private cost = 0; // ms per network·layer

  /** `batch`: networks of the first one, while nothing is known. */
  constructor(batch: number) {
    this.batch = batch;
  }

  /** Layers of the next submit of `networks`. */
  next(networks: number): number {
    if (this.cost === 0) return 1;
    return Math.max(1, Math.min(GROWTH * this.layers, Math.floor(SUBMIT / (this.cost * networks))));
  }

  /** A submit of so many layers of `networks` took `ms`. */
  took(networks: number, layers: number, ms: number): void {
    this.layers = layers;
    this.cost = Math.max(ms, 0.05) / (networks * layers);
  }

  /** A batch of `networks` went well: the next may be larger, as long as a layer of it fits a submit. */
  finished(networks: number): void {
    if (networks < this.batch) return; // the job had no more
    this.batch = Math.max(1, Math.min(this.most, GROWTH * this.batch, Math.floor(SUBMIT / 2 / this.cost)));
  }

  /** A batch of `networks` did not fit into memory. */
  tooLarge(networks: number): void {
    this.most = Math.max(1, Math.floor(networks / 2));
    this.batch = this.most;
  }
}
