import { axisBottom, axisLeft, type Axis as D3Axis } from "d3-axis";
import { type NumberValue, scaleLinear, scaleLog } from "d3-scale";
import type { LabAxis } from "../axis.ts";
import { short } from "../format.ts";
import type { Group } from "./chart.ts";
import { acrossTitle, logTicks } from "./heat-axes.ts";
import type { PlaneScale } from "./plane-cross.ts";

/** The plane's two axes with their ticks and titles. */
export interface PlaneAxes {
  draw(scale: PlaneScale): void;
}

export function createPlaneAxes(group: Group): PlaneAxes {
  const xAxis = group.append("g").attr("class", "axis");
  const yAxis = group.append("g").attr("class", "axis");
  const titles = group.append("g");
  return {
    draw({ plane, box: { left, top, width, height }, x, y }) {
      xAxis
        .attr("transform", `translate(0 ${top + height})`)
        .call(scaled(axisBottom(scaleOf(plane.x, x)), plane.x, width, 8));
      yAxis.attr("transform", `translate(${left} 0)`).call(scaled(axisLeft(scaleOf(plane.y, y)), plane.y, height, 5));
      titles.selectAll("*").remove();
      acrossTitle(titles, plane.x.path, left + width / 2, top + height + 40);
      const turned = titles.append("g").attr("transform", `translate(15 ${top + height / 2}) rotate(-90)`);
      acrossTitle(turned, plane.y.path, 0, 0);
    },
  };
}

/** A scale between the ends of an axis. */
function scaleOf({ from, to, log }: LabAxis, pixels: (value: number) => number) {
  const ends = [from, to];
  return (log ? scaleLog() : scaleLinear()).domain(ends).range(ends.map(pixels));
}

/** Ticks that fit in some pixels. */
function scaled(axis: D3Axis<NumberValue>, { from, to, log }: LabAxis, room: number, count: number) {
  const ticked = log
    ? axis.tickValues(logTicks(from, to, room)).tickFormat((value) => short(Number(value)))
    : axis.ticks(count);
  return ticked.tickSize(5).tickPadding(6);
}
