/** An error from the noise along depth. */
export interface DepthError {
  /** Standard error of the mean over networks and layers, nats per layer. */
  standardError: number;
  /** Degrees of freedom behind it. */
  freedom: number;
  /** Layers in the batches that it was taken from: beyond, their means are independent as far as can be told. */
  batchLayers: number;
}

/** One-sided normal quantile at 90 %: batches are joined until their neighbours are less alike than this. */
const ALIKE = 1.2816;

/**
 * The error that the noise along depth alone gives an exponent: batch means, pooled over networks, each about its own mean.
 * Layers are correlated, so that batches are joined in pairs until neighbours look independent: von Neumann's ratio
 * C = 1 − Σ (x_j − x_{j+1})² / 2 Σ (x_j − x̄)² is then within chance of 0, its variance being (m − 2)/(m² − 1) for m batches.
 *
 * Source: Fishman, "Grouping observations in digital simulation", Management Science 1978; Flyvbjerg & Petersen 1989.
 */
export class AlongDepth {
  private readonly layers: number;
  private networks = 0;
  /** Of every grouping, finest first: batches, Σ (x_j − x̄)² and Σ (x_j − x_{j+1})² over all networks. */
  private levels: { batches: number; squares: number; steps: number }[] = [];

  /** `layers`: counted layers of a network. */
  constructor(layers: number) {
    this.layers = layers;
  }

  /** Takes the means of a network's batches, a power of two of them; nothing where one is −∞. */
  add(means: readonly number[]): void {
    if (means.length < 2 || means.some((mean) => !Number.isFinite(mean))) return;
    this.networks++;
    let values = means;
    for (let level = 0; values.length >= 2; level++) {
      this.levels[level] ??= { batches: values.length, squares: 0, steps: 0 };
      const sums = this.levels[level];
      const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
      for (const [j, value] of values.entries()) {
        sums.squares += (value - centre) ** 2;
        if (j > 0) sums.steps += (value - values[j - 1]) ** 2;
      }
      values = joined(values);
    }
  }

  /** Null where there are no batches. */
  result(): DepthError | null {
    const { networks, levels, layers } = this;
    const fewest = levels.find(({ batches, squares, steps }) => {
      const chance = Math.sqrt((batches - 2) / (batches * batches - 1) / networks);
      return 1 - steps / (2 * squares) <= ALIKE * chance || batches * networks <= FEWEST;
    });
    const chosen = fewest ?? levels.at(-1);
    if (chosen === undefined) return null;
    const freedom = networks * (chosen.batches - 1);
    return {
      standardError: Math.sqrt(chosen.squares / freedom / (chosen.batches * networks)),
      freedom,
      batchLayers: layers / chosen.batches,
    };
  }
}

/** Batches of all networks together below which an error says nothing any more. */
const FEWEST = 4;

/** Means of neighbouring pairs. */
export function joined(values: readonly number[]): number[] {
  return Array.from({ length: Math.floor(values.length / 2) }, (_, j) => 0.5 * (values[2 * j] + values[2 * j + 1]));
}
