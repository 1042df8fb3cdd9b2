import type { Pin } from "../pins.ts";
import { type Place, type Plane, placeOf } from "../plane.ts";
import { holds } from "../zoom.ts";
import type { Group } from "./chart.ts";
import { drawPin } from "./pin-marks.ts";

/** Where values lie on the picture, CSS pixels. */
export interface PlaneScale {
  plane: Plane;
  box: { left: number; top: number; width: number; height: number };
  x(value: number): number;
  y(value: number): number;
}

/** What lies over the maps: pins, the probe's crosshair around its cell, the rectangle that is being drawn. */
export interface PlaneCross {
  /** `place`: where the probe is dragged; null at the cell's centre. */
  probe(scale: PlaneScale, cell: number, place: Place | null): void;
  outline(scale: PlaneScale, corners: readonly [Place, Place] | null): void;
  pins(scale: PlaneScale, pins: readonly Pin[]): void;
}

export function createPlaneCross(group: Group): PlaneCross {
  const pinned = group.append("g");
  const cross = group.append("g").attr("class", "crosshair");
  const hairs = [cross.append("line"), cross.append("line"), cross.append("line"), cross.append("line")];
  const boxes = [cross.append("rect").attr("class", "box-halo"), cross.append("rect").attr("class", "box")];
  const points = ["point-halo", "point"].map((name) => cross.append("circle").attr("class", name));
  const rectangle = group.append("g").attr("class", "outline").attr("display", "none");
  const edges = ["outline-halo", "outline-line"].map((name) => rectangle.append("rect").attr("class", name));

  return {
    probe({ plane, box, x, y }, cell, place) {
      const { left, top, width, height } = box;
      const [right, bottom] = [left + width, top + height];
      const dx = width / plane.columns / 2;
      const dy = height / plane.rows / 2;
      const cx = left + dx * (2 * (cell % plane.columns) + 1);
      const cy = bottom - dy * (2 * Math.floor(cell / plane.columns) + 1);
      const at = place ?? placeOf(plane, cell);
      const [hx, hy] = place === null ? [cx, cy] : [x(at.x), y(at.y)];
      const ends = [
        [left, hy, cx - dx, hy],
        [cx + dx, hy, right, hy],
        [hx, top, hx, cy - dy],
        [hx, cy + dy, hx, bottom],
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
      points.forEach((each, index) => {
        each
          .attr("display", place === null ? "none" : null)
          .attr("cx", hx)
          .attr("cy", hy)
          .attr("r", index === 0 ? 5 : 3);
      });
    },
    outline({ x, y }, corners) {
      rectangle.attr("display", corners === null ? "none" : null);
      if (corners === null) return;
      const [x1, x2] = corners.map((corner) => x(corner.x)).toSorted((a, b) => a - b);
      const [y1, y2] = corners.map((corner) => y(corner.y)).toSorted((a, b) => a - b);
      for (const each of edges) {
        each
          .attr("x", x1 ?? 0)
          .attr("y", y1 ?? 0)
          .attr("width", (x2 ?? 0) - (x1 ?? 0))
          .attr("height", (y2 ?? 0) - (y1 ?? 0));
      }
    },
    pins({ plane, x, y }, pins) {
      pinned.selectAll("*").remove();
      for (const { slot, place } of pins) {
        if (holds(plane, place)) drawPin(pinned, slot, x(place.x), y(place.y), 110);
      }
    },
  };
}
