import type { GradientProfile } from "../engine/engine.ts";
import { sizeOf } from "./format.ts";
import type { Sides } from "./sides.ts";

/**
 * GSC of the whole depth, and how much larger what passes by a layer is than what the layer adds, in its middle (Philipp, Song,
 * Carbonell 2018); only what is known.
 */
export function sensitivity(profiles: readonly (GradientProfile | null)[], depth: number, { names }: Sides): string {
  const coefficients = profiles.map((profile, side) => {
    const gsc = profile?.gsc[0] ?? null;
    return gsc === null ? "" : `${names[side]} ${sizeOf(Math.log10(gsc))}`;
  });
  const dilutions = profiles.map((profile, side) => {
    const dilution = profile?.log10Dilution?.[Math.floor(profile.log10Dilution.length / 2)] ?? null;
    return dilution === null || !Number.isFinite(dilution) ? "" : `${names[side]} ${sizeOf(dilution)}`;
  });
  return [
    list(`gradient scale coefficient GSC(${depth}, 0)`, coefficients),
    list("dilution ‖skip · h‖ / ‖α f(h)‖ half-way", dilutions),
  ]
    .filter((each) => each !== "")
    .join(" · ");
}

function list(name: string, parts: readonly string[]): string {
  const known = parts.filter((part) => part !== "");
  return known.length === 0 ? "" : `${name} ${known.join(", ")}`;
}
