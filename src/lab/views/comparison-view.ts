import { line } from "d3-shape";
import type { Spectrum } from "../../engine/engine.ts";
import { exponent, ROUNDING } from "../format.ts";
import { type Chart, createChart, type Group, type Plot } from "./chart.ts";

/** Two whole spectra, of the plain and of the residual side. */
export interface ComparisonPicture {
  count: number;
  names: readonly string[];
  /** Unit of the exponents. */
  rate: string;
  spectra: readonly (Spectrum | null)[];
}

export interface ComparisonView {
  readonly element: HTMLElement;
  draw(picture: ComparisonPicture): void;
  destroy(): void;
}

/** Both spectra in one scale, with error bars of ±2 standard errors. */
export function createComparisonView(): ComparisonView {
  const chart: Chart = createChart({
    label: "Whole Lyapunov spectra without and with the skip path, with error bars",
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
        y: domainOf(picture.spectra),
        xTicks({ x }) {
          const ticks = x.ticks(Math.min(count, 6)).filter((tick) => Number.isInteger(tick) && tick >= 1);
          return count > 1 && ticks[0] !== 1 ? [1, ...ticks] : ticks;
        },
        marks: (group, plot) => drawMarks(group, plot, picture),
        yTitle: `λᵢ, ${picture.rate}`,
        table: tableOf(picture),
      });
    },
    destroy: chart.destroy,
  };
}

function drawMarks(group: Group, { x, y, left, right, top, bottom }: Plot, picture: ComparisonPicture): void {
  const { count, names, spectra } = picture;
  spectra.forEach((spectrum, side) => {
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
    const all = infinite === count;
    if (infinite > 0) {
      group
        .append("text")
        .attr("class", `curve-label side-${side}`)
        .attr("x", all ? left + 10 : right - 4)
        .attr("y", bottom - 10 - 18 * (1 - side))
        .attr("text-anchor", all ? "start" : "end")
        .text(all ? `${names[side]}: every λ = −∞` : `λ = −∞ for i ≥ ${count - infinite + 1}`);
    }
    if (points.length === 0) {
      if (below > 0) {
        const first = exponent(spectrum.exponents[0], spectrum.standardErrors[0]);
        group
          .append("text")
          .attr("class", `curve-label side-${side}`)
          .attr("x", left + 10)
          .attr("y", bottom - 10)
          .text(`${names[side]}: below, from λ₁ = ${first}`);
      }
      return;
    }
    // Spectra fall to the right: the upper one has room above its end, the lower one below its beginning.
    const above = side === highest(spectra);
    const text = group
      .append("text")
      .attr("class", `curve-label side-${side}`)
      .attr("x", above ? right - 4 : left + 10)
      .attr("text-anchor", above ? "end" : "start")
      .text(names[side] ?? "");
    const room = (text.node()?.getComputedTextLength() ?? LABEL) + 16;
    const near = points.filter(([at]) => (above ? at > right - room : at < left + room)).map(([, height]) => height);
    const level = above ? Math.min(bottom, ...near) - 12 : Math.max(top, ...near) + 24;
    text.attr("y", Math.max(top + 12, Math.min(bottom - 8, level)));
  });
}

/** Room that a name takes, CSS pixels. */
const LABEL = 100;

/** The side whose spectrum lies higher in the middle. */
function highest(spectra: readonly (Spectrum | null)[]): number {
  const [plain = Number.NEGATIVE_INFINITY, residual = Number.NEGATIVE_INFINITY] = spectra.map(
    (spectrum) => spectrum?.exponents[Math.floor((spectrum.exponents.length - 1) / 2)] ?? Number.NEGATIVE_INFINITY,
  );
  return plain > residual ? 0 : 1;
}

/** Exponents below the others by more than this stay off the axis. */
const RANGE = 8;

function domainOf(spectra: readonly (Spectrum | null)[]): [number, number] {
  const all = spectra.flatMap((spectrum) =>
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

function tableOf({ count, names, spectra }: ComparisonPicture) {
  return {
    head: ["i", ...names],
    rows: Array.from({ length: count }, (_, i) => [
      String(i + 1),
      ...spectra.map((spectrum) => exponent(spectrum?.exponents[i], spectrum?.standardErrors[i])),
    ]),
  };
}
