import { area, line } from "d3-shape";
import type { ProfileCurve } from "../difference.ts";
import { exponent } from "../format.ts";
import { decades } from "../heat-tooltip.ts";
import type { Pin } from "../pins.ts";
import { LAYERS, type TimeAxis, ticksOf, timeOf } from "../time-axis.ts";
import { type Chart, createChart, type Group, type Plot } from "./chart.ts";
import { drawPinProfile } from "./pin-marks.ts";

/** A curve of the chart: of a side, or their difference (2), whose colour it has. */
export interface NamedProfile {
  name: string;
  side: 0 | 1 | 2;
  profile: ProfileCurve | null;
}

/** What the profile chart shows. */
export interface ProfilePicture {
  depth: number;
  /** The chosen layer. */
  layer: number;
  time: TimeAxis;
  curves: readonly NamedProfile[];
  /** Title of the vertical axis. */
  yTitle: string;
  /** What is said of a curve that has no point. */
  nothing: string;
  /** Whether the weights' gradients are drawn too. */
  weights: boolean;
  /** Places whose own profiles are drawn too. */
  pins: readonly Pin[];
}

/** Theory at the probe: λ₁, nats per layer, and the layers of the network there. */
export interface ProfileTheory {
  leading: number;
  depth: number;
}

export interface ProfileView {
  readonly element: HTMLElement;
  /** The numbers, folded away. */
  readonly table: HTMLElement;
  draw(picture: ProfilePicture): void;
  /** The gradient that theory foretells at the probe; null where it does not. */
  theory(theory: ProfileTheory | null): void;
  destroy(): void;
}

type Band = readonly [x: number, low: number, high: number];
type Pixel = readonly [x: number, y: number];

/** log10 of the gradient's norm against depth: both sides or their difference, with ±2 standard errors and 5–95 % of the networks. */
export function createProfileView(): ProfileView {
  const chart: Chart = createChart({
    label: "log10 of the gradient's norm across depth, of both sides or their difference, with standard errors",
    tableName: "of gradients against depth",
    xTitle: LAYERS.title,
    yTitle: "log₁₀ ‖∂L/∂h‖, output = 0",
    height: 360,
  });
  return {
    element: chart.element,
    table: chart.table,
    draw(picture) {
      const ticks = ticksOf(picture.time, lastLayer(picture));
      chart.draw({
        x: [0, lastLayer(picture)],
        y: domainOf(picture),
        xTicks: () => ticks.map(({ layer }) => layer),
        xText: (_, index) => ticks[index]?.text ?? "",
        xTitle: picture.time.title,
        yTitle: picture.yTitle,
        marks: (group, plot) => drawMarks(group, plot, picture),
        table: tableOf(picture),
      });
    },
    theory(theory) {
      chart.over((group, plot) => drawTheory(group, plot, theory));
    },
    destroy: chart.destroy,
  };
}

/** Pins may be of deeper networks. */
function lastLayer({ depth, pins }: ProfilePicture): number {
  return Math.max(depth, ...pins.map(({ cell }) => cell.depth));
}

/** A straight line from 0 at the output: e^λ₁ for every layer. */
function drawTheory(group: Group, { x, y }: Plot, theory: ProfileTheory | null): void {
  if (theory === null || !Number.isFinite(theory.leading)) return;
  const { leading, depth } = theory;
  group
    .append("line")
    .attr("class", "probe-line")
    .attr("x1", x(0))
    .attr("y1", y((leading * depth) / Math.LN10))
    .attr("x2", x(depth))
    .attr("y2", y(0));
}

function drawMarks(group: Group, plot: Plot, picture: ProfilePicture): void {
  const { layer, weights, nothing } = picture;
  const { x, y, top, bottom } = plot;
  const cursor = group.append("line").attr("class", "layer-cursor");
  cursor.attr("x1", x(layer)).attr("x2", x(layer)).attr("y1", top).attr("y2", bottom);
  const curves = picture.curves.map(({ name, side, profile }) => {
    const own = group.append("g").attr("class", `profile side-${side}`);
    if (profile === null) return null;
    const band = area<Band>(
      ([at]) => x(at),
      ([, low]) => y(low),
      ([, , high]) => y(high),
    );
    own
      .append("path")
      .attr("class", "band range")
      .attr("d", band(rangeOf(profile)));
    own
      .append("path")
      .attr("class", "band error")
      .attr("d", band(errorBand(profile)));
    if (weights) {
      for (const values of profile.log10WeightGradientNorm) {
        own
          .append("path")
          .attr("class", "weight-curve")
          .attr("d", line()(pixels(profile.layers, values, plot)));
      }
    }
    const points = pixels(profile.layers, profile.log10GradientNorm, plot);
    own.append("path").attr("class", "curve").attr("d", line()(points));
    const chosen = profile.log10GradientNorm[profile.layers.indexOf(layer)];
    if (typeof chosen === "number" && Number.isFinite(chosen)) {
      own.append("circle").attr("cx", x(layer)).attr("cy", y(chosen)).attr("r", 4);
    }
    return { name, side, points, profile };
  });
  for (const pin of picture.pins) drawPinProfile(group, pin, plot);
  const drawn = curves.filter((curve) => curve !== null && curve.points.length > 1).map((curve) => curve);
  // The upper curve is named above itself, the lower one below.
  const inOrder = drawn.toSorted((a, b) => (a?.points[0]?.[1] ?? 0) - (b?.points[0]?.[1] ?? 0));
  inOrder.forEach((curve, rank) => {
    if (curve !== null) label(group, plot, curve, picture, rank === 0);
  });
  curves.forEach((curve, rank) => {
    if (curve === null || curve.points.length > 1) return;
    const said = curve.profile.status === "overflow" ? "overflow" : nothing;
    group
      .append("text")
      .attr("class", `curve-label side-${curve.side}`)
      .attr("x", plot.left + 10)
      .attr("y", bottom - 10 - 18 * (curves.length - 1 - rank))
      .text(`${curve.name}: ${said}`);
  });
}

