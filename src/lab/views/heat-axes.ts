import { axisBottom, axisLeft } from "d3-axis";
import { type ScaleLinear, scaleLinear } from "d3-scale";
import type { Selection } from "d3-selection";
import { type LabAxis, partOf, symbolOf, wordsOf } from "../axis.ts";
import { short } from "../format.ts";
import type { HeatCell, HeatGrid } from "../heat-field.ts";
import { type TimeAxis, ticksOf } from "../time-axis.ts";
import type { Box } from "./canvas-heat.ts";

export type Svg = Selection<SVGGElement, unknown, null, undefined>;

/** What the frame of a map shows. */
export interface HeatFrame {
  axis: LabAxis;
  grid: HeatGrid;
  cell: HeatCell;
  time: TimeAxis;
  /** Two sides, or the one map of their difference. */
  maps: 1 | 2;
}

/** From values of the axis to 0 … 1 across the map, through the centres of the columns. */
export function acrossScale({ columns }: HeatGrid): ScaleLinear<number, number> {
  return scaleLinear()
    .domain(columns)
    .range(columns.map((_, column) => (column + 0.5) / columns.length));
}

/** Place of any value across the map, 0 … 1: between columns as its axis goes, beyond them at the border. */
export function acrossPart({ axis, grid: { columns } }: Pick<HeatFrame, "axis" | "grid">, value: number): number {
  const ends = { ...axis, from: columns[0] ?? axis.from, to: columns.at(-1) ?? axis.to };
  const part = (partOf(ends, value) * (columns.length - 1) + 0.5) / columns.length;
  return Math.min(1, Math.max(0, part));
}

/** Ticks that fit in some pixels. */
export function acrossTicks({ axis, grid }: Pick<HeatFrame, "axis" | "grid">, room: number): number[] {
  if (!axis.log) return acrossScale(grid).ticks(Math.min(6, Math.max(2, Math.floor(room / 29))));
  return logTicks(grid.columns[0] ?? 0, grid.columns.at(-1) ?? 1, room);
}

/** Few ticks of a log scale that fit in some pixels: 0.05, 0.1, 0.2, 0.5, 1, 2. */
export function logTicks(first: number, last: number, room: number): number[] {
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  const most = Math.max(2, Math.floor(room / 29));
  for (const digits of [[1, 2, 5], [1, 3], [1]]) {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (const digit of digits) {
        const tick = Number(`${digit}e${power}`);
        if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
      }
    }
    if (ticks.length <= most && ticks.length > 1) return ticks;
  }
  return [first, last];
}

/** Axes, titles and cursor of the flat maps. */
export function drawFlat(svg: Svg, boxes: readonly [Box, Box], frame: HeatFrame): void {
  const { grid, cell } = frame;
  const rows = grid.layers.length;
  const depth = grid.layers.at(-1) ?? 1;
  svg.selectAll("*").remove();
  boxes.slice(0, frame.maps).forEach((box, side) => {
    const bottom = box.top + box.height;
    const across = acrossScale(grid);
    const x = across.copy().range(across.range().map((place) => box.left + place * box.width));
    const half = box.height / rows / 2;
    const y = scaleLinear()
      .domain([0, depth])
      .range([bottom - half, box.top + half]);
    svg
      .append("g")
      .attr("class", "axis")
      .attr("transform", `translate(0 ${bottom})`)
      .call(
        axisBottom(x)
          .tickValues(acrossTicks(frame, box.width))
          .tickFormat((value) => short(Number(value)))
          .tickSize(5)
          .tickPadding(6),
      );
    const ticks = ticksOf(frame.time, depth);
    const left = axisLeft(y)
      .tickValues(ticks.map(({ layer }) => layer))
      .tickFormat((_, index) => (side === 1 ? "" : (ticks[index]?.text ?? "")))
      .tickSize(5)
      .tickPadding(6);
    svg.append("g").attr("class", "axis").attr("transform", `translate(${box.left} 0)`).call(left);
    svg
      .append("rect")
      .attr("class", "frame")
      .attr("x", box.left)
      .attr("y", box.top)
      .attr("width", box.width)
      .attr("height", box.height);
    acrossTitle(svg, frame.axis.path, box.left + box.width / 2, bottom + 40);
    const mark = svg.append("g").attr("class", "crosshair");
    const [dx, dy] = [box.width / grid.columns.length, box.height / rows];
    const [left0, top0] = [box.left + cell.column * dx, bottom - (cell.row + 1) * dy];
    const [cx, cy] = [left0 + dx / 2, top0 + dy / 2];
    // A row can be a few pixels high: the box stays large enough to be seen.
    const tall = Math.max(dy, 9);
    const lines = [
      [cx, box.top, cx, cy - tall / 2],
      [cx, cy + tall / 2, cx, bottom],
      [box.left, cy, left0, cy],
      [left0 + dx, cy, box.left + box.width, cy],
    ] as const;
    for (const name of ["cross-halo", "cross"]) {
      for (const [x1, y1, x2, y2] of lines) {
        mark.append("line").attr("class", name).attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2);
      }
    }
    for (const name of ["box-halo", "box"]) {
      mark
        .append("rect")
        .attr("class", name)
        .attr("x", left0)
        .attr("y", cy - tall / 2)
        .attr("width", dx)
        .attr("height", tall);
    }
  });
  const [{ left, top, height }] = boxes;
  svg
    .append("text")
    .attr("class", "axis-title")
    .attr("text-anchor", "middle")
    .attr("transform", `translate(${left - 42} ${top + height / 2}) rotate(-90)`)
    .text(frame.time.title);
}

/** The name of the axis, if asked for in words too: its symbol with index and exponent. */
export function acrossTitle(svg: Svg, path: string, x: number, y: number, inWords = true): void {
  const text = svg.append("text").attr("class", "axis-title").attr("text-anchor", "middle").attr("x", x).attr("y", y);
  if (inWords) text.append("tspan").text(wordsOf(path));
  const [letter = "", index = ""] = symbolOf(path).replace("²", "").split("_");
  text
    .append("tspan")
    .attr("class", letter.length === 1 ? "variable" : "words")
    .text(letter);
  if (index === "") return;
  text.append("tspan").attr("class", "script").attr("dy", "0.35em").text(index);
  text.append("tspan").attr("class", "script").attr("dy", "-0.8em").attr("dx", "-0.55em").text("2");
}
