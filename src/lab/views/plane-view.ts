import { select } from "d3-selection";
import { line } from "d3-shape";
import { partOf, valueAt } from "../axis.ts";
import { h, onWidth } from "../dom.ts";
import { shortcutsOf } from "../keys.ts";
import type { Pin } from "../pins.ts";
import { cellAt, moved, type Place, type Plane } from "../plane.ts";
import { createPlaneAxes } from "./plane-axes.ts";
import { createPlaneCross, type PlaneScale } from "./plane-cross.ts";
import { createPlanePointer, type PointerEvents } from "./plane-pointer.ts";

export interface PlaneEvents extends Omit<PointerEvents, "follow" | "hover" | "drop" | "outline"> {
  /** The probe is dragged to a place of a cell, at most once a frame. */
  follow(place: Place, cell: number): void;
  /** The probe was put into a cell, or reached it with the arrow keys. */
  select(cell: number): void;
  /** The pointer is over a cell, at client coordinates; null when it leaves. */
  hover(cell: number | null, x: number, y: number): void;
  /** Whether the next drag draws a rectangle. */
  selecting(): boolean;
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
  /** The probe is dragged to a place. */
  follow(place: Place): void;
  showPins(pins: readonly Pin[]): void;
  /** Moves the probe by so many cells. */
  move(columns: number, rows: number): void;
  /** Gives up the drag in hand; false where there is none. */
  abandon(): boolean;
  /** What is at the cursor, in words: read out with the name of the view. */
  describe(words: string): void;
  /** Fits everything to the width of the element; done by itself when that changes. */
  layout(): void;
  destroy(): void;
}

/** Of the element that has the focus. */
export const PLANE_ID = "plane";
const MARGIN = { top: 10, right: 12, bottom: 46, left: 58 };
/** Height of the plane over its width. */
const ASPECT = 0.7;

export function createPlaneView(first: Plane, events: PlaneEvents): PlaneView {
  let plane = first;
  const theory = h("canvas", { class: "map" });
  const measured = h("div", { class: "map" });
  const maps = h("div", { class: "maps", "aria-hidden": "true" }, theory, measured);
  const hit = h("div", {
    class: "hit plane-hit",
    id: PLANE_ID,
    role: "application",
    tabindex: 0,
    "aria-label": "Phase diagram: arrow keys move the probe, question mark shows every key",
    "aria-describedby": "plane-reading",
    "aria-keyshortcuts": shortcutsOf("plane"),
    "data-keys": "plane",
  });
  const reading = h("span", { id: "plane-reading", hidden: true });
  const element = h("div", { class: "plane" }, maps, reading);
  const svg = select(element).append("svg").attr("class", "overlay").attr("aria-hidden", "true");
  element.append(hit);
  const axes = createPlaneAxes(svg.append("g"));
  const frame = svg.append("rect").attr("class", "frame");
  const halo = svg.append("path").attr("class", "critical halo");
  const critical = svg.append("path").attr("class", "critical");
  const measuredZero = svg.append("path").attr("class", "measured-zero");
  const label = svg.append("text").attr("class", "critical-label").text("χ₁ = 1");
  const cross = createPlaneCross(svg.append("g"));
  let lines: readonly (readonly Place[])[] = [];
  let box = { left: 0, top: 0, width: 1, height: 1 };
  let zero: readonly (readonly Place[])[] = [];
  let selected = 0;
  let dragged: Place | null = null;
  let pins: readonly Pin[] = [];
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
    axes.draw(scale());
    frame.attr("x", MARGIN.left).attr("y", MARGIN.top).attr("width", width).attr("height", height);
    drawLine();
    drawProbe();
    cross.pins(scale(), pins);
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

  const scale = (): PlaneScale => ({ plane, box, x, y });

  function drawProbe(): void {
    if (laidOut) cross.probe(scale(), dragged === null ? selected : cellAt(plane, dragged), dragged);
  }

  /** The place under a pointer, on the plane even where the pointer has left it. */
  const placeOf = (event: MouseEvent): Place => {
    const bounds = hit.getBoundingClientRect();
    const within = (part: number) => Math.min(1, Math.max(0, part));
    return {
      x: valueAt(plane.x, within((event.clientX - bounds.left) / bounds.width)),
      y: valueAt(plane.y, within(1 - (event.clientY - bounds.top) / bounds.height)),
    };
  };
  const pointer = createPlanePointer(hit, placeOf, events.selecting, {
    ...events,
    follow: (place) => events.follow(place, cellAt(plane, place)),
    drop: (place) => events.select(cellAt(plane, place)),
    hover: (place, clientX, clientY) => events.hover(place && cellAt(plane, place), clientX, clientY),
    outline: (corners) => cross.outline(scale(), corners),
  });
  const unobserve = onWidth(element, layout);
  return {
    element,
    theory,
    measured,
    setPlane(next) {
      pointer.abandon();
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
      dragged = null;
      drawProbe();
    },
    follow(place) {
      dragged = place;
      drawProbe();
    },
    showPins(next) {
      pins = next;
      if (laidOut) cross.pins(scale(), pins);
    },
    move: (columns, rows) => events.select(moved(plane, selected, columns, rows)),
    abandon: pointer.abandon,
    describe(words) {
      reading.textContent = words;
    },
    layout,
    destroy() {
      pointer.destroy();
      unobserve();
    },
  };
}
