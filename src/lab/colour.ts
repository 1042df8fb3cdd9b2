import { scaleLinear } from "d3-scale";
import { interpolateRdBu } from "d3-scale-chromatic";

export type Theme = "light" | "dark";
export type Rgb = readonly [number, number, number];

/** Colours of one theme; every channel 0 … 255. */
export interface Palette {
  theme: Theme;
  /** Diverging map, 256 colours: blue vanishes, the neutral middle is the edge, red explodes. */
  map: readonly Rgb[];
  /** The paper behind the plane; theory is the same map, faded towards it. */
  paper: Rgb;
  overflow: { fill: Rgb; hatch: Rgb };
  collapsed: { fill: Rgb; hatch: Rgb };
  /** Ink of the mark on cells whose exponent has not settled, laid over their colour. */
  drifting: { ink: Rgb; opacity: number };
}

// The dark map is Crameri's berlin (perceptually uniform, safe for colour-blind eyes), resampled.
const BERLIN = [
  "#9eb0ff",
  "#5aa3da",
  "#2d7597",
  "#194155",
  "#11181d",
  "#19110f",
  "#270c01",
  "#501802",
  "#8a3e2a",
  "#c37469",
  "#ffacac",
];
const berlin = scaleLinear<string>()
  .domain(BERLIN.map((_, index) => index / (BERLIN.length - 1)))
  .range(BERLIN);

const PALETTES: Record<Theme, Palette> = {
  light: {
    theme: "light",
    map: sample((t) => interpolateRdBu(1 - t)),
    paper: [255, 255, 255],
    overflow: { fill: [214, 196, 140], hatch: [120, 96, 20] },
    collapsed: { fill: [150, 150, 158], hatch: [70, 70, 78] },
    drifting: { ink: [0, 0, 0], opacity: 0.32 },
  },
  dark: {
    theme: "dark",
    map: sample(berlin),
    paper: [23, 26, 31],
    overflow: { fill: [132, 112, 46], hatch: [224, 200, 120] },
    collapsed: { fill: [92, 92, 100], hatch: [170, 170, 180] },
    drifting: { ink: [255, 255, 255], opacity: 0.4 },
  },
};

export function paletteOf(theme: Theme): Palette {
  return PALETTES[theme];
}

function sample(interpolate: (t: number) => string): Rgb[] {
  return Array.from({ length: 256 }, (_, index) => {
    // Both give "rgb(r, g, b)".
    const [red = 0, green = 0, blue = 0] =
      interpolate(index / 255)
        .match(/\d+/g)
        ?.map(Number) ?? [];
    return [red, green, blue];
  });
}

/** Place of an exponent on a map that is symmetric about zero: 0 at −limit, 1 at +limit, clamped. */
export function position(value: number, limit: number): number {
  return Math.min(1, Math.max(0, 0.5 + value / (2 * limit)));
}

/** Which of a map's colours an exponent has; NaN has none. */
export function placeOf(value: number, limit: number): number {
  return Math.round(position(value, limit) * 255);
}

/** Colour of an exponent, nats per layer. */
export function colourOf(palette: Palette, value: number, limit: number): Rgb {
  return palette.map[placeOf(value, limit)] ?? palette.paper;
}

/** The colour of theory: the same hue, faded halfway towards the paper. */
export function faded(palette: Palette, colour: Rgb): Rgb {
  const mix = (channel: 0 | 1 | 2) => Math.round(0.5 * colour[channel] + 0.5 * palette.paper[channel]);
  return [mix(0), mix(1), mix(2)];
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

const NICE = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 4, 5];

/**
 * End of the symmetric colour scale. Where both phases are there it is 1.2 × a robust size (98 %) of the weaker
 * one, so that both can be seen and the stronger one saturates; else a robust size of all values. Rounded up to a number that reads well.
 */
export function robustLimit(values: Iterable<number>): number {
  const finite = [...values].filter(Number.isFinite);
  const sides = [finite.filter((value) => value > 0), finite.filter((value) => value < 0)];
  const both = sides.every((side) => side.length >= 0.02 * finite.length && side.length > 0);
  const size = both ? 1.2 * Math.min(...sides.map(highest)) : highest(finite);
  return NICE.find((limit) => limit >= size) ?? Math.ceil(size);
}

/** The 98 % quantile of |λ|. */
function highest(values: readonly number[]): number {
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  return sizes[Math.floor(0.98 * (sizes.length - 1))] ?? 0;
}
