import type { GradientProfile } from "../../engine/engine.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { value } from "./describe.ts";
import type { Screen, Style } from "./style.ts";

/** From little to much; they read as signs also without colour. */
const SMALLER = ["-", "~", "=", "≡"];
const LARGER = ["+", "x", "*", "#"];
const SAME = "·";
const ZERO = "0";
const OVERFLOW = "!";
const MIN_COLUMNS = 24;
const MAX_COLUMNS = 96;

/**
 * log10 ‖∂L/∂h_l‖ as a map of characters: a line a cell, the depth to the right; cells of the first of two axes stand
 * together. Null where the screen is too narrow for it, and where there is nothing to be seen.
 */
export function depthMap(
  { axes, cells }: ResolvedStudy,
  profiles: readonly (GradientProfile | null)[],
  { columns, style }: Screen,
): string[] | null {
  const titles = axes.map(({ path }) => path.replace(/^network\./, ""));
  const labels = axes.map(({ path }, i) => {
    const texts = cells.map(({ at }) => value(at[path]));
    const width = Math.max(titles[i]?.length ?? 0, ...texts.map((text) => text.length));
    return texts.map((text) => text.padStart(width));
  });
  const margin = labels.reduce((sum, texts) => sum + (texts[0]?.length ?? 0) + 2, 0);
  const most = Math.max(0, ...profiles.map((profile) => profile?.layers.length ?? 0));
  const room = Math.min(MAX_COLUMNS, columns - margin);
  if (room < MIN_COLUMNS || most === 0) return null;
  const bins = Math.min(room, most);
  const wide = Math.min(3, Math.floor(room / bins));
  const step = decadesPerSymbol(profiles);
  const lines = cells.flatMap(({ index }) => {
    const profile = profiles[index];
    if (profile === null || profile === undefined) return [];
    const label = labels.map((texts) => `${texts[index]} `).join(" ");
    const outer = axes.length > 1 ? labels[0]?.[index] : undefined;
    return [{ outer, text: `${label}│${row(profile, bins, wide, step, style)}` }];
  });
  const depths = new Set(cells.map(({ depth }) => depth));
  const end = depths.size === 1 ? String([...depths][0]) : "L";
  const title = titles.map((each, i) => each.padStart(labels[i]?.[0]?.length ?? 0)).join("  ");
  const gap = bins * wide - 1 - end.length;
  return [
    `${style.dim(title)}  log10 ‖∂L/∂h‖ over the layers`,
    ...lines.flatMap(({ outer, text }, i) => (i > 0 && outer !== lines[i - 1]?.outer ? ["", text] : [text])),
    `${" ".repeat(margin - 1)}└${"─".repeat(bins * wide)}`,
    `${" ".repeat(margin)}0${" ".repeat(Math.max(1, gap))}${end}`,
    "",
    ...legend(profiles, step),
  ];
}

function row(profile: GradientProfile, bins: number, wide: number, step: number, style: Style): string {
  if (profile.status === "overflow") return OVERFLOW.repeat(bins * wide);
  const last = profile.layers.length - 1;
  return Array.from({ length: bins }, (_, bin) => {
    const size = profile.log10GradientNorm[Math.round((bin * last) / Math.max(1, bins - 1))] ?? 0;
    return style.diverging(symbol(size, step).repeat(wide), size / (5 * step));
  }).join("");
}

/** The character of a size: one more for every `step` decades. */
function symbol(log10: number, step: number): string {
  if (log10 === -Infinity) return ZERO;
  const level = Math.min(4, Math.floor(Math.abs(log10) / step));
  return (level === 0 ? SAME : (log10 < 0 ? SMALLER : LARGER)[level - 1]) ?? SAME;
}

/** Decades between a symbol and the next: a round number that brings the largest and the smallest size to the last. */
function decadesPerSymbol(profiles: readonly (GradientProfile | null)[]): number {
  const largest = Math.max(...sizesOf(profiles).map(Math.abs), 0.5);
  const wanted = largest / 5;
  const unit = 10 ** Math.floor(Math.log10(wanted));
  return (
    [1, 2, 5, 10].map((each) => Number((each * unit).toPrecision(1))).find((each) => each >= wanted * (1 - 1e-9)) ??
    10 * unit
  );
}

/** Finite log10 sizes of all cells and layers. */
function sizesOf(profiles: readonly (GradientProfile | null)[]): number[] {
  return profiles.flatMap((profile) =>
    (profile?.log10GradientNorm ?? []).filter((each) => each !== null).filter(Number.isFinite),
  );
}

function legend(profiles: readonly (GradientProfile | null)[], step: number): string[] {
  const sizes = sizesOf(profiles);
  const from = (symbols: readonly string[], sign: "" | "-") =>
    symbols.map((each, i) => `${each} 10^${sign}${Number((step * (i + 1)).toPrecision(6))}`).join("  ");
  const rest = [
    `${SAME} within 10^±${step}`,
    ...(profiles.some((profile) => profile?.log10GradientNorm.includes(-Infinity)) ? [`${ZERO} exactly zero`] : []),
    ...(profiles.some((profile) => profile?.status === "overflow") ? [`${OVERFLOW} overflow`] : []),
  ];
  return [
    ...(sizes.some((size) => size <= -step) ? [`below:  ${from(SMALLER, "-")}`] : []),
    ...(sizes.some((size) => size >= step) ? [`above:  ${from(LARGER, "")}`] : []),
    rest.join("  "),
  ];
}
