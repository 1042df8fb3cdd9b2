import { axisBottom, axisLeft, type Axis as D3Axis } from "d3-axis";
import { type NumberValue, scaleLinear, scaleLog } from "d3-scale";
import { select } from "d3-selection";
import { line } from "d3-shape";
import { type LabAxis, partOf, pointAt } from "../axis.ts";
import { h, onWidth } from "../dom.ts";
import { short } from "../format.ts";
import { cellAt, moved, type Place, type Plane } from "../plane.ts";
import { acrossTitle, logTicks } from "./heat-axes.ts";

export interface PlaneEvents {
  /** A cell was clicked or reached with the arrow keys. */
  select(cell: number): void;
  /** The pointer is over a cell, at client coordinates; null when it leaves. */
  hover(cell: number | null, x: number, y: number): void;
  cancel(): void;
  /** The plane has a new size, CSS pixels. */
  resize(width: number, height: number): void;
}

/** The frame of the plane: axes, critical line, crosshair; pointer and keys. The maps are canvases under it. */
export interface PlaneView {
  readonly element: HTMLElement;
  readonly theory: HTMLCanvasElement;
  /** Where the canvas of the measured map goes. */
  readonly measured: HTMLElement;
  /** Another plane. */
  setPlane(plane: Plane): void;
  /** The critical lines of theory; empty where there are none. */
  showLines(lines: readonly (readonly Place[])[]): void;
  /** Measured lines of λ₁ = 0. */
  showZero(lines: readonly (readonly Place[])[]): void;
  showSelection(cell: number): void;
  /** Fits everything to the width of the element; done by itself when that changes. */
  layout(): void;
  destroy(): void;
}

const MARGIN = { top: 10, right: 12, bottom: 46, left: 58 };
/** Height of the plane over its width. */
const ASPECT = 0.7;

