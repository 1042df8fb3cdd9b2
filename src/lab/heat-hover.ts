import type { GradientProfile } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { HeatCell, HeatGrid } from "./heat-field.ts";
import type { Showing } from "./heat-picture.ts";
import { type HeatQuestion, sidesOfQuestion } from "./heat-question.ts";
import { differenceRows, type HeatPlace, type HeatSide, heatRows } from "./heat-tooltip.ts";
import { commonTime } from "./time-axis.ts";
import { createTooltip } from "./views/tooltip.ts";

/** What is asked and what is measured of it. */
export interface HeatState {
  question: HeatQuestion | null;
  study: ResolvedStudy | null;
  grid: HeatGrid;
  profiles: readonly (GradientProfile | null)[];
  complete: readonly boolean[];
  showing: Showing;
}

export interface HeatHover {
  readonly element: HTMLElement;
  /** The pointer is over a cell, at client coordinates; null when it has left. */
  hover(at: { side: number; cell: HeatCell } | null, x: number, y: number): void;
  /** Something may have been measured under the pointer. */
  refresh(): void;
}

/** What is known of the cell under the pointer. */
export function createHeatHover(read: () => HeatState): HeatHover {
  const tooltip = createTooltip((rows: HTMLElement[]) => rows);
  let hovered: { side: number; cell: HeatCell; x: number; y: number } | null = null;

  function refresh(): void {
    const { question, study, grid, profiles, complete, showing } = read();
    if (hovered === null || question === null || study === null) {
      tooltip.hide();
      return;
    }
    const { side, cell, x, y } = hovered;
    const { names } = sidesOfQuestion(question);
    const sideOf = (of: number): HeatSide => {
      const index = of * grid.columns.length + cell.column;
      return {
        name: names[of] ?? "",
        profile: profiles[index] ?? null,
        complete: complete[index] ?? false,
        width: study.cells[index]?.network.width ?? 0,
      };
    };
    const place: HeatPlace = {
      time: commonTime(study.cells.map(({ network }) => network)),
      path: question.axis.path,
      value: grid.columns[cell.column] ?? 0,
      layer: grid.layers[cell.row] ?? 0,
    };
    const rows = showing === "both" ? heatRows(place, sideOf(side)) : differenceRows(place, sideOf(0), sideOf(1));
    tooltip.show(rows, x, y);
  }

  return {
    element: tooltip.element,
    hover(at, x, y) {
      hovered = at === null ? null : { ...at, x, y };
      refresh();
    },
    refresh,
  };
}
