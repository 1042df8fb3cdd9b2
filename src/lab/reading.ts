import type { Spectrum } from "../engine/engine.ts";
import { symbolOf, wordsOf } from "./axis.ts";
import { exponent, short, signed } from "./format.ts";
import { type Place, type Plane, valuesAt } from "./plane.ts";

/** A field in words, as it is spoken. */
export function spokenName(path: string): string {
  return wordsOf(path).trim() || symbolOf(path);
}

/** A place in words: "weight variance 1.5, bias variance 0.05". */
export function spokenPlace(plane: Plane, place: Place): string {
  return valuesAt(plane, place)
    .map(([path, value]) => `${spokenName(path)} ${short(value)}`)
    .join(", ");
}

/** λ₁ in words, as it is measured or else as theory has it; both in units of `rate`. */
export function spokenExponent(theory: number | null, measured: Spectrum | null, rate: string): string {
  if (measured !== null) {
    if (measured.status === "overflow") return "overflow";
    const doubt = measured.status === "ok" ? "" : `, ${measured.status}`;
    return `λ₁ ${exponent(measured.exponents[0], measured.standardErrors[0])} ${rate}${doubt}`;
  }
  if (theory === null) return "not measured yet";
  const said = Number.isFinite(theory) ? signed(theory, 4) : exponent(theory, null);
  return `not measured yet, in theory λ₁ ${said} ${rate}`;
}
