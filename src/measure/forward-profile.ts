import { type ForwardSettings, forwardLayers, type NetworkForward } from "./forward.ts";
import { type Moments, momentsOf } from "./moments.ts";
import type { Means } from "./profile.ts";
import { GROUPS, type Relaxation, relaxationOf } from "./relaxation.ts";
import type { CellStatus, Statistics } from "./statistics.ts";

/** Standard errors of means, between networks; null for a single one, and where there is no mean. */
type Errors = (number | null)[];

/**
 * How the signals of several inputs go forward through the networks of an ensemble, at some depths: means over networks, and
 * their standard errors. All numbers are null where status is overflow.
 */
export interface ForwardProfile {
  /** S: inputs of every network. */
  inputs: number;
  /** Depths l, ascending from 0 to L: all of them, or 201 evenly spaced ones. */
  layers: number[];
  /** Mean of log10 ‖h_l‖/√n, over the inputs whose state is not exactly 0; −Infinity where all are. */
  log10StateSize: Means;
  stateSizeErrors: Errors;
  /** Mean cosine of two inputs' states, over all pairs whose states are not 0; null where there is no pair. */
  correlation: Means;
  /** Mean of 1 − cosine, right to rounding however small. */
  oneMinusCorrelation: Means;
  /** Of both. */
  correlationErrors: Errors;
  /** Mean effective rank (tr G)²/‖G‖_F² of the S × S Gram matrix of the states, from 1 to S; null where all are 0. */
  effectiveRank: Means;
  effectiveRankErrors: Errors;
  /** States that are exactly 0, of networks · inputs. */
  zeroStates: number[];
  /**
   * Mean part of the units whose derivative φ′ is exactly 0 at every input, in the last activation of the layer behind each of `layers` but
   * the last; null where there is none.
   */
  deadUnits: Means | null;
  /** How the correlation goes to its limit; null where the measurement does not tell, or where it is no exponential. */
  relaxation: Relaxation | null;
  /** `collapsed`: every state of every network is exactly 0 at the end. */
  status: Extract<CellStatus, "ok" | "overflow" | "collapsed">;
  /** Networks behind the numbers. */
  networks: number;
}

/** Statistics of an ensemble of so many networks. */
export function forwardStatistics(
  { depth, inputs }: ForwardSettings,
  ensemble: number,
): Statistics<NetworkForward, ForwardProfile> {
  const layers = forwardLayers(depth);
  const count = layers.length;
  const size = momentsOf(count);
  const apart = momentsOf(count);
  const rank = momentsOf(count);
  const dead = momentsOf(count - 1);
  const zeros = new Float64Array(count);
  const groups = Math.min(GROUPS, ensemble);
  const sums = new Float64Array(groups * count);
  const counts = new Float64Array(groups * count);
  let networks = 0;
  let overflow = false;

  const known = (moments: readonly Moments[], of: (each: Moments) => number | null): Means =>
    moments.map((each) => (overflow || networks === 0 ? null : of(each)));
  const present = (of: (each: Moments) => number) => (each: Moments) => (each.count === 0 ? null : of(each));
  const error = (each: Moments): number | null => each.standardError;
  const inDecades = (nats: number | null): number | null => (nats === null ? null : nats / Math.LN10);

  return {
    add(network) {
      const group = networks++ % groups;
      if (network.overflow) overflow = true;
      if (overflow) return;
      addKnown(size, network.size);
      addKnown(apart, network.apart);
      addKnown(rank, network.rank);
      addKnown(dead, network.dead);
      for (let place = 0; place < count; place++) {
        zeros[place] += network.zeros[place];
        if (Number.isNaN(network.apart[place])) continue;
        sums[group * count + place] += network.apart[place];
        counts[group * count + place]++;
      }
    },
    result() {
      const ok = !overflow && networks > 0;
      const collapsed = ok && zeros[count - 1] === networks * inputs;
      return {
        inputs,
        layers,
        log10StateSize: known(size, (each) => inDecades(each.value)),
        stateSizeErrors: known(size, (each) => inDecades(error(each))),
        correlation: known(
          apart,
          present((each) => 1 - each.mean),
        ),
        oneMinusCorrelation: known(
          apart,
          present((each) => each.mean),
        ),
        correlationErrors: known(apart, error),
        effectiveRank: known(
          rank,
          present((each) => each.mean),
        ),
        effectiveRankErrors: known(rank, error),
        zeroStates: [...zeros].map((each) => (overflow ? 0 : each)),
        deadUnits:
          ok && dead.some((each) => each.count > 0)
            ? known(
                dead,
                present((each) => each.mean),
              )
            : null,
        // Of a part of the networks the groups would be uneven.
        relaxation: ok && networks === ensemble ? relaxationOf(layers, { groups, sums, counts }) : null,
        status: overflow ? "overflow" : collapsed ? "collapsed" : "ok",
        networks,
      };
    },
  };
}

/** NaN is where there is no such number. */
function addKnown(moments: readonly Moments[], values: Float64Array): void {
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) moments[i].add(value);
  });
}
