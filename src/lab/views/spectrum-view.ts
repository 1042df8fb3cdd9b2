import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { line } from "d3-shape";
import type { Spectrum } from "../../engine/engine.ts";
import type { Law } from "../../theory/law.ts";
import { h, onWidth } from "../dom.ts";
import { exponent, ROUNDING } from "../format.ts";
import { vectorName } from "../growth-key.ts";
import type { Pin } from "../pins.ts";
import { LAYERS, timeAxis } from "../time-axis.ts";
import { createDataTable, type TableContent } from "./data-table.ts";
import { drawPinSpectrum, pinSpectrum } from "./pin-marks.ts";

/** What the panel shows: a spectrum as far as it is measured, and the laws beside it. */
export interface SpectrumPicture {
  /** Number of exponents asked for: the length of the axis. */
  count: number;
  spectrum: Spectrum | null;
  laws: readonly Law[];
  /** Unit of all numbers here. */
  rate: string;
  /** Fixed vectors whose growth is shown at the right side, as it is measured. */
  fixedVectors: number;
  /** Places whose spectra are drawn too. */
  pins: readonly Pin[];
  /** λ₁ at the probe, measured or of theory. */
  level: number | null;
  /** The probe is on its way: the axis only grows, so that it can be read, and the table waits. */
  moving: boolean;
}

/** Nothing to show. */
export const EMPTY: SpectrumPicture = {
  count: 1,
  spectrum: null,
  laws: [],
  rate: LAYERS.rate,
  fixedVectors: 0,
  pins: [],
  level: null,
  moving: false,
};

export interface SpectrumView {
  readonly element: HTMLElement;
  /** The numbers, folded away. */
  readonly table: HTMLElement;
  draw(picture: SpectrumPicture): void;
  destroy(): void;
}

const MARGIN = { top: 10, right: 12, bottom: 46, left: 66 };
/** Room for the growth of fixed vectors, behind the last exponent. */
const GROWTH = 46;
const HEIGHT = 360;
/** Exponents below the others by more than this stay off the axis: one near −∞ would flatten all the others. */
const RANGE = 8;

interface Point {
  i: number;
  value: number;
  error: number;
}

