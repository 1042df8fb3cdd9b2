// One panel: laws as lines, what was measured as marks with bars of two standard errors, and below how far both are apart.

import { line, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from "d3-shape";
import { bottom, label, rows, scaleOf, ticksOf } from "./axes.mjs";
import { round, roundPath, symbols } from "./theme.mjs";

export const HEIGHT = { plot: 210, gap: 30, strip: 72, below: 40, legend: 18 };
/** Of the row of −∞ under a panel's finite values. */
const ABYSS = 26;
/** Of the first and the last place from the edges. */
const INSET = 8;
/** Standard errors that the strip reaches. */
const REACH = 4;
const SHAPES = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond];

const isAbyss = (value) => value === "-Infinity";
const known = (points) => points.filter(({ measured }) => typeof measured === "number");
const both = (points) => known(points).filter(({ law, beyond }) => typeof law === "number" && !beyond);

/** The lines of legend that a panel needs. */
export function legendOf({ series }, width) {
  const items = [];
  let [x, row] = [0, 0];
  series.forEach(({ label: text, law }, s) => {
    if (text === undefined) return;
    const long = 46 + 6.2 * text.length;
    if (x > 0 && x + long > width + 18) [x, row] = [0, row + 1];
    items.push({ text, s, kind: law.kind, x, row });
    x += long;
  });
  return { items, lines: items.length === 0 ? 0 : row + 1 };
}

/** `top`: where the plot begins, under title and legend. */
export function panelOf(panel, width, top) {
  const { title, series } = panel;
  const legend = legendOf(panel, width);
  const { x, y, hasAbyss } = scalesOf(panel, width);
  const xTicks = ticksOf(x, panel.x, width > 400 ? 8 : 5);
  const stripTop = HEIGHT.plot + HEIGHT.gap;
  const depths = hasAbyss
    ? `<line class="grid" stroke-dasharray="2 3" x2="${width}" y1="${HEIGHT.plot}" y2="${HEIGHT.plot}"/><text class="soft end" x="-8" y="${HEIGHT.plot + 4}">−∞</text>`
    : "";
  const marks = series.map((each, s) => curve(each, s, x, y)).concat(series.map((each, s) => dots(each, s, x, y)));
  return `<text class="title" y="${18 - top}">${symbols(title)}</text>
${legend.items.map((each) => legendItem(each, 38 - top)).join("")}
${rows(y, ticksOf(y, panel.y, 5), { width, kind: panel.y.scale })}${depths}
<text class="soft middle" transform="translate(-44,${HEIGHT.plot / 2}) rotate(-90)">${symbols(panel.y.title)}</text>
${marks.join("\n")}
${strip(panel, x, width, stripTop)}
${bottom(x, xTicks, { width, y: stripTop + HEIGHT.strip, title: panel.x.title, kind: panel.x.scale })}`;
}

function scalesOf({ series, x: xAxis, y: yAxis }, width) {
  const points = series.flatMap((each) => each.points);
  const curves = series.flatMap((each) => each.curve ?? []);
  const xs = [...points.map(({ x }) => x), ...curves.map(([at]) => at)];
  const x = scaleOf(xAxis.scale, xAxis.domain ?? [Math.min(...xs), Math.max(...xs)], [INSET, width - INSET]);
  const ys = [
    ...known(points).flatMap(({ measured, error }) => (yAxis.scale === "log" ? [measured] : ends(measured, error))),
    ...points.map(({ law }) => law).filter((law) => typeof law === "number"),
  ];
  const hasAbyss = points.some(({ measured, law }) => isAbyss(measured) || isAbyss(law));
  const range = [HEIGHT.plot - (hasAbyss ? ABYSS : 0), 0];
  const y = scaleOf(yAxis.scale, [Math.min(...ys), Math.max(...ys)], range);
  if (yAxis.domain !== undefined) y.domain(yAxis.domain);
  else y.domain(roomy(y.domain(), yAxis.scale));
  if (yAxis.domain === undefined && yAxis.scale !== "log") y.nice(5);
  return { x, y, hasAbyss };
}

/** With room about the values; those that are all alike but for rounding need most. */
function roomy([low, high], kind) {
  if (kind === "log") return [low / 1.25, high * 1.25];
  return high - low < 1e-6 ? [low - 0.1, high + 0.1] : [low, high];
}

const ends = (value, error) => [value - 2 * (error ?? 0), value + 2 * (error ?? 0)];

