import type { GradientProfile } from "../../engine/engine.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { value } from "./describe.ts";
import type { Screen, Style } from "./style.ts";

/** From little to much; they read as signs also without colour. */
const SMALLER = ["-", "~", "=", "≡"];
const LARGER = ["+", "x", "*", "#"];
/** Decades at which a symbol gives way to the next, in units. */
const STEPS = [1, 3, 10, 30];
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
  const sizes = profiles.flatMap(finite);
  const unit = unitFor(sizes);
  const lines = cells.flatMap(({ index }) => {
    const profile = profiles[index];
    if (profile === null || profile === undefined) return [];
    const label = labels.map((texts) => `${texts[index]} `).join(" ");
    const outer = axes.length > 1 ? labels[0]?.[index] : undefined;
    return [{ outer, text: `${label}│${row(profile, bins, wide, unit, style)}` }];
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
    ...legend(profiles, sizes, unit),
  ];
}

function row(profile: GradientProfile, bins: number, wide: number, unit: number, style: Style): string {
  if (profile.status === "overflow") return OVERFLOW.repeat(bins * wide);
  const last = profile.layers.length - 1;
  return Array.from({ length: bins }, (_, bin) => {
    const size = profile.log10GradientNorm[Math.round((bin * last) / Math.max(1, bins - 1))] ?? 0;
    return style.diverging(symbol(size, unit).repeat(wide), (Math.sign(size) * levelOf(size, unit)) / STEPS.length);
  }).join("");
}

/** How many steps a size is away from 1. */
function levelOf(log10: number, unit: number): number {
  return STEPS.filter((step) => Math.abs(log10) >= step * unit).length;
}

function symbol(log10: number, unit: number): string {
  if (log10 === -Infinity) return ZERO;
  const level = levelOf(log10, unit);
  return (level === 0 ? SAME : (log10 < 0 ? SMALLER : LARGER)[level - 1]) ?? SAME;
}

/** Decades of the first step: 1 as a rule; tenths where all is within two decades, tens and more beyond hundreds. */
function unitFor(sizes: readonly number[]): number {
  const largest = sizes.reduce((most, size) => Math.max(most, Math.abs(size)), 0);
  return largest < 2 ? 0.1 : 10 ** Math.max(0, Math.ceil(Math.log10(largest / 300)));
}

/** The sizes of a profile that are finite. */
function finite(profile: GradientProfile | null): number[] {
  return (profile?.log10GradientNorm ?? []).filter((each) => each !== null).filter(Number.isFinite);
}

function legend(profiles: readonly (GradientProfile | null)[], sizes: readonly number[], unit: number): string[] {
  const first = tidy(unit);
  const from = (symbols: readonly string[], sign: "" | "-") =>
    symbols.map((each, i) => `${each} 10^${sign}${tidy((STEPS[i] ?? 0) * unit)}`).join("  ");
  const rest = [
    `${SAME} within 10^±${first}`,
    ...(profiles.some((profile) => profile?.log10GradientNorm.includes(-Infinity)) ? [`${ZERO} exactly zero`] : []),
    ...(profiles.some((profile) => profile?.status === "overflow") ? [`${OVERFLOW} overflow`] : []),
  ];
  return [
    ...(sizes.some((size) => size <= -unit) ? [`smaller, from:  ${from(SMALLER, "-")}`] : []),
    ...(sizes.some((size) => size >= unit) ? [`larger, from:   ${from(LARGER, "")}`] : []),
    rest.join("  "),
  ];
}

function tidy(decades: number): string {
  return String(Number(decades.toPrecision(1)));
}
