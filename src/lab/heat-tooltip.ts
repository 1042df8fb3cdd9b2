import type { GradientProfile } from "../engine/engine.ts";
import { plainSymbolOf } from "./axis.ts";
import { differenceOf } from "./difference.ts";
import { h } from "./dom.ts";
import { decimalsFor, short, signed } from "./format.ts";
import { differenceName } from "./sides.ts";
import { momentOf, type TimeAxis } from "./time-axis.ts";

/** Where a cell of the heatmap is. */
export interface HeatPlace {
  time: TimeAxis;
  path: string;
  /** Value of the axis. */
  value: number;
  layer: number;
}

/** What is known of a column on one side. */
export interface HeatSide {
  name: string;
  profile: GradientProfile | null;
  complete: boolean;
  width: number;
}

/** A decimal logarithm of a size with its standard error: "−3.214 ± 0.081". */
export function decades(value: number | null | undefined, error: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  if (error === null || error === undefined) return signed(value, 3);
  const digits = Math.min(3, decimalsFor(error));
  return `${signed(value, digits)} ± ${error.toFixed(digits)}`;
}

/** What the tooltip says of a cell of one side. */
export function heatRows(place: HeatPlace, side: HeatSide): HTMLElement[] {
  const { profile } = side;
  const head = headOf(side.name, place);
  const list = h("dl", {}, h("dt", {}, "log₁₀ norm"), h("dd", { class: "measured-value" }, saidOf(side, place)));
  if (profile === null) return [head, list];
  const at = placeIn(profile, place);
  const [low, high] = [profile.quantiles[0]?.[at], profile.quantiles.at(-1)?.[at]];
  if (low !== null && low !== undefined && high !== null && high !== undefined) {
    list.append(h("dt", {}, "5–95 %"), h("dd", {}, `${decades(low, null)} … ${decades(high, null)}`));
  }
  return [head, list, h("div", { class: "sample" }, sampleOf(side, at))];
}

/** What it says of a cell of the difference: both values, and B − A. */
export function differenceRows(place: HeatPlace, a: HeatSide, b: HeatSide): HTMLElement[] {
  const head = headOf(differenceName({ names: [a.name, b.name] }), place);
  const list = h("dl");
  for (const [side, index] of [[b, 1] as const, [a, 0] as const]) {
    list.append(h("dt", { class: `side-${index}` }, side.name), h("dd", {}, saidOf(side, place)));
  }
  if (a.profile === null || b.profile === null) return [head, list];
  const [atA, atB] = [placeIn(a.profile, place), placeIn(b.profile, place)];
  const { value, error } = differenceOf(
    a.profile.log10GradientNorm[atA],
    b.profile.log10GradientNorm[atB],
    a.profile.standardErrors[atA],
    b.profile.standardErrors[atB],
  );
  list.append(h("dt", {}, "difference"), h("dd", { class: "measured-value" }, decades(value, error)));
  const samples = [...new Set([sampleOf(b, atB), sampleOf(a, atA)])];
  return [head, list, ...samples.map((sample) => h("div", { class: "sample" }, sample))];
}

function headOf(name: string, { path, value, time, layer }: HeatPlace): HTMLElement {
  return h("div", { class: "where" }, `${name}:  ${plainSymbolOf(path)} = ${short(value)},  ${momentOf(time, layer)}`);
}

function saidOf({ profile }: HeatSide, place: HeatPlace): string {
  if (profile === null) return "not measured yet";
  if (profile.status === "overflow") return "overflow";
  const at = placeIn(profile, place);
  return decades(profile.log10GradientNorm[at], profile.standardErrors[at]);
}

function placeIn(profile: GradientProfile, { layer }: HeatPlace): number {
  return Math.max(0, profile.layers.indexOf(layer));
}

/** "n = 64 · 16 networks · ok · 3 at −∞". */
function sampleOf({ profile, width, complete }: HeatSide, at: number): string {
  if (profile === null) return "";
  const networks = `${profile.networks} ${profile.networks === 1 ? "network" : "networks"}${complete ? "" : " so far"}`;
  const zero = profile.infinite[at] ?? 0;
  const sample = `n = ${width} · ${networks} · ${profile.status}`;
  return zero > 0 ? `${sample} · ${zero} at −∞` : sample;
}