/** Exponents against their index, error bars of ±2 standard errors, laws as dashed lines. */
export function createSpectrumView(): SpectrumView {
  const element = h("div", { class: "spectrum" });
  const table = createDataTable("of the spectrum", () => (shown === EMPTY ? null : tableOf(shown)));
  const svg = select(element).append("svg").attr("class", "chart").attr("role", "img");
  svg.append("title").text("Lyapunov exponents against their index, with error bars; the numbers follow in a table");
  const xAxis = svg.append("g").attr("class", "axis");
  const yAxis = svg.append("g").attr("class", "axis");
  const xTitle = svg.append("text").attr("class", "axis-title").attr("text-anchor", "middle").text("index i");
  const yTitle = svg.append("text").attr("class", "axis-title").attr("text-anchor", "middle");
  yTitle.append("tspan").attr("class", "variable").text("λ");
  yTitle.append("tspan").attr("class", "script").attr("dy", "0.3em").text("i");
  const yUnit = yTitle.append("tspan").attr("dy", "-0.25em");
  const zero = svg.append("line").attr("class", "zero");
  const level = svg.append("line").attr("class", "probe-level");
  const marks = svg.append("g");
  const note = svg.append("text").attr("class", "infinite-note").attr("text-anchor", "end");
  let shown = EMPTY;
  let ends: readonly [number, number] = [0, 0];

  function layout(): void {
    const outer = element.clientWidth;
    if (outer === 0) return;
    const { spectrum, laws, rate, fixedVectors } = shown;
    const pinned = pinnedOf(shown.pins);
    const count = Math.max(shown.count, ...pinned.map((pin) => pin.spectrum.exponents.length));
    const points = pointsOf(spectrum);
    const growths = growthsOf(spectrum);
    const edge = outer - MARGIN.right;
    const right = edge - (fixedVectors > 0 ? GROWTH : 0);
    const bottom = HEIGHT - MARGIN.bottom;
    const x = scaleLinear()
      .domain([0.5, count + 0.5])
      .range([MARGIN.left, right]);
    const all = [...points, ...growths, ...pinned.flatMap((pin) => pointsOf(pin.spectrum))];
    const fitting = domainOf(all, laws);
    ends = shown.moving ? [Math.min(ends[0], fitting[0]), Math.max(ends[1], fitting[1])] : fitting;
    const y = scaleLinear().domain(ends).range([bottom, MARGIN.top]);
    const [low = 0] = y.domain();
    svg.attr("width", outer).attr("height", HEIGHT);
    const ticks = x.ticks(Math.min(count, 8)).filter((tick) => Number.isInteger(tick) && tick >= 1);
    if (count > 1 && ticks[0] !== 1) ticks.unshift(1);
    xAxis
      .attr("transform", `translate(0 ${bottom})`)
      .call(axisBottom(x).tickValues(ticks).tickFormat(String).tickSize(5).tickPadding(6));
    yAxis.attr("transform", `translate(${MARGIN.left} 0)`).call(axisLeft(y).ticks(6).tickSize(5).tickPadding(6));
    xTitle.attr("x", (MARGIN.left + right) / 2).attr("y", bottom + 40);
    yUnit.text(`, ${rate}`);
    yTitle.attr("transform", `translate(15 ${(MARGIN.top + bottom) / 2}) rotate(-90)`);
    zero.attr("x1", MARGIN.left).attr("x2", edge).attr("y1", y(0)).attr("y2", y(0));
    const at = shown.level;
    level.attr("display", at === null || !Number.isFinite(at) || at < low ? "none" : null);
    if (at !== null && Number.isFinite(at)) {
      level.attr("x1", MARGIN.left).attr("x2", edge).attr("y1", y(at)).attr("y2", y(at));
    }

    marks.selectAll("*").remove();
    laws.forEach((law, index) => {
      const path = line<number | null>(
        (_, i) => x(i + 1),
        (value) => y(value ?? 0),
      ).defined((value) => value !== null && Number.isFinite(value) && value >= low);
      const finite = law.exponents.filter((value) => value !== null && Number.isFinite(value));
      const first = law.exponents.findIndex((value) => value !== null && Number.isFinite(value));
      if (finite.length > 1) {
        marks
          .append("path")
          .attr("class", `law law-${Math.min(index, 2)}`)
          .attr("d", path([...law.exponents]) ?? "");
      } else if (first >= 0) {
        // A law of a single exponent: a short dashed line at its level.
        const at = y(law.exponents[first] ?? 0);
        const centre = x(first + 1);
        marks
          .append("line")
          .attr("class", `law law-${Math.min(index, 2)}`)
          .attr("x1", centre - 4)
          .attr("x2", centre + 14)
          .attr("y1", at)
          .attr("y2", at);
      }
    });
    const radius = count > 40 ? 2 : 2.6;
    for (const pin of pinned) drawPinSpectrum(marks, pin, { x, y }, low, count > 40 ? 20 : 30);
    for (const { i, value, error } of points) {
      if (value < low) continue;
      const mark = marks.append("g").attr("class", "exponent");
      if (error > 0) {
        mark
          .append("line")
          .attr("class", "error-bar")
          .attr("x1", x(i))
          .attr("x2", x(i))
          .attr("y1", y(value - 2 * error))
          .attr("y2", y(value + 2 * error));
      }
      mark.append("circle").attr("cx", x(i)).attr("cy", y(value)).attr("r", radius);
    }
    drawGrowths(
      growths.filter(({ value }) => value >= low),
      right,
      y,
    );
    const infinite = spectrum?.exponents.filter((value) => value === Number.NEGATIVE_INFINITY).length ?? 0;
    const from = shown.count - infinite + 1;
    note
      .attr("x", right - 4)
      .attr("y", bottom - 8)
      .text(infinite === 0 ? "" : infinite === 1 ? `λ = −∞ at i = ${from}` : `λ = −∞ for i = ${from} … ${shown.count}`);
    if (!shown.moving) table.changed();
  }

  /** Short lines behind the exponents: fixed vectors have no index among them. */
  function drawGrowths(growths: readonly Point[], right: number, y: (value: number) => number): void {
    let before = Number.NEGATIVE_INFINITY;
    for (const { i, value, error } of growths.toSorted((a, b) => y(a.value) - y(b.value))) {
      const mark = marks.append("g").attr("class", "growth");
      const [from, to] = [right + 8, right + 26];
      const band = Math.max(y(value - 2 * error) - y(value + 2 * error), 0);
      mark
        .append("rect")
        .attr("x", from)
        .attr("width", to - from)
        .attr("y", y(value) - band / 2)
        .attr("height", band);
      mark.append("line").attr("x1", from).attr("x2", to).attr("y1", y(value)).attr("y2", y(value));
      // Names of vectors that grow alike stand one below the other.
      before = Math.max(y(value) + 4, before + 14);
      mark
        .append("text")
        .attr("x", to + 5)
        .attr("y", before)
        .text(vectorName(i - 1));
    }
  }

  const unobserve = onWidth(element, layout);
  return {
    element,
    table: table.element,
    draw(picture) {
      shown = picture;
      layout();
    },
    destroy() {
      unobserve();
      table.destroy();
    },
  };
}

