import type { Spectrum } from "../../engine/engine.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { value } from "./describe.ts";
import { exponent } from "./number.ts";
import type { Screen } from "./style.ts";
import { OPEN, OPEN_KEY, phaseOf } from "./verdict.ts";

/** From little to much; they read as signs also without colour. */
const NEGATIVE = ["-", "=", "≡"];
const POSITIVE = ["+", "*", "#"];
const DRIFTS = "~";
const DECIMALS = 3;

/**
 * λ₁ over two axes as a map of characters: the first axis to the right, the second upwards. Null where the screen
 * is too narrow for it.
 */
export function mapView(
  { axes: [x, y] }: ResolvedStudy,
  spectra: readonly (Spectrum | null)[],
  { columns, style }: Screen,
): string[] | null {
  if (x === undefined || y === undefined) return null;
  const labels = y.values.map(value);
  const margin = Math.max(...labels.map((label) => label.length)) + 1;
  const wide = [3, 2, 1].find((each) => margin + 1 + each * x.values.length <= columns);
  if (wide === undefined) return null;
  const leading = spectra.map((spectrum) => spectrum?.exponents[0] ?? null).filter((each) => each !== null);
  const scale = { low: Math.min(0, ...leading.filter(Number.isFinite)), high: Math.max(0, ...leading) };
  const rows = labels.map((label, row) => {
    const cells = x.values.map((_, column) => {
      const { text, t } = symbol(spectra[column * labels.length + row] ?? null, scale);
      return style.diverging(text.repeat(wide), t);
    });
    return `${label.padStart(margin - 1)} │${cells.join("")}`;
  });
  const width = wide * x.values.length;
  const ends = [value(x.values[0]), value(x.values.at(-1))];
  const gap = width - (ends[0]?.length ?? 0) - (ends[1]?.length ?? 0);
  return [
    style.dim(y.path),
    ...rows.toReversed(),
    `${" ".repeat(margin)}└${"─".repeat(width)}`,
    `${" ".repeat(margin + 1)}${ends.join(" ".repeat(Math.max(1, gap)))}  ${style.dim(x.path)}`,
    "",
    ...legend(scale),
    ...(spectra.some((spectrum) => spectrum?.status === "not-converged") ? [OPEN_KEY] : []),
  ];
}

interface Scale {
  low: number;
  high: number;
}

/** The character of a cell, and its colour from −1 to 1. */
function symbol(spectrum: Spectrum | null, { low, high }: Scale): { text: string; t: number } {
  const leading = spectrum?.exponents[0];
  if (spectrum === null || leading === undefined) return { text: " ", t: 0 };
  if (spectrum.status === "not-converged") return { text: OPEN, t: shade(leading ?? 0, low, high) };
  switch (phaseOf(spectrum)) {
    case "overflow":
      return { text: "!", t: 0 };
    case "collapsed":
      return { text: "0", t: -1 };
    case "drifts":
      return { text: DRIFTS, t: shade(leading ?? 0, low, high) };
    case "edge":
      return { text: "o", t: 0 };
    case "vanishes": {
      const t = (leading ?? 0) / low;
      return { text: pick(NEGATIVE, t), t: -t };
    }
    case "explodes": {
      const t = (leading ?? 0) / high;
      return { text: pick(POSITIVE, t), t };
    }
  }
}

/** Colour of an exponent, from −1 at `low` to 1 at `high`. */
function shade(leading: number, low: number, high: number): number {
  return leading < 0 ? -leading / low : leading / (high || 1);
}

function pick(symbols: readonly string[], t: number): string {
  return symbols[Math.min(symbols.length - 1, Math.floor(t * symbols.length))] ?? " ";
}

function legend({ low, high }: Scale): string[] {
  const range = (symbols: readonly string[], end: number) =>
    symbols.map((each, i) => `${each} to ${exponent((end * (i + 1)) / symbols.length, DECIMALS)}`).join("  ");
  return [
    ...(low < 0 ? [`λ₁ < 0, vanishing:  ${range(NEGATIVE, low)}`] : []),
    ...(high > 0 ? [`λ₁ > 0, exploding:  ${range(POSITIVE, high)}`] : []),
    `o edge (within 2 SE)  ${DRIFTS} still changes with depth  0 exactly zero  ! overflow`,
  ];
}
