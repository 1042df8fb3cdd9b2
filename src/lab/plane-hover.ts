import type { Snapshot } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { type Plane, placeOf, valuesAt } from "./plane.ts";
import { theoryOf } from "./theory-map.ts";
import { timeAxis } from "./time-axis.ts";
import { createTooltip, planeRows } from "./views/tooltip.ts";

export interface PlaneHover {
  readonly element: HTMLElement;
  /** The pointer is over a cell, at client coordinates; null when it has left. */
  hover(cell: number | null, x: number, y: number): void;
  /** Something may have been measured under the pointer. */
  refresh(): void;
}

/** What is known of the plane's cell under the pointer; `read` gives plane and study and what is measured of it. */
export function createPlaneHover(
  read: () => { plane: Plane; study: ResolvedStudy | null; snapshot: Snapshot | null },
): PlaneHover {
  const tooltip = createTooltip(planeRows);
  let hovered: { cell: number; x: number; y: number } | null = null;

  function refresh(): void {
    const { plane, study, snapshot } = read();
    const cell = hovered === null ? undefined : study?.cells[hovered.cell];
    if (hovered === null || cell === undefined) {
      tooltip.hide();
      return;
    }
    const place = valuesAt(plane, placeOf(plane, hovered.cell));
    const spectrum = snapshot?.cells[hovered.cell] ?? null;
    const complete = snapshot?.complete[hovered.cell] ?? false;
    const { width } = cell.network;
    tooltip.show(
      { place, spectrum, complete, width, theory: theoryOf(cell), time: timeAxis(cell.network) },
      hovered.x,
      hovered.y,
    );
  }

  return {
    element: tooltip.element,
    hover(cell, x, y) {
      hovered = cell === null ? null : { cell, x, y };
      refresh();
    },
    refresh,
  };
}
