import { colourOf, faded, type Palette } from "../colour.ts";
import { interpolate, type Lattice } from "../theory-map.ts";

/** Distance of the fine lines that mark theory, CSS pixels. */
const LINES = 4;

/** Draws the theory map, paler than what is measured and finely ruled; null leaves bare ruled paper. */
export function drawTheory(canvas: HTMLCanvasElement, lattice: Lattice | null, palette: Palette, limit: number): void {
  const context = canvas.getContext("2d");
  if (context === null || canvas.width === 0 || canvas.height === 0) return;
  const { width, height } = canvas;
  const image = context.createImageData(width, height);
  const period = Math.max(2, Math.round(LINES * devicePixelRatio));
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value =
        lattice === null ? Number.NaN : interpolate(lattice, (column + 0.5) / width, 1 - (row + 0.5) / height);
      const colour = Number.isFinite(value) ? faded(palette, colourOf(palette, value, limit)) : palette.paper;
      const ruled = (row + column) % period < devicePixelRatio;
      const shade = palette.theme === "light" ? (ruled ? -14 : 0) : ruled ? 16 : 0;
      const at = 4 * (row * width + column);
      // A clamped array: no channel leaves 0 … 255.
      image.data[at] = colour[0] + shade;
      image.data[at + 1] = colour[1] + shade;
      image.data[at + 2] = colour[2] + shade;
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}
