import { select } from "d3-selection";
import { h, onWidth } from "../dom.ts";
import { type HeatCell, movedOn } from "../heat-field.ts";
import { shortcutsOf } from "../keys.ts";
import type { Box, HeatLayer, HeatLayout, HeatPicture } from "./canvas-heat.ts";
import { acrossPart, drawFlat, type HeatFrame } from "./heat-axes.ts";
import { drawPin } from "./pin-marks.ts";
import { drawSpace, drawWalls, path } from "./space-axes.ts";
import { spaceLine } from "./space-line.ts";

export interface HeatEvents {
  /** A cell was clicked or reached with the arrow keys. */
  select(cell: HeatCell): void;
  /** The pointer is over a cell, at client coordinates; null when it leaves. */
  hover(at: { side: number; cell: HeatCell } | null, x: number, y: number): void;
}

/** Both maps of the heatmap with axes and cursor; pointer and keys. The colours are a layer's. */
export interface HeatView {
  readonly element: HTMLElement;
  readonly hit: HTMLElement;
  /** Whether the layer can show surfaces. */
  readonly canTurn: boolean;
  /** Takes a layer to draw with, in place of the one before, which it disposes of. */
  use(layer: HeatLayer): void;
  show(picture: HeatPicture, frame: HeatFrame): void;
  /** Moves the cursor. */
  mark(cell: HeatCell): void;
  /** Where the probe of the plane is on the axis; null where that is not one of the plane's, or the probe rests. */
  probe(value: number | null): void;
  /** Pins whose values of the axis are these. */
  pins(pins: readonly PinnedValue[]): void;
  setSpace(on: boolean): void;
  /** Moves the chosen cell by so many columns and rows. */
  move(columns: number, rows: number): void;
  /** What is at the cursor, in words: read out with the name of the view. */
  describe(words: string): void;
  /** Draws what belongs to the camera again. */
  turned(): void;
  layout(): void;
  destroy(): void;
}

/** A pin, by its colour and shape, and its value of the axis. */
export interface PinnedValue {
  slot: number;
  value: number;
}

/** Size of a pin's mark, CSS pixels, and the area of its shape. */
const PIN = 14;
const PIN_AREA = 64;

const MARGIN = { top: 6, right: 12, bottom: 48, left: 62, gap: 22 };

