import { type NetworkSpec, stateDimension } from "../network/spec.ts";
import { AlongDepth } from "./along-depth.ts";
import { confidenceInterval, type Interval95 } from "./confidence.ts";
import { Derived, type Estimate, entropy, kaplanYorke } from "./derived.ts";
import { type LogNorm, LogNormSample } from "./distribution.ts";
import { type Drift, DriftTest } from "./drift.ts";
import { momentsOf } from "./moments.ts";
import type { SpectrumSettings } from "./settings.ts";
import type { NetworkSpectrum } from "./spectrum.ts";
import { largestError } from "./tolerance.ts";

/**
 * `overflow`: some state left the range of the numbers, nothing is reported. `collapsed`: every exponent of every network is
 * −∞. `ill-conditioned`: tangents went too far apart between orthogonalisations that were fixed, or in single layers of an lstm, and the last exponents
 * may be rounding. `drifting`: λ₁ still changes with depth, so that the exponents are means over the counted layers and no limit. `not-converged`:
 * all that may be measured was, and some error is above the tolerance, or not known. The first of these that holds is told.
 */
export type CellStatus = "ok" | "overflow" | "collapsed" | "ill-conditioned" | "drifting" | "not-converged";

/** Measured Lyapunov spectrum of an ensemble; exponents in nats per layer. */
export interface Spectrum {
  /** λ_i: mean over the networks whose exponent i is finite; −Infinity where none is; null where status is overflow, or no network is in yet. */
  exponents: (number | null)[];
  /** Standard error of each mean: between networks, along depth of a network alone; null at −∞ and where nothing can be said. */
  standardErrors: (number | null)[];
  /** What the noise along depth alone makes of it; where it is smaller, networks differ for good. No part to be added: the error between networks holds it. */
  withinErrors: (number | null)[];
  /** Layers in the batches behind each of those, chosen long enough for their means to be independent. */
  batchLayers: (number | null)[];
  /** What holds each λ_i with a probability of 95 %, by Student's t, of few networks wider than two errors; null as the errors are. */
  intervals: (Interval95 | null)[];
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
  /** λ₁ − λ₂, nats per layer: how fast tangents turn into one direction. Null where it is not known, as all that follow. */
  spectralGap: Estimate | null;
  /** Kaplan–Yorke dimension of each network's own spectrum; null where more exponents would be needed. */
  kaplanYorkeDimension: Estimate | null;
  /** Sum of each network's positive exponents, nats per layer; null where more exponents would be needed. */
  entropy: Estimate | null;
  /** log₁₀ of Π R_11 / Π R_mm over the counted layers, which is at most the condition number of their Jacobian; of whole spectra only. */
  log10ConditionNumber: Estimate | null;
  /** How ln‖Ju‖ over the counted layers is spread over the networks, where it was asked for and all networks are in. */
  logNorm?: LogNorm;
  /** Partial spectra at the asked depths. */
  checkpoints?: Checkpoint[];
  /** Growth of each of the fixed vectors that were asked for: no exponents, and in no order. */
  fixedVectors?: FixedVectorGrowth[];
}

/** A spectrum up to some depth. */
export interface Checkpoint {
  depth: number;
  exponents: (number | null)[];
  standardErrors: (number | null)[];
  log10ConditionNumber: Estimate | null;
}

/** How a fixed vector grows, (1/L) ln ‖J_L … J_1 v‖ over the counted layers, nats per layer. */
export interface FixedVectorGrowth {
  /** Mean over the networks in which it does not vanish; −∞ where it does in all of them, null where a state overflows. */
  growth: number | null;
  standardError: number | null;
  /** Networks in which it becomes exactly 0. */
  infinite: number;
  /** Networks behind the growth, and counted layers of each: with a tolerance they are the vector's own. */
  networks: number;
  layers: number;
}

/** Mean error of the last exponent, nats per layer, from which on rounding is mentioned. */
const BLURRED = 1e-3;

/** Takes the networks of a cell one after another, in the order of their index, and says what is known so far. */
export interface Statistics<Raw, Result> {
  add(network: Raw): void;
  result(): Result;
}

