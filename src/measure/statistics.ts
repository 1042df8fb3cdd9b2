import { type Drift, DriftTest } from "./drift.ts";
import { momentsOf } from "./moments.ts";
import type { SpectrumSettings } from "./settings.ts";
import type { NetworkSpectrum } from "./spectrum.ts";

/**
 * `overflow`: some state left the range of the numbers, nothing is reported. `collapsed`: every exponent of every network is
 * −∞. `ill-conditioned`: tangents went too far between orthogonalisations that were fixed, the last exponents may be
 * rounding. `drifting`: λ₁ still changes with depth, so that the exponents are means over the counted layers and no limit.
 */
export type CellStatus = "ok" | "overflow" | "collapsed" | "ill-conditioned" | "drifting";

/** Measured Lyapunov spectrum of an ensemble; exponents in nats per layer. */
export interface Spectrum {
  /** λ_i: mean over the networks whose exponent i is finite; −Infinity where none is; null where status is overflow, or no network is in yet. */
  exponents: (number | null)[];
  /** Standard error of each mean; null at −∞ and where nothing can be said. */
  standardErrors: (number | null)[];
  /** Number of networks whose exponent i is −∞. */
  infinite: number[];
  /** Variance of ln R_ii over layers and networks, per layer, from its sums between orthogonalisations; null as above. */
  layerVariances: (number | null)[];
  status: CellStatus;
  /** How λ₁ changes from the first half of the counted layers to the second; null where nothing can be said. */
  drift: Drift | null;
  /** Networks behind the numbers. */
  networks: number;
  /** Layers counted: depth − burnIn. */
  layers: number;
  /** Mean number of layers between orthogonalisations; null where nothing can be said. */
  orthogonalizedEvery: number | null;
  /** Partial spectra at the asked depths. */
  checkpoints?: { depth: number; exponents: (number | null)[]; standardErrors: (number | null)[] }[];
}

/** Mean error of the last exponent, nats per layer, from which on rounding is mentioned. */
const BLURRED = 1e-3;

/** Takes the networks of a cell one after another, in the order of their index, and says what is known so far. */
export interface Statistics<Raw, Result> {
  add(network: Raw): void;
  result(): Result;
}

/**
 * Statistics of an ensemble. The standard error is the one between networks, which already holds the noise along
 * depth; for a single network it is that of batch means along depth (layers are correlated, so that an i.i.d. error
 * would be too small).
 */
export function spectrumStatistics(settings: SpectrumSettings): Statistics<NetworkSpectrum, Spectrum> {
  const { depth, burnIn, exponents: k, checkpoints = [] } = settings;
  const layers = depth - burnIn;
  const means = momentsOf(k);
  const partial = checkpoints.map(() => momentsOf(k));
  const sums = new Float64Array(k);
  const squares = new Float64Array(k);
  const driftTest = new DriftTest(layers);
  let batches: Float64Array | null = null;
  let networks = 0;
  let overflow = false;
  let loss = 0;
  let orthogonalisations = 0;

  function batchError(i: number): number | null {
    if (batches === null) return null;
    const [along] = momentsOf(1);
    for (let batch = 0; batch < batches.length / k; batch++) along.add(batches[batch * k + i]);
    return along.standardError;
  }

  // Where layers are independent, (sum of r layers)² / r has the variance of one: a sample an orthogonalisation.
  function layerVariance(i: number): number | null {
    const samples = Math.round((orthogonalisations * means[i].count) / networks);
    if (samples < 2) return null;
    return Math.max(0, squares[i] - sums[i] ** 2 / (means[i].count * layers)) / (samples - 1);
  }

  return {
    add(network) {
      batches = networks === 0 ? network.batches : null;
      networks++;
      if (network.overflow) {
        overflow = true;
        return;
      }
      loss += network.loss;
      orthogonalisations += network.orthogonalisations;
      driftTest.add(network);
      for (let i = 0; i < k; i++) {
        means[i].add(network.sums[i] / layers);
        if (network.sums[i] !== Number.NEGATIVE_INFINITY) {
          sums[i] += network.sums[i];
          squares[i] += network.squares[i];
        }
        partial.forEach((at, c) => {
          at[i].add(network.partial[c * k + i] / (checkpoints[c] - burnIn));
        });
      }
    },
    result() {
      const nothing = (): null[] => new Array<null>(k).fill(null);
      const silent = overflow || networks === 0;
      const infinite = overflow ? new Array<number>(k).fill(0) : means.map((each) => networks - each.count);
      const collapsed = !silent && means.every((each) => each.count === 0);
      const drift = overflow ? null : driftTest.result();
      const blurred = loss / (networks * depth) > BLURRED;
      const known = blurred ? "ill-conditioned" : drift?.significant ? "drifting" : "ok";
      const spectrum: Spectrum = {
        exponents: silent ? nothing() : means.map((each) => each.value),
        standardErrors: overflow
          ? nothing()
          : means.map((each, i) => (networks === 1 && each.count === 1 ? batchError(i) : each.standardError)),
        infinite,
        layerVariances: overflow ? nothing() : means.map((_, i) => layerVariance(i)),
        status: overflow ? "overflow" : collapsed ? "collapsed" : known,
        drift,
        networks,
        layers,
        orthogonalizedEvery: silent || orthogonalisations === 0 ? null : (networks * layers) / orthogonalisations,
      };
      if (checkpoints.length > 0) {
        spectrum.checkpoints = partial.map((at, c) => ({
          depth: checkpoints[c],
          exponents: silent ? nothing() : at.map((each) => each.value),
          standardErrors: overflow ? nothing() : at.map((each) => each.standardError),
        }));
      }
      return spectrum;
    },
  };
}