export function createHeatView(
  first: HeatLayer,
  titles: readonly [HTMLElement, HTMLElement],
  events: HeatEvents,
): HeatView {
  let layer = first;
  const holder = h("div", { class: "heat-layer" }, layer.canvas);
  const hit = h("div", {
    class: "hit heat-hit",
    role: "application",
    tabindex: 0,
    "aria-label":
      "Heatmap of gradient norms: left and right arrows move the chosen column, up and down the layer; question mark shows every key",
    "aria-describedby": "heat-reading",
    "aria-keyshortcuts": shortcutsOf("heatmap"),
    "data-keys": "heatmap",
  });
  const reading = h("span", { id: "heat-reading", hidden: true });
  const head = h("div", { class: "side-titles" }, ...titles);
  const stage = h("div", { class: "heat-stage" });
  const element = h("div", { class: "heat" }, head, stage, reading);
  const under = select(stage).append("svg").attr("class", "overlay").attr("aria-hidden", "true");
  stage.append(holder);
  const over = select(stage).append("svg").attr("class", "overlay").attr("aria-hidden", "true");
  stage.append(hit);
  const walls = under.append("g");
  const marks = over.append("g");
  const probeMarks = over.append("g").attr("class", "heat-probe");
  const pinMarks = over.append("g").attr("class", "heat-pins");
  let space = false;
  let layout: HeatLayout | null = null;
  let picture: HeatPicture | null = null;
  let frame: HeatFrame | null = null;
  let probed: number | null = null;
  let pinned: readonly PinnedValue[] = [];

  function arrange(): void {
    const width = element.clientWidth;
    if (width === 0) return;
    layout = layoutOf(width, space, frame?.maps ?? 2);
    stage.style.height = `${layout.height}px`;
    for (const svg of [under, over]) svg.attr("width", width).attr("height", layout.height);
    layout.boxes.forEach((box, side) => {
      const title = titles[side];
      if (title !== undefined) Object.assign(title.style, { left: `${box.left}px`, width: `${box.width}px` });
    });
    layer.resize(layout);
    draw();
  }

  function draw(): void {
    if (layout === null || picture === null) return;
    layer.draw(picture);
    decorate();
  }

  function decorate(): void {
    if (layout === null || picture === null || frame === null) return;
    if (space && layer.space !== null) {
      drawWalls(walls, layer.space, frame.maps, picture.limits);
      drawSpace(marks, layer.space, frame, picture.field, picture.limits);
    } else {
      walls.selectAll("*").remove();
      drawFlat(marks, layout.boxes, frame);
    }
    drawProbe();
    drawPins();
  }

  /** The line of a value of the axis on each surface, from input to output. */
  function spaceLines(value: number): [x: number, y: number][][] {
    if (layer.space === null || picture === null || frame === null) return [];
    const { field, limits } = picture;
    const lines: [x: number, y: number][][] = [];
    for (let side = 0; side < frame.maps; side++) {
      const points = spaceLine(layer.space, field, limits, side, acrossPart(frame, value));
      if (points.length > 0) lines.push(points);
    }
    return lines;
  }

  /** At the output's edge of each map, where they hide nothing but ones; in space at the end of a line. */
  function drawPins(): void {
    pinMarks.selectAll("*").remove();
    if (layout === null || frame === null) return;
    if (space) {
      for (const { slot, value } of pinned) {
        for (const points of spaceLines(value)) {
          const lines = pinMarks.append("g").attr("class", `pin-series pin-${slot}`);
          for (const name of ["space-halo", "space-pin"])
            lines.append("path").attr("class", name).attr("d", path(points));
          const [x, y] = points.at(-1) ?? [0, 0];
          drawPin(pinMarks, slot, x, y, PIN_AREA);
        }
      }
      return;
    }
    for (const { left, top, width } of layout.boxes.filter((box) => box.width > 0)) {
      for (const { slot, value } of pinned) {
        drawPin(pinMarks, slot, left + acrossPart(frame, value) * width, top + PIN / 2, PIN_AREA);
      }
    }
  }

  function drawProbe(): void {
    const onSurface = space && probed !== null ? spaceLines(probed) : [];
    probeMarks
      .selectAll("path")
      .data(onSurface.flatMap((points) => ["probe-halo", "probe-line"].map((name) => ({ name, points }))))
      .join("path")
      .attr("class", ({ name }) => name)
      .attr("d", ({ points }) => path(points));
    const across = layout === null || frame === null || space || probed === null ? [] : layout.boxes;
    const part = frame === null || probed === null ? 0 : acrossPart(frame, probed);
    const lines = across.flatMap(({ left, top, width, height }) =>
      ["probe-halo", "probe-line"].map((name) => ({ name, x: left + part * width, top, bottom: top + height })),
    );
    probeMarks
      .selectAll("line")
      .data(lines)
      .join("line")
      .attr("class", ({ name }) => name)
      .attr("x1", ({ x }) => x)
      .attr("x2", ({ x }) => x)
      .attr("y1", ({ top }) => top)
      .attr("y2", ({ bottom }) => bottom);
  }

  function pick(event: MouseEvent): { side: number; cell: HeatCell } | null {
    if (layout === null || frame === null) return null;
    const bounds = hit.getBoundingClientRect();
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
    if (space) return layer.space?.pick(x, y) ?? null;
    const { columns, layers } = frame.grid;
    const side = layout.boxes.findIndex(
      (box) => x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height,
    );
    const box = layout.boxes[side];
    if (box === undefined) return null;
    const column = Math.floor(((x - box.left) / box.width) * columns.length);
    const row = Math.floor((1 - (y - box.top) / box.height) * layers.length);
    return { side, cell: movedOn(frame.grid, { column, row }, 0, 0) };
  }

  // A drag turns the surfaces: only a press that stays in its place selects.
  let pressed: [x: number, y: number] = [0, 0];
  hit.addEventListener("pointerdown", (event) => {
    pressed = [event.clientX, event.clientY];
  });
  hit.addEventListener("click", (event) => {
    if (space && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 4) return;
    const found = pick(event);
    if (found !== null) events.select(found.cell);
  });
  hit.addEventListener("pointermove", (event) => {
    events.hover(event.buttons === 0 ? pick(event) : null, event.clientX, event.clientY);
  });
  hit.addEventListener("pointerleave", () => events.hover(null, 0, 0));

  const unobserve = onWidth(element, arrange);
  return {
    element,
    hit,
    get canTurn() {
      return layer.space !== null;
    },
    use(next) {
      layer.dispose();
      layer = next;
      holder.replaceChildren(layer.canvas);
      arrange();
    },
    show(nextPicture, nextFrame) {
      const rearranged = layout === null || frame?.maps !== nextFrame.maps;
      picture = nextPicture;
      frame = nextFrame;
      if (rearranged) arrange();
      else draw();
    },
    mark(cell) {
      if (frame !== null) frame = { ...frame, cell };
      decorate();
    },
    probe(value) {
      probed = value;
      drawProbe();
    },
    pins(next) {
      pinned = next;
      drawPins();
    },
    setSpace(on) {
      space = on;
      element.classList.toggle("in-space", on);
      arrange();
    },
    move(columns, rows) {
      if (frame !== null) events.select(movedOn(frame.grid, frame.cell, columns, rows));
    },
    describe(words) {
      reading.textContent = words;
    },
    turned: decorate,
    layout: arrange,
    destroy() {
      unobserve();
      layer.dispose();
    },
  };
}

/** Flat: maps beside one axis of layers. In space: as many parts, their labels inside. One map takes the room of both. */
function layoutOf(width: number, space: boolean, maps: HeatFrame["maps"]): HeatLayout {
  const plot = Math.round(Math.min(430, Math.max(250, 0.6 * width)));
  const height = MARGIN.top + plot + MARGIN.bottom;
  const box = (left: number, w: number): Box => ({ left, top: MARGIN.top, width: w, height: plot });
  if (space) {
    const part = width / maps;
    const boxes: HeatLayout["boxes"] =
      maps === 2 ? [box(14, part - 20), box(part + 14, part - 20)] : [box(14, part - 28), box(width, 0)];
    return { width, height, boxes, space };
  }
  const room = width - MARGIN.left - MARGIN.right;
  if (maps === 1) return { width, height, boxes: [box(MARGIN.left, Math.max(80, room)), box(width, 0)], space };
  const each = Math.max(40, (room - MARGIN.gap) / 2);
  return { width, height, boxes: [box(MARGIN.left, each), box(MARGIN.left + each + MARGIN.gap, each)], space };
}
