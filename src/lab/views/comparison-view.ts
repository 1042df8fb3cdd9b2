import { line } from "d3-shape";
import type { SpectrumCurve } from "../difference.ts";
import { exponent } from "../format.ts";
import { type Chart, createChart, type Group, type Plot } from "./chart.ts";

/** A spectrum of the chart: of a side, or the difference of both (2), whose colour it has. */
export interface NamedSpectrum {
  name: string;
  side: 0 | 1 | 2;
  spectrum: SpectrumCurve | null;
}

/** Two whole spectra, or their difference. */
export interface ComparisonPicture {
  count: number;
  curves: readonly NamedSpectrum[];
  yTitle: string;
}

export interface ComparisonView {
  readonly element: HTMLElement;
  draw(picture: ComparisonPicture): void;
  destroy(): void;
}

/** Both spectra in one scale, or their difference, with error bars of ±2 standard errors. */
export function createComparisonView(): ComparisonView {
  const chart: Chart = createChart({
    label: "Whole Lyapunov spectra of both sides, with error bars",
    xTitle: "index i",
    yTitle: "λᵢ, nats per layer",
    height: 360,
  });
  return {
    element: chart.element,
    draw(picture) {
      const { count } = picture;
      chart.draw({
        x: [0.5, count + 0.5],
        y: domainOf(picture.curves),
        xTicks({ x }) {
          const ticks = x.ticks(Math.min(count, 6)).filter((tick) => Number.isInteger(tick) && tick >= 1);
          return count > 1 && ticks[0] !== 1 ? [1, ...ticks] : ticks;
        },
        marks: (group, plot) => drawMarks(group, plot, picture),
        yTitle: picture.yTitle,
        table: tableOf(picture),
      });
    },
    destroy: chart.destroy,
  };
}

function drawMarks(group: Group, { x, y, left, right, top, bottom }: Plot, picture: ComparisonPicture): void {
  const { count, curves } = picture;
  curves.forEach(({ name, side, spectrum }, rank) => {
    const own = group.append("g").attr("class", `comparison side-${side}`);
    if (spectrum === null) return;
    const points: [x: number, y: number][] = [];
    let below = 0;
    spectrum.exponents.forEach((value, index) => {
      if (value === null || !Number.isFinite(value)) return;
      if (y(value) > bottom) {
        below++;
        return;
      }
      const error = spectrum.standardErrors[index] ?? 0;
      const at = x(index + 1);
      points.push([at, y(value)]);
      const mark = own.append("g").attr("class", "exponent");
      if (error > 0) {
        mark
          .append("line")
          .attr("class", "error-bar")
          .attr("x1", at)
          .attr("x2", at)
          .attr("y1", y(value - 2 * error))
          .attr("y2", y(value + 2 * error));
      }
      mark
        .append("circle")
        .attr("cx", at)
        .attr("cy", y(value))
        .attr("r", count > 40 ? 2 : 2.6);
    });
    own.append("path").attr("class", "thread").attr("d", line()(points));
    const infinite = spectrum.exponents.filter((value) => value === Number.NEGATIVE_INFINITY).length;
    const all = infinite === spectrum.exponents.length;
    if (infinite > 0) {
      group
        .append("text")
        .attr("class", `curve-label side-${side}`)
        .attr("x", all ? left + 10 : right - 4)
        .attr("y", bottom - 10 - 18 * (curves.length - 1 - rank))
        .attr("text-anchor", all ? "start" : "end")
        .text(all ? `${name}: every λ = −∞` : `λ = −∞ for i ≥ ${spectrum.exponents.length - infinite + 1}`);
    }
    const last = spectrum.exponents.findLastIndex((value) => value !== null) + 1;
    if (side === 2 && last < spectrum.exponents.length && spectrum.status !== "overflow") {
      group
        .append("text")
        .attr("class", `curve-label side-${side}`)
        .attr("x", right - 4)
        .attr("y", bottom - 10)
        .attr("text-anchor", "end")
        .text(`−∞ on a side for i ≥ ${last + 1}`);
    }
    if (points.length === 0) {
      if (below > 0) {
        const first = exponent(spectrum.exponents[0], spectrum.standardErrors[0]);
        group
          .append("text")
          .attr("class", `curve-label side-${side}`)
          .attr("x", left + 10)
          .attr("y", bottom - 10)
          .text(`${name}: below, from λ₁ = ${first}`);
      }
      return;
    }
    // Spectra fall to the right: the upper one has room above its end, the lower one below its beginning.
    const above = rank === highest(curves);
    const text = group
      .append("text")
      .attr("class", `curve-label side-${side}`)
      .attr("x", above ? right - 4 : left + 10)
      .attr("text-anchor", above ? "end" : "start")
      .text(name);
    const room = (text.node()?.getComputedTextLength() ?? LABEL) + 16;
    const near = points.filter(([at]) => (above ? at > right - room : at < left + room)).map(([, height]) => height);
    const level = above ? Math.min(bottom, ...near) - 12 : Math.max(top, ...near) + 24;
    text.attr("y", Math.max(top + 12, Math.min(bottom - 8, level)));
  });
}

/** Room that a name takes, CSS pixels. */
const LABEL = 100;

/** The curve that lies higher in the middle. */
function highest(curves: readonly NamedSpectrum[]): number {
  const [a = Number.NEGATIVE_INFINITY, b = Number.NEGATIVE_INFINITY] = curves.map(
    ({ spectrum }) => spectrum?.exponents[Math.floor((spectrum.exponents.length - 1) / 2)] ?? Number.NEGATIVE_INFINITY,
  );
  return a > b ? 0 : 1;
}

/** Exponents below the others by more than this stay off the axis. */
const RANGE = 8;

function domainOf(curves: readonly NamedSpectrum[]): [number, number] {
  const all = curves.flatMap(({ spectrum }) =>
    (spectrum?.exponents ?? []).flatMap((value, index) => {
      const error = 2 * (spectrum?.standardErrors[index] ?? 0);
      return value === null || !Number.isFinite(value) ? [] : [value - error, value + error];
    }),
  );
  const high = Math.max(0, ...all);
  const low = Math.min(0, ...all.filter((value) => value > high - RANGE));
  const room = high === low ? 0.5 : 0.1 * (high - low);
  return [low - room, high + room];
}

function tableOf({ count, curves }: ComparisonPicture) {
  return {
    head: ["i", ...curves.map(({ name }) => name)],
    rows: Array.from({ length: count }, (_, i) => [
      String(i + 1),
      ...curves.map(({ spectrum }) => exponent(spectrum?.exponents[i], spectrum?.standardErrors[i])),
    ]),
  };
}
