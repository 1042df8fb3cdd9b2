// Axes of a panel: lines and labels of the values, and the places along the bottom.

import { scaleLinear, scaleLog, scaleSqrt } from "d3-scale";
import { round, symbols } from "./theme.mjs";

const SCALES = { linear: scaleLinear, log: scaleLog, sqrt: scaleSqrt };

/** A scale of the kind that an axis asks for. */
export function scaleOf(kind, domain, range) {
  return SCALES[kind ?? "linear"](domain, range);
}

/** Ticks of an axis: those that were asked for, decades of a logarithmic one or, of a short one, 1, 2 and 5, or as d3 chooses. */
export function ticksOf(scale, { ticks, scale: kind }, count) {
  const [low, high] = scale.domain();
  const inside = (tick) => tick >= low * (1 - 1e-9) - 1e-12 && tick <= high * (1 + 1e-9) + 1e-12;
  if (ticks !== undefined) return ticks.filter(inside);
  if (kind !== "log") return scale.ticks(count);
  const powers = Array.from({ length: 80 }, (_, i) => 10 ** (i - 40));
  const decades = powers.filter(inside);
  return decades.length > 2 ? decades : powers.flatMap((power) => [power, 2 * power, 5 * power]).filter(inside);
}

/** 10 to a power where that is shorter. */
export function label(tick, kind) {
  const power = Math.round(Math.log10(Math.abs(tick)));
  if (kind === "log" && Math.abs(power) > 2 && Math.abs(tick / 10 ** power - 1) < 1e-9)
    return `10${superscript(power)}`;
  return String(Number(tick.toPrecision(6))).replace("-", "−");
}

function superscript(value) {
  return String(value)
    .replace("-", "⁻")
    .replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
}

/** Horizontal lines with their values. */
export function rows(scale, ticks, { left = 0, width, top = 0, kind, write = label }) {
  return ticks
    .map((tick) => {
      const at = round(top + scale(tick));
      return `<line class="${tick === 0 ? "zero" : "grid"}" x1="${left}" x2="${left + width}" y1="${at}" y2="${at}"/><text class="soft end" x="${left - 8}" y="${round(at + 4)}">${write(tick, kind)}</text>`;
    })
    .join("");
}

/** Values along the bottom, and what they are. */
export function bottom(scale, ticks, { left = 0, width, y, title, kind }) {
  const values = ticks.map(
    (tick) => `<text class="soft middle" x="${round(scale(tick))}" y="${y + 16}">${label(tick, kind)}</text>`,
  );
  return `${values.join("")}<text class="soft middle" x="${left + width / 2}" y="${y + 33}">${symbols(title)}</text>`;
}
