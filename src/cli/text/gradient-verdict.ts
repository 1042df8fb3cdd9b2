import type { GradientProfile } from "../../engine/engine.ts";
import { exponent, power } from "./number.ts";
import { type Phase, phase } from "./verdict.ts";

/** Which way gradients go on their way to the input, by the slope of the profile. */
export function gradientPhase({ status, slope }: GradientProfile): Phase {
  if (status !== "ok") return status;
  return phase(slope.value, slope.standardError);
}

/** A sentence or two for a reader: what the profile means for training. */
export function gradientVerdict(profile: GradientProfile): string {
  const dead = profile.infinite[0] ?? 0;
  const partly = dead > 0 && dead < profile.networks;
  return [
    sentence(profile),
    ...(partly ? [`In ${dead} of ${profile.networks} networks they are exactly zero; the others make the mean.`] : []),
    ...bound(profile),
  ].join(" ");
}

function sentence(profile: GradientProfile): string {
  const depth = profile.layers.at(-1) ?? 0;
  const size = profile.log10GradientNorm[0] ?? 0;
  const way = `${depth === 1 ? "in 1 layer" : `in ${depth} layers`}`;
  switch (gradientPhase(profile)) {
    case "overflow":
      return "The state overflows: it leaves the range of the numbers, and no gradient is reported.";
    case "collapsed":
      return "Gradients at the input are exactly zero: in every network some layer lets nothing through.";
    case "edge":
      return Math.abs(size) < 1e-9
        ? `Gradients keep their size: ×1 ${way}, to rounding.`
        : `Gradients keep their size within the error: ×${power(size)} ${way}.`;
    case "explodes":
      return `Gradients explode towards the input: ×${power(size)} ${way}.`;
    case "vanishes":
      return `Gradients vanish towards the input: ×${power(size)} ${way}.`;
  }
}

/** What the product of the layers' norms would have let one expect. */
function bound({ normBound, log10GradientNorm, status }: GradientProfile): string[] {
  const allowed = normBound?.log10[0];
  const measured = log10GradientNorm[0];
  if (status !== "ok" || typeof allowed !== "number" || typeof measured !== "number") return [];
  if (!Number.isFinite(allowed) || !Number.isFinite(measured)) return [];
  const decades = allowed - measured;
  if (Math.abs(decades) < 1e-9) return ["The product of the layers' norms says the same."];
  return [
    `The product of the layers' norms allows ×${power(allowed)}, ${exponent(decades, 1)} decades more than is so.`,
  ];
}
