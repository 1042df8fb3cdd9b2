import { axisBottom, axisLeft } from "d3-axis";
import { type ScaleLinear, scaleLinear } from "d3-scale";
import { type Selection, select } from "d3-selection";
import { h, onWidth } from "../dom.ts";
import { createDataTable, type TableContent } from "./data-table.ts";

export type Group = Selection<SVGGElement, unknown, null, undefined>;

/** The plotting area of a chart, CSS pixels, and its scales. */
export interface Plot {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface ChartSpec {
  label: string;
  /** Of what its table has the numbers: "of the gradients". */
  tableName: string;
  xTitle: string;
  yTitle: string;
  height: number;
}

/** What a chart shows: domains, ticks of x, and marks. */
export interface ChartContent {
  x: readonly [number, number];
  y: readonly [number, number];
  xTicks(plot: Plot): number[];
  /** Text of a tick of x, by its index; the number itself if not given. */
  xText?(value: number, index: number): string;
  /** Other titles than those that the chart was made with. */
  xTitle?: string;
  yTitle?: string;
  marks(group: Group, plot: Plot): void;
  /** The numbers of the picture. */
  table: Omit<TableContent, "caption">;
}

export interface Chart {
  readonly element: HTMLElement;
  /** The numbers, folded away. */
  readonly table: HTMLElement;
  draw(content: ChartContent): void;
  /** Marks over the others that may leave the plot, where they are cut; they can be drawn again by themselves. */
  over(marks: (group: Group, plot: Plot) => void): void;
  destroy(): void;
}

let charts = 0;

const MARGIN = { top: 10, right: 12, bottom: 46, left: 66 };

/** Axes with a frame for marks, as wide as its place, and a table for those who do not see it. */
export function createChart({ label, tableName, xTitle, yTitle, height }: ChartSpec): Chart {
  const element = h("div", { class: "chart-place" });
  const table = createDataTable(tableName, () => shown && { caption: label, ...shown.table });
  const svg = select(element).append("svg").attr("class", "chart").attr("role", "img").attr("height", height);
  svg.append("title").text(`${label}; the numbers follow in a table`);
  element.style.minHeight = `${height}px`;
  const xAxis = svg.append("g").attr("class", "axis");
  const yAxis = svg.append("g").attr("class", "axis");
  const xText = svg.append("text").attr("class", "axis-title").attr("text-anchor", "middle");
  const yText = svg.append("text").attr("class", "axis-title").attr("text-anchor", "middle");
  const zero = svg.append("line").attr("class", "zero");
  const marks = svg.append("g");
  const clip = `chart-clip-${charts++}`;
  const cut = svg.append("clipPath").attr("id", clip).append("rect");
  const above = svg.append("g").attr("clip-path", `url(#${clip})`);
  let shown: ChartContent | null = null;
  let laidOut: Plot | null = null;
  let drawOver: (group: Group, plot: Plot) => void = () => undefined;

  function overlay(): void {
    above.selectAll("*").remove();
    if (laidOut !== null) drawOver(above, laidOut);
  }

  function layout(): void {
    const width = element.clientWidth;
    if (width === 0 || shown === null) return;
    const [left, right, top, bottom] = [MARGIN.left, width - MARGIN.right, MARGIN.top, height - MARGIN.bottom];
    const x = scaleLinear().domain(shown.x).range([left, right]);
    const y = scaleLinear().domain(shown.y).range([bottom, top]);
    const plot: Plot = { x, y, left, right, top, bottom };
    svg.attr("width", width);
    const { xTicks, xText: textOf = String } = shown;
    xAxis.attr("transform", `translate(0 ${bottom})`).call(
      axisBottom(x)
        .tickValues(xTicks(plot))
        .tickFormat((value, index) => textOf(Number(value), index))
        .tickSize(5)
        .tickPadding(6),
    );
    yAxis.attr("transform", `translate(${left} 0)`).call(axisLeft(y).ticks(6).tickSize(5).tickPadding(6));
    xText.text(shown.xTitle ?? xTitle);
    yText.text(shown.yTitle ?? yTitle);
    xText.attr("x", (left + right) / 2).attr("y", bottom + 40);
    yText.attr("transform", `translate(15 ${(top + bottom) / 2}) rotate(-90)`);
    zero.attr("x1", left).attr("x2", right).attr("y1", y(0)).attr("y2", y(0));
    marks.selectAll("*").remove();
    shown.marks(marks, plot);
    cut
      .attr("x", left)
      .attr("y", top)
      .attr("width", right - left)
      .attr("height", bottom - top);
    laidOut = plot;
    overlay();
  }

  const unobserve = onWidth(element, layout);
  return {
    element,
    table: table.element,
    draw(content) {
      shown = content;
      layout();
      table.changed();
    },
    over(next) {
      drawOver = next;
      overlay();
    },
    destroy() {
      unobserve();
      table.destroy();
    },
  };
}
