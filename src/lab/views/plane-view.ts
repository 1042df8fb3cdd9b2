import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { type Selection, select } from "d3-selection";
import { line } from "d3-shape";
import { h, onWidth } from "../dom.ts";
import { BIAS_RANGE, cellAt, type Grid, moved, type Place, placeOf, WEIGHT_RANGE } from "../plane.ts";

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
  /** The exact critical line; empty where there is none. */
  showLine(places: readonly Place[]): void;
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

export function createPlaneView(grid: Grid, events: PlaneEvents): PlaneView {
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
  const x = scaleLinear().domain(WEIGHT_RANGE);
  const y = scaleLinear().domain(BIAS_RANGE);
  const xAxis = svg.append("g").attr("class", "axis");
  const yAxis = svg.append("g").attr("class", "axis");
  const xTitle = svg.append("text").attr("class", "axis-title").attr("text-anchor", "middle");
  const yTitle = svg.append("text").attr("class", "axis-title").attr("text-anchor", "middle");
  title(xTitle, "weight variance ", "w");
  title(yTitle, "bias variance ", "b");
  const frame = svg.append("rect").attr("class", "frame");
  const halo = svg.append("path").attr("class", "critical halo");
  const critical = svg.append("path").attr("class", "critical");
  const measuredZero = svg.append("path").attr("class", "measured-zero");
  const label = svg.append("text").attr("class", "critical-label").text("χ₁ = 1");
  const cross = svg.append("g").attr("class", "crosshair");
  const lines = [cross.append("line"), cross.append("line"), cross.append("line"), cross.append("line")];
  const boxHalo = cross.append("rect").attr("class", "box-halo");
  const box = cross.append("rect").attr("class", "box");
  let places: readonly Place[] = [];
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
    x.range([MARGIN.left, MARGIN.left + width]);
    y.range([MARGIN.top + height, MARGIN.top]);
    svg.attr("width", outer).attr("height", height + MARGIN.top + MARGIN.bottom);
    xAxis
      .attr("transform", `translate(0 ${MARGIN.top + height})`)
      .call(axisBottom(x).ticks(8).tickSize(5).tickPadding(6));
    yAxis.attr("transform", `translate(${MARGIN.left} 0)`).call(axisLeft(y).ticks(5).tickSize(5).tickPadding(6));
    xTitle.attr("x", MARGIN.left + width / 2).attr("y", MARGIN.top + height + 40);
    yTitle.attr("transform", `translate(15 ${MARGIN.top + height / 2}) rotate(-90)`);
    frame.attr("x", MARGIN.left).attr("y", MARGIN.top).attr("width", width).attr("height", height);
    drawLine();
    drawSelection();
    events.resize(width, height);
  }

  function drawLine(): void {
    if (!laidOut) return;
    const path = line<Place>(
      (place) => x(place.weight),
      (place) => y(place.bias),
    );
    for (const each of [halo, critical]) each.attr("d", path(places) ?? "");
    measuredZero.attr("d", zero.map((each) => path(each)).join(""));
    const last = places.at(-1);
    label.attr("display", last === undefined ? "none" : null);
    if (last === undefined) return;
    // Beside the upper end, on the side that has room.
    const left = x(last.weight) > (x.range()[1] ?? 0) - 60;
    label
      .attr("x", x(last.weight) + (left ? -10 : 8))
      .attr("y", y(last.bias) + 16)
      .attr("text-anchor", left ? "end" : "start");
  }

  function drawSelection(): void {
    if (!laidOut) return;
    const place = placeOf(grid, selected);
    const [left = 0, right = 0] = x.range();
    const [bottom = 0, top = 0] = y.range();
    const dx = (right - left) / grid.columns / 2;
    const dy = (bottom - top) / grid.rows / 2;
    const cx = x(place.weight);
    const cy = y(place.bias);
    const ends = [
      [left, cy, cx - dx, cy],
      [cx + dx, cy, right, cy],
      [cx, top, cx, cy - dy],
      [cx, cy + dy, cx, bottom],
    ] as const;
    lines.forEach((each, index) => {
      const [x1, y1, x2, y2] = ends[index] ?? [0, 0, 0, 0];
      each.attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2);
    });
    for (const each of [boxHalo, box]) {
      each
        .attr("x", cx - dx)
        .attr("y", cy - dy)
        .attr("width", 2 * dx)
        .attr("height", 2 * dy);
    }
  }

  const cellOf = (event: MouseEvent): number => {
    const bounds = hit.getBoundingClientRect();
    const [x0, x1] = WEIGHT_RANGE;
    const [y0, y1] = BIAS_RANGE;
    return cellAt(grid, {
      weight: x0 + ((x1 - x0) * (event.clientX - bounds.left)) / bounds.width,
      bias: y1 - ((y1 - y0) * (event.clientY - bounds.top)) / bounds.height,
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
    events.select(moved(grid, selected, direction[0] * step, direction[1] * step));
  });

  const unobserve = onWidth(element, layout);
  return {
    element,
    theory,
    measured,
    showLine(next) {
      places = next;
      drawLine();
    },
    showZero(lines) {
      zero = lines;
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

/** "weight variance σ_w²" with index and exponent one above the other. */
function title(text: Selection<SVGTextElement, unknown, null, undefined>, words: string, index: string): void {
  text.append("tspan").text(words);
  text.append("tspan").attr("class", "variable").text("σ");
  text.append("tspan").attr("class", "script").attr("dy", "0.35em").text(index);
  text.append("tspan").attr("class", "script").attr("dy", "-0.8em").attr("dx", "-0.55em").text("2");
}
