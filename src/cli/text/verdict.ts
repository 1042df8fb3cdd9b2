import type { Spectrum } from "../../engine/engine.ts";
import { largestError } from "../../measure/tolerance.ts";
import { decimalsFor, exponent, growth, standardError } from "./number.ts";

/** Below this the sign of λ₁ is that of rounding; over a million layers it changes a norm by a millionth. */
const ROUNDING = 1e-12;

/** Which way a rate of gradients goes. */
export type RatePhase = "explodes" | "vanishes" | "edge" | "collapsed" | "overflow";
/** Which way an exponent goes; `drifts` where it has not settled. */
export type Phase = RatePhase | "drifts";

/** The mark of a cell with an error above the tolerance. */
export const OPEN = "?";
export const OPEN_KEY = `${OPEN} an error is above the tolerance`;

/** Which way gradients go, by λ₁ and twice its standard error; `drifts` where λ₁ has not settled, whatever its sign. */
export function phaseOf(spectrum: Spectrum): Phase {
  if (spectrum.status === "drifting") return "drifts";
  return phase(spectrum.exponents[0], spectrum.standardErrors[0]);
}

/** Which way gradients go, by their growth per layer towards the input and twice its standard error. */
export function phase(rate: number | null | undefined, error: number | null | undefined): RatePhase {
  if (rate === null || rate === undefined) return "overflow";
  if (rate === -Infinity) return "collapsed";
  if (Math.abs(rate) <= Math.max(ROUNDING, 2 * (error ?? 0))) return "edge";
  return rate > 0 ? "explodes" : "vanishes";
}

/** One sentence for a reader: what the spectrum means for gradients. */
export function verdict(spectrum: Spectrum): string {
  const dead = spectrum.infinite[0] ?? 0;
  const partly = dead > 0 && dead < spectrum.networks;
  const text = `${sentence(spectrum)}${seldom(spectrum)}${open(spectrum)}`;
  return partly
    ? `${text} In ${dead} of ${spectrum.networks} networks they are exactly zero; the others make the mean.`
    : text;
}

function seldom({ status, orthogonalizedEvery }: Spectrum): string {
  if (status !== "ill-conditioned") return "";
  // At nearly every layer, it is the layers themselves.
  if (orthogonalizedEvery !== null && orthogonalizedEvery < 2) {
    return " The last exponents may be rounding: single layers stretch and shrink further apart than the numbers' digits.";
  }
  const every = orthogonalizedEvery === null ? "" : `, every ${Number(orthogonalizedEvery.toPrecision(2))} layers`;
  return ` Tangents were orthogonalised too seldom${every}: the last exponents may be rounding (leave orthogonalizeEvery out).`;
}

function open({ status, exponents, standardErrors, networks, layers }: Spectrum): string {
  if (status !== "not-converged") return "";
  const largest = largestError(exponents, standardErrors);
  const all = networks === 1 ? `all ${layers} layers` : `all ${networks} networks`;
  return Number.isFinite(largest)
    ? ` Not converged: the largest error, ${Number(largest.toPrecision(2))}, is above the tolerance after ${all}.`
    : ` Not converged: of some exponent no error is known after ${all}.`;
}

/** A sentence on the cells with an error above the tolerance; nothing where there are none. */
export function unconverged(spectra: readonly (Spectrum | null)[]): string {
  const known = spectra.filter((spectrum) => spectrum !== null);
  const count = known.filter(({ status }) => status === "not-converged").length;
  return count === 0 ? "" : ` ${count} of ${known.length} cells did not converge: an error is above the tolerance.`;
}

function sentence(spectrum: Spectrum): string {
  const leading = spectrum.exponents[0] ?? 0;
  const error = spectrum.standardErrors[0] ?? null;
  const decimals = decimalsFor([error]);
  const measured = `λ₁ = ${exponent(leading, decimals)}${error === null ? "" : ` ± ${standardError(error, decimals)}`}`;
  switch (phaseOf(spectrum)) {
    case "overflow":
      return "The state overflows: it leaves the range of the numbers, and no exponent is reported.";
    case "collapsed":
      return "Gradients are exactly zero: in every network some layer lets nothing through.";
    case "drifts":
      return drift(spectrum, measured);
    case "edge":
      return error === null
        ? `Gradients keep their size to rounding (${measured}).`
        : `At the edge within the error: ${measured}, gradients neither explode nor vanish.`;
    case "explodes":
      return `Gradients explode: ${measured}, their norm grows ${growth(leading, 100)} in 100 layers.`;
    case "vanishes":
      return `Gradients vanish: ${measured}, their norm shrinks ${growth(leading, 100)} in 100 layers.`;
  }
}

function drift({ exponents: [leading], drift: halves, layers }: Spectrum, measured: string): string {
  const [first, second] = [halves?.first ?? 0, halves?.second ?? 0];
  const decimals = decimalsFor([halves?.standardError ?? null]);
  const way = second < first ? "falls" : "rises";
  const change = `from ${exponent(first, decimals)} in the first half of the counted layers to ${exponent(second, decimals)} in the second`;
  const law = fitted(halves);
  const grown = `Over these ${layers} layers gradients change by ${growth(leading ?? 0, layers)}`;
  return `λ₁ still ${way} with depth, ${change}: ${measured} is their mean, not a limit.${law} ${grown}; another depth gives another rate.`;
}

/** How the norm grows instead of exponentially, where a law could be fitted. */
function fitted(drift: Spectrum["drift"]): string {
  const fit = drift?.fit;
  if (fit === null || fit === undefined) return "";
  const { form, coefficient, coefficientError, limit, limitError } = fit;
  const [digits, places] = [decimalsFor([coefficientError]), decimalsFor([limitError])];
  const growth = `(${exponent(coefficient, digits)} ± ${standardError(coefficientError, digits)}) ${form === "sqrt" ? "√L" : "ln L"}`;
  const rest = `(${exponent(limit, places)} ± ${standardError(limitError, places)}) L`;
  return ` Fitted: ln ‖J‖ grows like ${growth} + ${rest}.`;
}
