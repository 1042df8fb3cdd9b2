import { interpolateViridis } from "d3-scale-chromatic";
import { type Palette, paletteOf, type Rgb, type Theme } from "./colour.ts";
import type { Limits } from "./heat-field.ts";

/** Viridis, perceptually uniform and safe for colour-blind eyes; paper and statuses are the plane's. */
const VIRIDIS: readonly Rgb[] = Array.from({ length: 256 }, (_, index) => {
  const hex = interpolateViridis(index / 255);
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
});

const PALETTES: Record<Theme, Palette> = {
  light: { ...paletteOf("light"), map: VIRIDIS },
  dark: { ...paletteOf("dark"), map: VIRIDIS },
};

export function heatPaletteOf(theme: Theme): Palette {
  return PALETTES[theme];
}

/** Place on the scale: 0 at its lower end, 1 at its upper one, clamped. */
export function heatPosition(value: number, [low, high]: Limits): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** Colour of log10 of a gradient norm. */
export function heatColourOf(palette: Palette, value: number, limits: Limits): Rgb {
  return palette.map[Math.round(heatPosition(value, limits) * 255)] ?? palette.paper;
}