export function createPlaneView(first: Plane, events: PlaneEvents): PlaneView {
  let plane = first;
  const theory = h("canvas", { class: "map" });
  const measured = h("div", { class: "map" });
  const maps = h("div", { class: "maps", "aria-hidden": "true" }, theory, measured);
  const hit = h("div", {
    class: "hit",
    role: "application",
    tabindex: 0,
    "aria-label":
      "Phase diagram. Arrow keys move the selected cell, with Shift by ten; Escape cancels the measurement.",
  });
  const element = h("div", { class: "plane" }, maps);
  const svg = select(element).append("svg").attr("class", "overlay").attr("aria-hidden", "true");
  element.append(hit);
  const xAxis = svg.append("g").attr("class", "axis");
  const yAxis = svg.append("g").attr("class", "axis");
  const titles = svg.append("g");
  const frame = svg.append("rect").attr("class", "frame");
  const halo = svg.append("path").attr("class", "critical halo");
  const critical = svg.append("path").attr("class", "critical");
  const measuredZero = svg.append("path").attr("class", "measured-zero");
  const label = svg.append("text").attr("class", "critical-label").text("χ₁ = 1");
  const cross = svg.append("g").attr("class", "crosshair");
  const hairs = [cross.append("line"), cross.append("line"), cross.append("line"), cross.append("line")];
  const boxes = [cross.append("rect").attr("class", "box-halo"), cross.append("rect").attr("class", "box")];
  let lines: readonly (readonly Place[])[] = [];
  let box = { left: 0, top: 0, width: 1, height: 1 };
  let zero: readonly (readonly Place[])[] = [];
  let selected = 0;
  let laidOut = false;

  function layout(): void {
    const outer = element.clientWidth;
    if (outer === 0) return;
    laidOut = true;
    const width = Math.max(120, outer - MARGIN.left - MARGIN.right);
    const height = Math.round(width * ASPECT);
    element.style.height = `${height + MARGIN.top + MARGIN.bottom}px`;
    const inset = { left: `${MARGIN.left}px`, top: `${MARGIN.top}px`, width: `${width}px`, height: `${height}px` };
    Object.assign(maps.style, inset);
    Object.assign(hit.style, inset);
    theory.width = Math.round(width * devicePixelRatio);
    theory.height = Math.round(height * devicePixelRatio);
    box = { left: MARGIN.left, top: MARGIN.top, width, height };
    svg.attr("width", outer).attr("height", height + MARGIN.top + MARGIN.bottom);
    xAxis
      .attr("transform", `translate(0 ${MARGIN.top + height})`)
      .call(scaled(axisBottom(scaleOf(plane.x, x)), plane.x, width, 8));
    yAxis
      .attr("transform", `translate(${MARGIN.left} 0)`)
      .call(scaled(axisLeft(scaleOf(plane.y, y)), plane.y, height, 5));
    titles.selectAll("*").remove();
    acrossTitle(titles, plane.x.path, MARGIN.left + width / 2, MARGIN.top + height + 40);
    const turned = titles.append("g").attr("transform", `translate(15 ${MARGIN.top + height / 2}) rotate(-90)`);
    acrossTitle(turned, plane.y.path, 0, 0);
    frame.attr("x", MARGIN.left).attr("y", MARGIN.top).attr("width", width).attr("height", height);
    drawLine();
    drawSelection();
    events.resize(width, height);
  }

  /** Pixels of a value on either axis. */
  const x = (value: number): number => box.left + partOf(plane.x, value) * box.width;
  const y = (value: number): number => box.top + (1 - partOf(plane.y, value)) * box.height;

  function drawLine(): void {
    if (!laidOut) return;
    const path = line<Place>(
      (place) => x(place.x),
      (place) => y(place.y),
    );
    for (const each of [halo, critical]) each.attr("d", lines.map((one) => path(one)).join(""));
    measuredZero.attr("d", zero.map((each) => path(each)).join(""));
    const last = lines.at(-1)?.at(-1);
    label.attr("display", last === undefined ? "none" : null);
    if (last === undefined) return;
    // Beside the upper end, on the side that has room.
    const left = x(last.x) > box.left + box.width - 60;
    label
      .attr("x", x(last.x) + (left ? -10 : 8))
      .attr("y", Math.max(box.top, y(last.y)) + 16)
      .attr("text-anchor", left ? "end" : "start");
  }

  function drawSelection(): void {
    if (!laidOut) return;
    const { left, top, width, height } = box;
    const [right, bottom] = [left + width, top + height];
    const dx = width / plane.columns / 2;
    const dy = height / plane.rows / 2;
    const cx = left + dx * (2 * (selected % plane.columns) + 1);
    const cy = bottom - dy * (2 * Math.floor(selected / plane.columns) + 1);
    const ends = [
      [left, cy, cx - dx, cy],
      [cx + dx, cy, right, cy],
      [cx, top, cx, cy - dy],
      [cx, cy + dy, cx, bottom],
    ] as const;
    hairs.forEach((each, index) => {
      const [x1, y1, x2, y2] = ends[index] ?? [0, 0, 0, 0];
      each.attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2);
    });
    for (const each of boxes) {
      each
        .attr("x", cx - dx)
        .attr("y", cy - dy)
        .attr("width", 2 * dx)
        .attr("height", 2 * dy);
    }
  }

  const cellOf = (event: MouseEvent): number => {
    const bounds = hit.getBoundingClientRect();
    return cellAt(plane, {
      x: pointAt(plane.x, (event.clientX - bounds.left) / bounds.width),
      y: pointAt(plane.y, 1 - (event.clientY - bounds.top) / bounds.height),
    });
  };
  hit.addEventListener("click", (event) => events.select(cellOf(event)));
  hit.addEventListener("pointermove", (event) => events.hover(cellOf(event), event.clientX, event.clientY));
  hit.addEventListener("pointerleave", () => events.hover(null, 0, 0));
  hit.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") events.cancel();
    const direction = ARROWS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const step = event.shiftKey ? 10 : 1;
    events.select(moved(plane, selected, direction[0] * step, direction[1] * step));
  });

  const unobserve = onWidth(element, layout);
  return {
    element,
    theory,
    measured,
    setPlane(next) {
      // Lines in other coordinates have no place here: 0 is nowhere on a log axis.
      if (JSON.stringify([plane.x, plane.y]) !== JSON.stringify([next.x, next.y])) lines = zero = [];
      plane = next;
      layout();
    },
    showLines(next) {
      lines = next;
      drawLine();
    },
    showZero(next) {
      zero = next;
      drawLine();
    },
    showSelection(cell) {
      selected = cell;
      drawSelection();
    },
    layout,
    destroy: unobserve,
  };
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

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