/** Statistics of an ensemble: the error between networks already holds the noise along depth, which is told beside it and stands in for it where there is one network. */
export function spectrumStatistics(
  settings: SpectrumSettings & { network: NetworkSpec },
): Statistics<NetworkSpectrum, Spectrum> {
  const { depth, burnIn, exponents: k, checkpoints = [], ensemble = 1, tolerance, network: spec } = settings;
  const dimension = stateDimension(spec);
  const layers = depth - burnIn;
  const means = momentsOf(k);
  const partial = checkpoints.map(() => momentsOf(k));
  const [gap, fractal, production, condition] = [0, 1, 2, 3].map(() => new Derived());
  const conditions = checkpoints.map(() => new Derived());
  const isWhole = k === dimension && k > 1 && settings.start === undefined;
  const sums = new Float64Array(k);
  const squares = new Float64Array(k);
  const driftTest = new DriftTest(settings);
  const along = Array.from({ length: k }, () => new AlongDepth(layers));
  const sample = settings.distribution ? new LogNormSample(ensemble, layers) : null;
  let networks = 0;
  let overflow = false;
  let loss = 0;
  let orthogonalisations = 0;

  // Where layers are independent, (sum of r layers)² / r has the variance of one: a sample an orthogonalisation.
  function layerVariance(i: number): number | null {
    const samples = Math.round((orthogonalisations * means[i].count) / networks);
    if (samples < 2) return null;
    return Math.max(0, squares[i] - sums[i] ** 2 / (means[i].count * layers)) / (samples - 1);
  }

  return {
    add(network) {
      networks++;
      if (network.overflow) {
        overflow = true;
        return;
      }
      loss += network.loss;
      orthogonalisations += network.orthogonalisations;
      driftTest.add(network);
      sample?.add(network.sums[0]);
      const own = network.sums.map((sum) => sum / layers);
      gap.add(k > 1 ? own[0] - own[1] : null);
      fractal.add(kaplanYorke(own, dimension));
      production.add(entropy(own, dimension));
      if (isWhole) condition.add((network.sums[0] - network.sums[k - 1]) / Math.LN10);
      const batches = network.batches.length / k;
      for (let i = 0; i < k; i++) {
        means[i].add(network.sums[i] / layers);
        along[i].add(Array.from({ length: batches }, (_, batch) => network.batches[batch * k + i]));
        if (network.sums[i] !== Number.NEGATIVE_INFINITY) {
          sums[i] += network.sums[i];
          squares[i] += network.squares[i];
        }
        partial.forEach((at, c) => {
          at[i].add(network.partial[c * k + i] / (checkpoints[c] - burnIn));
        });
      }
      if (!isWhole) return;
      conditions.forEach((each, c) => {
        each.add((network.partial[c * k] - network.partial[c * k + k - 1]) / Math.LN10);
      });
    },
    result() {
      const nothing = (): null[] => new Array<null>(k).fill(null);
      const silent = overflow || networks === 0;
      const infinite = overflow ? new Array<number>(k).fill(0) : means.map((each) => networks - each.count);
      const collapsed = !silent && means.every((each) => each.count === 0);
      const drift = overflow ? null : driftTest.result();
      const blurred = loss / (networks * depth) > BLURRED;
      const within = along.map((each) => (overflow ? null : each.result()));
      const alone = networks === 1;
      const standardErrors = means.map(({ standardError }, i) =>
        overflow ? null : alone ? (within[i]?.standardError ?? null) : standardError,
      );
      const exponents = silent ? nothing() : means.map((each) => each.value);
      const isOpen =
        tolerance !== undefined && networks === ensemble && largestError(exponents, standardErrors) > tolerance;
      const settled = isOpen ? "not-converged" : "ok";
      const known = blurred ? "ill-conditioned" : drift?.significant ? "drifting" : settled;
      const freedom = (i: number): number => (alone ? (within[i]?.freedom ?? 0) : means[i].count - 1);
      const spectrum: Spectrum = {
        exponents,
        standardErrors,
        withinErrors: within.map((each) => each?.standardError ?? null),
        batchLayers: within.map((each) => each?.batchLayers ?? null),
        intervals: standardErrors.map((error, i) => confidenceInterval(means[i].value, error, freedom(i))),
        infinite,
        layerVariances: overflow ? nothing() : means.map((_, i) => layerVariance(i)),
        status: overflow ? "overflow" : collapsed ? "collapsed" : known,
        drift,
        networks,
        layers,
        orthogonalizedEvery: silent || orthogonalisations === 0 ? null : (networks * layers) / orthogonalisations,
        spectralGap: overflow ? null : gap.result(),
        kaplanYorkeDimension: overflow ? null : fractal.result(),
        entropy: overflow ? null : production.result(),
        log10ConditionNumber: overflow ? null : condition.result(),
      };
      if (sample !== null && (networks === ensemble || tolerance !== undefined) && !overflow)
        spectrum.logNorm = sample.result();
      if (checkpoints.length > 0) {
        spectrum.checkpoints = partial.map((at, c) => ({
          depth: checkpoints[c],
          exponents: silent ? nothing() : at.map((each) => each.value),
          standardErrors: overflow ? nothing() : at.map((each) => each.standardError),
          log10ConditionNumber: overflow ? null : conditions[c].result(),
        }));
      }
      return spectrum;
    },
  };
}
