import type { ForwardProfile } from "../../engine/engine.ts";
import { exponent, logDecimals, ratio, standardError } from "./number.ts";

/** Effective ranks up to here are those of one direction, and from this part of the inputs on those of all of them. */
const ONE = 1.1;
const ALL = 0.8;

/** A sentence or two for a reader: what became of the inputs. */
export function forwardVerdict(profile: ForwardProfile): string {
  const { status, inputs, layers, effectiveRank, zeroStates, networks } = profile;
  const depth = layers.at(-1) ?? 0;
  if (status === "overflow") return "The state overflows: it leaves the range of the numbers, and nothing is reported.";
  if (status === "collapsed") return `Every state is exactly zero after ${depth} layers.`;
  const rank = effectiveRank.at(-1) ?? null;
  const zeros = zeroStates.at(-1) ?? 0;
  const dead =
    zeros === 0 ? [] : [`${zeros} of ${networks * inputs} states are exactly zero; the others make the means.`];
  return [
    `${fate(rank, inputs)} after ${depth} layers ${cosine(profile)}, effective rank ${ratio(rank)} of ${inputs}.`,
    ...dead,
  ].join(" ");
}

function fate(rank: number | null, inputs: number): string {
  if (rank !== null && rank <= ONE) return "The inputs become one direction:";
  return rank !== null && rank >= ALL * inputs
    ? "The inputs stay apart:"
    : "The inputs keep some of their differences:";
}

/** Such as "two states have cosine 0.104 ± 0.004", or how far it is from 1. */
function cosine({ correlation, oneMinusCorrelation, correlationErrors }: ForwardProfile): string {
  const [value, apart, error] = [correlation.at(-1), oneMinusCorrelation.at(-1), correlationErrors.at(-1) ?? null];
  if (value === null || value === undefined || apart === null || apart === undefined) return "no two states are left";
  if (apart < 0.01) return `two states have cosine 1 − ${ratio(apart)}`;
  const decimals = logDecimals([error]);
  const spread = error === null ? "" : ` ± ${standardError(error, decimals)}`;
  return `two states have cosine ${exponent(value, decimals)}${spread}`;
}
