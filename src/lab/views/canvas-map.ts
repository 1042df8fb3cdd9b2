import { colourOf, type Palette, type Rgb } from "../colour.ts";
import { Doubt, type Field, Shown } from "../field.ts";

/** Somebody who draws the measured map on a canvas. Unmeasured cells stay clear: theory shows through. */
export interface MapLayer {
  readonly canvas: HTMLCanvasElement;
  /** What draws: "WebGPU", "WebGL 2" or "2D canvas". */
  readonly name: string;
  /** Draws what a GPU engine leaves on the live map, unread; the field says then what is in doubt. */
  readonly isLive: boolean;
  /** Fits the drawing buffer to a size in CSS pixels; draw again after it. */
  resize(width: number, height: number): void;
  draw(field: Field, palette: Palette, limit: number): void;
  dispose(): void;
}

/** Distance of the hatch lines of status cells, CSS pixels. */
export const HATCH = 5;
/** Distance of the lines of a drift, in those. */
export const DRIFT = 1.4;

/** The measured map on a plain 2D canvas: there at once, and where neither WebGPU nor WebGL 2 works. */
export function createCanvasMap(canvas: HTMLCanvasElement): MapLayer {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser has no 2D canvas");
  return {
    canvas,
    name: "2D canvas",
    isLive: false,
    resize(width, height) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    },
    draw({ grid, values, shown, doubt }, palette, limit) {
      const { width, height } = canvas;
      context.clearRect(0, 0, width, height);
      // Edges on whole pixels, or seams would show between the cells.
      const x = (column: number) => Math.round((column * width) / grid.columns);
      const y = (row: number) => Math.round(height - (row * height) / grid.rows);
      for (let cell = 0; cell < shown.length; cell++) {
        const status = shown[cell];
        if (status === Shown.nothing) continue;
        const column = cell % grid.columns;
        const row = Math.floor(cell / grid.columns);
        const box: Box = [x(column), y(row + 1), x(column + 1) - x(column), y(row) - y(row + 1)];
        if (status === Shown.overflow) paintStatus(context, box, palette.overflow);
        else if (status === Shown.collapsed) paintStatus(context, box, palette.collapsed);
        else {
          const [red, green, blue] = colourOf(palette, values[cell] ?? 0, limit);
          context.fillStyle = `rgb(${red} ${green} ${blue})`;
          context.fillRect(...box);
          if (doubt[cell] !== Doubt.none) markDrift(context, box, palette.drifting);
        }
      }
    },
    dispose() {},
  };
}

type Box = [x: number, y: number, width: number, height: number];

/** Marks a box with lines that fall to the right, the other way than a status is hatched, and further apart. */
export function markDrift(
  context: CanvasRenderingContext2D,
  [left, top, width, height]: Box,
  { ink, opacity }: Palette["drifting"],
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = `rgb(${ink[0]} ${ink[1]} ${ink[2]} / ${opacity})`;
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  const step = DRIFT * HATCH * devicePixelRatio;
  for (let gap = Math.ceil((left - top - height) / step) * step; gap < left + width - top; gap += step) {
    context.moveTo(gap + top, top);
    context.lineTo(gap + top + height, top + height);
  }
  context.stroke();
  context.restore();
}

/** Fills a box with a status colour and hatches it; the hatch runs on from one box to the next. */
export function paintStatus(
  context: CanvasRenderingContext2D,
  [left, top, width, height]: Box,
  { fill, hatch }: { fill: Rgb; hatch: Rgb },
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.fillStyle = `rgb(${fill[0]} ${fill[1]} ${fill[2]})`;
  context.fillRect(left, top, width, height);
  context.strokeStyle = `rgb(${hatch[0]} ${hatch[1]} ${hatch[2]})`;
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  const step = HATCH * devicePixelRatio;
  for (let sum = Math.ceil((left + top) / step) * step; sum < left + top + width + height; sum += step) {
    context.moveTo(sum - top, top);
    context.lineTo(sum - top - height, top + height);
  }
  context.stroke();
  context.restore();
}
