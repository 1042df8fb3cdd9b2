import type { GradientProfile } from "../../engine/engine.ts";
import { firstReached } from "../../measure/profile.ts";
import { exponent, logDecimals, standardError } from "./number.ts";
import { phase, type RatePhase } from "./verdict.ts";

/** Decades that are rounding of f64. */
const ROUNDING = 1e-9;

/** Which way gradients go on their way to the input, by the slope of the profile. */
export function gradientPhase({ status, slope }: GradientProfile): RatePhase {
  if (status !== "ok") return status;
  return phase(slope.value, slope.standardError);
}

/** A sentence or two for a reader: what the profile means for training. */
export function gradientVerdict(profile: GradientProfile): string {
  const dead = profile.infinite[firstReached(profile)] ?? 0;
  const partly = dead > 0 && dead < profile.networks;
  return [
    sentence(profile),
    ...(partly ? [`In ${dead} of ${profile.networks} networks they are exactly zero; the others make the mean.`] : []),
    ...bound(profile),
  ].join(" ");
}

function sentence(profile: GradientProfile): string {
  const depth = profile.layers.at(-1) ?? 0;
  const first = firstReached(profile);
  const length = depth - (profile.layers[first] ?? 0);
  const way = `over ${first === 0 ? "" : "the last "}${length} ${length === 1 ? "layer" : "layers"}`;
  switch (gradientPhase(profile)) {
    case "overflow":
      return "The state overflows: it leaves the range of the numbers, and no gradient is reported.";
    case "collapsed":
      return `Gradients ${first === 0 ? "at the input" : "where they are cut off"} are exactly zero: in every network some layer lets nothing through.`;
    case "edge":
      return Math.abs(profile.log10GradientNorm[first] ?? 0) < ROUNDING
        ? `Gradients keep their size to rounding, ${way}.`
        : `Gradients keep their size within the error of the slope: ${factor(profile)} ${way}.`;
    case "explodes":
      return `Gradients explode: towards the input their norm grows ${factor(profile)} ${way}.`;
    case "vanishes":
      return `Gradients vanish: towards the input their norm shrinks ${factor(profile)} ${way}.`;
  }
}

/** From the output to the input, or as far as gradients go, as "×10^(-4.59 ± 0.31)". */
function factor(profile: GradientProfile): string {
  const first = firstReached(profile);
  const [size, error] = [profile.log10GradientNorm[first], profile.standardErrors[first]];
  const decimals = logDecimals([error ?? null]);
  const text = exponent(size, decimals);
  return typeof error === "number" ? `×10^(${text} ± ${standardError(error, decimals)})` : `×10^${text}`;
}

/** What the product of the layers' norms would have let one expect. */
function bound(profile: GradientProfile): string[] {
  const { normBound, log10GradientNorm, status } = profile;
  const first = firstReached(profile);
  const allowed = normBound?.log10[first];
  const measured = log10GradientNorm[first];
  if (status !== "ok" || typeof allowed !== "number" || typeof measured !== "number") return [];
  const decades = allowed - measured;
  if (!Number.isFinite(decades)) return [];
  if (Math.abs(decades) < ROUNDING) return ["The norm product says the same."];
  return [`The norm product allows ×10^${exponent(allowed, 1)}, ${exponent(decades, 1)} decades more.`];
}
