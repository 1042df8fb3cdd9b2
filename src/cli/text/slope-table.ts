import type { GradientProfile } from "../../engine/engine.ts";
import { firstReached } from "../../measure/profile.ts";
import type { Cell } from "../../study/resolve.ts";
import type { Law } from "../../theory/law.ts";
import { deviation } from "./merged-law.ts";
import { decimalsFor, exponent, standardError } from "./number.ts";
import { table } from "./table.ts";

/** Growth of gradients per layer towards the input: measured, by the law of λ₁, and as the norm product bounds it. */
export function slopeTable(
  profile: GradientProfile,
  { burnIn }: Cell,
  law: { value: number; law: Law } | null,
): string[] {
  const { layers, slope, normBound } = profile;
  const depth = layers.at(-1) ?? 0;
  const start = Math.max(burnIn, layers[firstReached(profile)] ?? 0);
  const decimals = decimalsFor([slope.standardError]);
  const rows = [
    {
      name: `slope, layers ${start} to ${depth - burnIn > start ? depth - burnIn : depth}`,
      value: slope.value,
      error: slope.standardError,
      off: deviation(slope.value, slope.standardError, law),
    },
    ...(law === null
      ? []
      : [{ name: `λ₁, ${law.law.name} (${law.law.kind})`, value: law.value, error: null, off: "" }]),
    ...(normBound === undefined
      ? []
      : [{ name: "norm product Π ‖J‖₂", value: normBound.exponent, error: normBound.standardError, off: "" }]),
  ];
  return table([
    { title: "growth towards the input", cells: rows.map(({ name }) => name), align: "left" },
    { title: "nats per layer", cells: rows.map(({ value }) => exponent(value, decimals)) },
    { title: "± SE", cells: rows.map(({ error }) => standardError(error, decimals)) },
    { title: "off by", cells: rows.map(({ off }) => off) },
  ]);
}
