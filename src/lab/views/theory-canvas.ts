import { colourOf, faded, type Palette, type Rgb } from "../colour.ts";
import { interpolate, type Lattice } from "../lattice.ts";

/** Distance of the fine lines that mark theory, CSS pixels. */
const LINES = 4;

/** Draws the theory map, paler than what is measured and finely ruled; null leaves bare ruled paper. */
export function drawTheory(canvas: HTMLCanvasElement, lattice: Lattice | null, palette: Palette, limit: number): void {
  const context = canvas.getContext("2d");
  if (context === null || canvas.width === 0 || canvas.height === 0) return;
  const { width, height } = canvas;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const period = Math.max(2, Math.round(LINES * devicePixelRatio));
  const [plain, ruled] = inksOf(palette);
  const columns = Array.from({ length: width }, (_, column) => (column + 0.5) / width);
  for (let row = 0; row < height; row++) {
    const y = 1 - (row + 0.5) / height;
    for (let column = 0; column < width; column++) {
      const ink = (row + column) % period < devicePixelRatio ? ruled : plain;
      const value = lattice === null ? Number.NaN : interpolate(lattice, columns[column] ?? 0, y);
      // Beyond the limit a colour stays that of the end; a value that is none, or infinite, leaves the paper.
      const place = Math.round(255 * Math.min(1, Math.max(0, 0.5 + value / (2 * limit))));
      pixels[row * width + column] = ink[value - value === 0 ? place : PAPER] ?? 0;
    }
  }
  context.putImageData(image, 0, 0);
}

/** Place of the paper among the inks, behind the 256 colours of the map. */
const PAPER = 256;

/** Each of a palette's colours as a pixel in memory, between the lines and on them. */
function inksOf(palette: Palette): [plain: Uint32Array, ruled: Uint32Array] {
  const shade = palette.theme === "light" ? -14 : 16;
  const colours = [
    ...Array.from({ length: 256 }, (_, place) => faded(palette, colourOf(palette, (2 * place) / 255 - 1, 1))),
    palette.paper,
  ];
  return [pixelsOf(colours, 0), pixelsOf(colours, shade)];
}

function pixelsOf(colours: readonly Rgb[], shade: number): Uint32Array {
  // A clamped array: no channel leaves 0 … 255.
  const channels = new Uint8ClampedArray(colours.flatMap((colour) => [...colour.map((each) => each + shade), 255]));
  return new Uint32Array(channels.buffer);
}