function curve({ points, curve: fine, law: { kind }, apart }, s, x, y) {
  if (apart) return dashes(points, s, x, y);
  const places = fine ?? points.map(({ x: at, law }) => [at, law]);
  const [low, high] = y.domain();
  const path = line(
    ([at]) => x(at),
    ([, value]) => y(value),
  ).defined(([, value]) => typeof value === "number" && value >= low && value <= high)(places);
  return `<path class="law s${s} ${kind}" d="${roundPath(path)}"/>`;
}

/** The law of places between which there is nothing. */
function dashes(points, s, x, y) {
  const each = points.map(
    ({ x: at, law }) =>
      `<line class="law s${s}" x1="${round(x(at) - 14)}" x2="${round(x(at) + 14)}" y1="${round(y(law))}" y2="${round(y(law))}"/>`,
  );
  return each.join("");
}

function dots({ points }, s, x, y) {
  const size = points.length > 40 ? 22 : 40;
  const [least, most] = y.domain();
  const within = (value) => y(Math.min(Math.max(value, least), most));
  return points
    .filter(({ measured }) => measured !== null)
    .map(({ x: at, measured, error }) => {
      if (isAbyss(measured)) return mark(s, x(at), HEIGHT.plot, size);
      const [low, high] = ends(measured, error).map(within).map(round);
      const bar =
        low - high < 2
          ? ""
          : `<line class="s${s}" x1="${round(x(at))}" x2="${round(x(at))}" y1="${low}" y2="${high}"/>`;
      return bar + mark(s, x(at), y(measured), size);
    })
    .join("");
}

function mark(s, x, y, size) {
  return `<path class="dot d${s}" transform="translate(${round(x)},${round(y)})" d="${roundPath(symbol(SHAPES[s], size)())}"/>`;
}

function legendItem({ text, s, kind, x, row }, top) {
  const at = top + row * HEIGHT.legend;
  return `<line class="law s${s} ${kind}" x1="${round(x)}" x2="${round(x + 22)}" y1="${at - 4}" y2="${at - 4}"/>${mark(s, x + 11, at - 4, 34)}<text x="${round(x + 28)}" y="${at}">${symbols(text)}</text>`;
}

/** Whether a panel's strip is in standard errors: all its laws are exact, and there is more than rounding. */
export function inErrors(series) {
  const hasErrors = series.some(({ points }) => points.some(({ z }) => z !== null));
  return hasErrors && series.every(({ law }) => law.kind === "exact");
}

function strip({ series, y }, x, width, top) {
  const errors = inErrors(series);
  const relative = series.some((each) => each.relative);
  const off = (each) =>
    both(each.points)
      .map((point) => ({ ...point, ...deviation(point, each, errors) }))
      .filter(({ away }) => away !== null);
  const all = series.map(off);
  const stated = Math.max(0, ...series.map(({ within }) => within ?? 0));
  const widest = Math.max(1.1 * stated, ...all.flat().map(({ away, bar }) => Math.abs(away) + bar));
  const reach = errors ? REACH : niceReach(widest);
  const z = scaleOf("linear", [-reach, reach], [HEIGHT.strip, 0]);
  const band = errors ? 2 : stated;
  const unit = errors ? "standard errors" : relative ? "per cent of the law" : (y.title.split(", ")[1] ?? "");
  const write = (tick) => (tick > 0 ? "+" : "") + label(relative && !errors ? 100 * tick : tick);
  const caption = `<text class="soft" y="${top - 8}" font-size="11">measured − law${unit === "" ? "" : `, ${unit}`}</text>`;
  const shade = `<rect class="band" y="${round(top + z(band))}" width="${width}" height="${round(z(-band) - z(band))}"/>`;
  const clip = (value) => Math.max(-reach, Math.min(reach, value));
  const marks = all.flatMap((points, s) =>
    points.map(({ x: at, away, bar }) => {
      const [low, high] = [away - bar, away + bar].map((value) => round(top + z(clip(value))));
      const bars =
        low - high < 2
          ? ""
          : `<line class="s${s}" x1="${round(x(at))}" x2="${round(x(at))}" y1="${low}" y2="${high}"/>`;
      return bars + mark(s, x(at), top + z(clip(away)), points.length > 40 ? 16 : 28);
    }),
  );
  return caption + shade + rows(z, [-reach, 0, reach], { width, top, write }) + marks.join("");
}

/** How far a point is from its law, in what the strip shows; null where that says nothing. */
function deviation({ measured, error, law, z }, { relative }, errors) {
  if (errors) return { away: z, bar: 0 };
  const scale = relative ? Math.abs(law) : 1;
  return { away: (measured - law) / scale, bar: (2 * (error ?? 0)) / scale };
}

/** 1, 2 or 5 times a power of ten. */
function niceReach(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((([1, 2, 5].find((step) => step * power >= value) ?? 10) * power).toPrecision(1));
}
