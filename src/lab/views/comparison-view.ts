import { line } from "d3-shape";
import type { SpectrumCurve } from "../difference.ts";
import { exponent, ROUNDING } from "../format.ts";
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
  /** The numbers, folded away. */
  readonly table: HTMLElement;
  draw(picture: ComparisonPicture): void;
  destroy(): void;
}

/** Both spectra in one scale, or their difference, with error bars of ±2 standard errors. */
export function createComparisonView(): ComparisonView {
  const chart: Chart = createChart({
    label: "Whole Lyapunov spectra of both sides, or their difference, with error bars",
    tableName: "of both spectra",
    xTitle: "index i",
    yTitle: "λᵢ, nats per layer",
    height: 360,
  });
  return {
    element: chart.element,
    table: chart.table,
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
    /** Ends of the error bars. */
    const bars: { at: number; top: number; bottom: number }[] = [];
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
      bars.push({ at, top: y(value + 2 * error), bottom: y(value - 2 * error) });
      const mark = own.append("g").attr("class", "exponent");
      if (error > 0) {
        mark
          .append("line")
          .attr("class", "error-bar")
          .attr("x1", at)
          .attr("x2", at)
          .attr("y1", Math.min(bottom, y(value - 2 * error)))
          .attr("y2", Math.max(top, y(value + 2 * error)));
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
    const [only] = points;
    if (count === 1 && only !== undefined) {
      // Beside the only point.
      group
        .append("text")
        .attr("class", `curve-label side-${side}`)
        .attr("x", only[0] + 10)
        .attr("y", Math.max(top + 12, Math.min(bottom - 8, only[1] + 4)))
        .text(name);
      return;
    }
    // Spectra fall to the right: the upper one has room above its end, the lower one below its beginning.
    const above = rank === highest(curves);
    const text = group
      .append("text")
      .attr("class", `curve-label side-${side}`)
      .attr("text-anchor", above ? "end" : "start")
      .text(name);
    const words = text.node()?.getComputedTextLength() ?? LABEL;
    // A spectrum may end before the axis does.
    const end = Math.max(left + 10 + words, Math.min(right - 4, (bars.at(-1)?.at ?? right) + 8));
    text.attr("x", above ? end : left + 10);
    const near = bars.filter(({ at }) => (above ? at > end - words - 12 && at < end + 12 : at < left + words + 16));
    const level = above
      ? Math.min(bottom, ...near.map((bar) => bar.top)) - 12
      : Math.max(top, ...near.map((bar) => bar.bottom)) + 20;
    text.attr("y", Math.max(top + 12, Math.min(bottom - 8, level)));
  });
}

/** Room that a name takes, CSS pixels. */
const LABEL = 100;

/** The curve that lies higher in the middle of the shorter one. */
function highest(curves: readonly NamedSpectrum[]): number {
  const lengths = curves.flatMap(({ spectrum }) => spectrum?.exponents.length ?? []);
  const middle = Math.floor((Math.min(...lengths) - 1) / 2);
  const [a = Number.NEGATIVE_INFINITY, b = Number.NEGATIVE_INFINITY] = curves.map(
    ({ spectrum }) => spectrum?.exponents[middle] ?? Number.NEGATIVE_INFINITY,
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
  // What is 0 but for rounding is drawn as 0.
  const room = high - low < ROUNDING ? 0.5 : 0.1 * (high - low);
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
