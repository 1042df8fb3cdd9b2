import type { GradientProfile } from "../engine/engine.ts";
import { paletteOf, type Theme } from "./colour.ts";
import { differenceField } from "./difference.ts";
import { heatPaletteOf } from "./heat-colour.ts";
import { type HeatGrid, heatField, heatLimits } from "./heat-field.ts";
import type { HeatPicture } from "./views/canvas-heat.ts";

/** What of two sides is shown: both, in one scale, or their difference. */
export type Showing = "both" | "difference";

/** The maps of some profiles, `profiles[side · columns + column]`: both sides, or their difference about 0. */
export function heatPicture(
  grid: HeatGrid,
  profiles: readonly (GradientProfile | null)[],
  theme: Theme,
  showing: Showing,
): HeatPicture {
  const both = heatField(grid, profiles);
  if (showing === "both") return { field: both, palette: heatPaletteOf(theme), limits: heatLimits(both) };
  const field = differenceField(both);
  const [low, high] = heatLimits(field);
  const limit = Math.max(-low, high);
  return { field, palette: paletteOf(theme), limits: [-limit, limit] };
}
