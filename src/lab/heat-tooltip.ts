import type { GradientProfile } from "../engine/engine.ts";
import { symbolOf } from "./axis.ts";
import { h } from "./dom.ts";
import { decimalsFor, short, signed } from "./format.ts";
import { momentOf, type TimeAxis } from "./time-axis.ts";

export interface HeatContent {
  /** Name of the side. */
  name: string;
  time: TimeAxis;
  path: string;
  /** Value of the axis. */
  value: number;
  layer: number;
  profile: GradientProfile | null;
  complete: boolean;
  width: number;
}

/** A decimal logarithm of a size with its standard error: "−3.214 ± 0.081". */
export function decades(value: number | null | undefined, error: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value === Number.NEGATIVE_INFINITY) return "−∞";
  if (error === null || error === undefined) return signed(value, 3);
  const digits = Math.min(3, decimalsFor(error));
  return `${signed(value, digits)} ± ${error.toFixed(digits)}`;
}

/** What the tooltip says of a cell of the heatmap. */
export function heatRows({ name, time, path, value, layer, profile, complete, width }: HeatContent): HTMLElement[] {
  const head = h(
    "div",
    { class: "where" },
    `${name}:  ${plain(symbolOf(path))} = ${short(value)},  ${momentOf(time, layer)}`,
  );
  const list = h("dl");
  if (profile === null) {
    list.append(h("dt", {}, "log₁₀ norm"), h("dd", { class: "measured-value" }, "not measured yet"));
    return [head, list];
  }
  const at = Math.max(0, profile.layers.indexOf(layer));
  const said =
    profile.status === "overflow" ? "overflow" : decades(profile.log10GradientNorm[at], profile.standardErrors[at]);
  list.append(h("dt", {}, "log₁₀ norm"), h("dd", { class: "measured-value" }, said));
  const [low, high] = [profile.quantiles[0]?.[at], profile.quantiles.at(-1)?.[at]];
  if (low !== null && low !== undefined && high !== null && high !== undefined) {
    list.append(h("dt", {}, "5–95 %"), h("dd", {}, `${decades(low, null)} … ${decades(high, null)}`));
  }
  const networks = `${profile.networks} ${profile.networks === 1 ? "network" : "networks"}${complete ? "" : " so far"}`;
  const zero = profile.infinite[at] ?? 0;
  const sample = `n = ${width} · ${networks} · ${profile.status}`;
  return [head, list, h("div", { class: "sample" }, zero > 0 ? `${sample} · ${zero} at −∞` : sample)];
}

/** A symbol in plain text: σ_w² as σw². */
function plain(symbol: string): string {
  return symbol.replace("_", "");
}
