import { css, faded, type Palette, placeOf } from "../colour.ts";
import { h } from "../dom.ts";
import { interpolate, type Lattice } from "../lattice.ts";

/** Distance of the fine lines that mark theory, CSS pixels. */
const LINES = 4;
/** Pixels of the canvas a colour, either way: the browser smooths between them. */
const PIXELS = 4;
/** How much the lines differ from the colour beside them. */
const INK = { light: "rgb(0 0 0 / 6%)", dark: "rgb(255 255 255 / 7%)" };

/** Draws the theory map, paler than what is measured and finely ruled; null leaves bare ruled paper. */
export function drawTheory(canvas: HTMLCanvasElement, lattice: Lattice | null, palette: Palette, limit: number): void {
  const context = canvas.getContext("2d");
  if (context === null || canvas.width === 0 || canvas.height === 0) return;
  const { width, height } = canvas;
  context.fillStyle = css(palette.paper);
  context.fillRect(0, 0, width, height);
  if (lattice !== null) {
    const colours = coloursOf(lattice, Math.ceil(width / PIXELS), Math.ceil(height / PIXELS), palette, limit);
    context.imageSmoothingQuality = "high";
    context.drawImage(colours, 0, 0, width, height);
  }
  context.fillStyle = linesOf(context, palette) ?? "transparent";
  context.fillRect(0, 0, width, height);
}

/** The map in few pixels. */
function coloursOf(lattice: Lattice, width: number, height: number, palette: Palette, limit: number) {
  const image = new ImageData(width, height);
  const pixels = image.data;
  const pale = palette.map.map((colour) => faded(palette, colour));
  for (let row = 0; row < height; row++) {
    const y = 1 - (row + 0.5) / height;
    for (let column = 0; column < width; column++) {
      const value = interpolate(lattice, (column + 0.5) / width, y);
      const colour = pale[placeOf(value, limit)] ?? palette.paper;
      const at = 4 * (row * width + column);
      pixels[at] = colour[0];
      pixels[at + 1] = colour[1];
      pixels[at + 2] = colour[2];
      pixels[at + 3] = 255;
    }
  }
  const canvas = h("canvas", { width, height });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** Fine lines that rise to the right, as a pattern. */
function linesOf(context: CanvasRenderingContext2D, { theme }: Palette): CanvasPattern | null {
  const period = Math.max(2, Math.round(LINES * devicePixelRatio));
  const tile = h("canvas", { width: period, height: period });
  const ink = tile.getContext("2d");
  if (ink === null) return null;
  ink.fillStyle = INK[theme];
  for (let row = 0; row < period; row++) {
    for (let column = 0; column < period; column++) {
      if ((row + column) % period < devicePixelRatio) ink.fillRect(column, row, 1, 1);
    }
  }
  return context.createPattern(tile, "repeat");
}