/** Name and slope beside a curve, off its line wherever that runs under the words. */
function label(
  group: Group,
  { left, right, top, bottom }: Plot,
  { name, side, points, profile }: { name: string; side: number; points: readonly Pixel[]; profile: ProfileCurve },
  { time }: ProfilePicture,
  above: boolean,
): void {
  const { value, standardError } = profile.slope;
  const slope = exponent(
    value === null ? null : value / time.unit,
    standardError === null ? null : standardError / time.unit,
  );
  const text = group.append("text").attr("class", `curve-label side-${side}`).text("");
  // A number after a difference or another number would look like a part of it. Long names give way to it.
  const own = `${name}${side === 2 || name.includes("=") ? ":" : ""} ${slope}`;
  let words = 0;
  for (const said of [`${own} ${time.rate.replace(" per ", "/")}`, own, slope]) {
    words = text.text(said).node()?.getComputedTextLength() ?? 180;
    if (words <= right - left - 8) break;
  }
  const start = Math.max(left + 8, Math.min(left + 14, right - words));
  const under = points.filter(([at]) => at >= start - 6 && at <= start + words + 6).map(([, height]) => height);
  const level = above ? Math.min(...under, bottom) - 12 : under.length === 0 ? bottom : Math.max(...under) + 20;
  text.attr("x", start).attr("y", Math.min(bottom - 8, Math.max(top + 12, level)));
}

function pixels(layers: readonly number[], values: readonly (number | null)[], { x, y }: Plot): [number, number][] {
  return values.flatMap((value, i) =>
    value === null || !Number.isFinite(value) ? [] : [[x(layers[i] ?? 0), y(value)] as [number, number]],
  );
}

function errorBand({ layers, log10GradientNorm, standardErrors }: ProfileCurve): Band[] {
  return log10GradientNorm.flatMap((value, i) => {
    const error = 2 * (standardErrors[i] ?? 0);
    return value === null || !Number.isFinite(value) ? [] : [[layers[i] ?? 0, value - error, value + error] as const];
  });
}

function rangeOf({ layers, quantiles }: ProfileCurve): Band[] {
  const [lowest, highest] = [quantiles[0] ?? [], quantiles.at(-1) ?? []];
  return layers.flatMap((layer, i) => {
    const [low, high] = [lowest[i], highest[i]];
    if (typeof low !== "number" || typeof high !== "number" || !Number.isFinite(low + high)) return [];
    return [[layer, low, high] as const];
  });
}

function domainOf({ curves, weights, pins }: ProfilePicture): [number, number] {
  const all = curves.flatMap(({ profile }) => {
    if (profile === null) return [];
    const bands = [...rangeOf(profile), ...errorBand(profile)].flatMap(([, low, high]) => [low, high]);
    return weights ? [...bands, ...profile.log10WeightGradientNorm.flat()] : bands;
  });
  const pinned = pins.flatMap(({ profile }) => profile?.log10GradientNorm ?? []);
  const finite = [...all, ...pinned].flatMap((value) => (value === null || !Number.isFinite(value) ? [] : [value]));
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  // Room for the names above and below the curves.
  const room = high === low ? 1 : 0.12 * (high - low);
  return [low - room, high + room];
}

function tableOf({ curves, time }: ProfilePicture) {
  const layers = curves.find(({ profile }) => profile !== null)?.profile?.layers ?? [];
  return {
    head: [time.kind, ...curves.map(({ name }) => name)],
    rows: layers.map((layer, i) => [
      String(timeOf(time, layer)),
      ...curves.map(({ profile }) => decades(profile?.log10GradientNorm[i], profile?.standardErrors[i])),
    ]),
  };
}