function pointsOf(spectrum: Spectrum | null): Point[] {
  return (spectrum?.exponents ?? []).flatMap((value, index) =>
    value === null || !Number.isFinite(value)
      ? []
      : [{ i: index + 1, value, error: spectrum?.standardErrors[index] ?? 0 }],
  );
}

/** Growth of the fixed vectors that do not vanish; i is the vector's place among them. */
function growthsOf(spectrum: Spectrum | null): Point[] {
  return (spectrum?.fixedVectors ?? []).flatMap((each, index) =>
    each === undefined || each.growth === null || !Number.isFinite(each.growth)
      ? []
      : [{ i: index + 1, value: each.growth, error: each.standardError ?? 0 }],
  );
}

function domainOf(points: readonly Point[], laws: readonly Law[]): [number, number] {
  const measured = points.flatMap(({ value, error }) => [value - 2 * error, value + 2 * error]);
  const known = laws.flatMap((law) => law.exponents.filter((value) => value !== null && Number.isFinite(value)));
  const all = [...measured, ...(known as number[])];
  const high = Math.max(0, ...all);
  const low = Math.min(0, ...all.filter((value) => value > high - RANGE));
  // What is 0 but for rounding is drawn as 0.
  const room = high - low < ROUNDING ? 0.5 : 0.05 * (high - low);
  return [low - room, high + room];
}

function tableOf({ spectrum, laws, rate, pins }: SpectrumPicture): TableContent {
  const pinned = pinnedOf(pins);
  const head = ["i", "measured", ...laws.map((law) => law.name), ...pinned.map(({ slot }) => `pin ${slot + 1}`)];
  const count = Math.max(
    0,
    ...[spectrum, ...pinned.map((pin) => pin.spectrum)].map((each) => each?.exponents.length ?? 0),
  );
  const status = spectrum === null || spectrum.status === "ok" ? "" : `; measured: ${spectrum.status}`;
  return {
    caption: `Lyapunov exponents ± standard error, ${rate}${status}`,
    head,
    rows: Array.from({ length: count }, (_, index) => [
      String(index + 1),
      exponent(spectrum?.exponents[index], spectrum?.standardErrors[index]),
      ...laws.map((law) => exponent(law.exponents[index], null)),
      ...pinned.map((pin) => exponent(pin.spectrum.exponents[index], pin.spectrum.standardErrors[index])),
    ]),
  };
}

/** Pins that are measured, in units of their own time. */
function pinnedOf(pins: readonly Pin[]): { slot: number; spectrum: Spectrum }[] {
  return pins.flatMap((pin) => {
    const own = pinSpectrum(pin, timeAxis(pin.cell.network));
    return own === null ? [] : [{ slot: pin.slot, spectrum: own }];
  });
}
