import type { Palette } from "../colour.ts";
import { css } from "../colour.ts";
import { Shown } from "../field.ts";
import { heatColourOf } from "../heat-colour.ts";
import { type HeatCell, type HeatField, indexOf, type Limits } from "../heat-field.ts";
import { paintStatus } from "./canvas-map.ts";

/** A rectangle within the view, CSS pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Size of the view and where its two sides are, one of no width where there is one map; `space`: as surfaces, not flat. */
export interface HeatLayout {
  width: number;
  height: number;
  boxes: readonly [Box, Box];
  space: boolean;
}

export interface HeatPicture {
  field: HeatField;
  palette: Palette;
  limits: Limits;
}

/** A point of a box in space: across the columns, from input to output, up the scale; each 0 … 1. */
export type Point = readonly [across: number, along: number, up: number];

/** What surfaces can be asked. */
export interface HeatSpace {
  /** CSS pixels within the view of a point in the box of a side. */
  project(side: number, point: Point): [x: number, y: number];
  /** The cell whose surface is seen at a place of the view, CSS pixels. */
  pick(x: number, y: number): { side: number; cell: HeatCell } | null;
}

/** Somebody who draws both sides of the heatmap on a canvas as large as the view. Unmeasured columns stay clear. */
export interface HeatLayer {
  readonly canvas: HTMLCanvasElement;
  /** What draws: "WebGPU", "WebGL 2" or "2D canvas". */
  readonly name: string;
  /** Null where this layer draws flat maps only. */
  readonly space: HeatSpace | null;
  /** Fits the canvas to a layout; draw again after it. */
  resize(layout: HeatLayout): void;
  draw(picture: HeatPicture): void;
  dispose(): void;
}

/** The flat heatmap on a plain 2D canvas: there at once, and where neither WebGPU nor WebGL 2 works. */
export function createCanvasHeat(): HeatLayer {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser has no 2D canvas");
  let boxes: readonly Box[] = [];
  return {
    canvas,
    name: "2D canvas",
    space: null,
    resize(layout) {
      canvas.width = Math.round(layout.width * devicePixelRatio);
      canvas.height = Math.round(layout.height * devicePixelRatio);
      boxes = layout.boxes;
    },
    draw({ field, palette, limits }) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      const { grid, values, shown } = field;
      boxes.forEach((box, side) => {
        // Edges on whole pixels, or seams would show between the cells.
        const x = (column: number) =>
          Math.round((box.left + (column * box.width) / grid.columns.length) * devicePixelRatio);
        const y = (row: number) =>
          Math.round((box.top + box.height - (row * box.height) / grid.layers.length) * devicePixelRatio);
        for (let row = 0; row < grid.layers.length; row++) {
          for (let column = 0; column < grid.columns.length; column++) {
            const index = indexOf(grid, side, { column, row });
            const status = shown[index];
            const [left, top] = [x(column), y(row + 1)];
            const size = [x(column + 1) - left, y(row) - top] as const;
            if (status === Shown.overflow) paintStatus(context, [left, top, ...size], palette.overflow);
            else if (status === Shown.collapsed) paintStatus(context, [left, top, ...size], palette.collapsed);
            else if (status === Shown.measured) {
              context.fillStyle = css(heatColourOf(palette, values[index] ?? 0, limits));
              context.fillRect(left, top, ...size);
            }
          }
        }
      });
    },
    dispose() {},
  };
}
