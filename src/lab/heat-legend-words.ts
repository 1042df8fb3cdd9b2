import type { Showing } from "./heat-picture.ts";
import type { Sides } from "./sides.ts";

/** What the ends of the heatmap's scale mean, and its cells without a number. */
export interface LegendWords {
  low: string;
  unit: string;
  high: string;
  collapsed: string;
}

export function legendWords({ names: [a, b] }: Sides, showing: Showing): LegendWords {
  if (showing === "both") {
    return {
      low: "vanished",
      unit: "log₁₀ of the gradient’s norm, output = 0",
      high: "exploded",
      collapsed: "−∞, exactly zero",
    };
  }
  return {
    low: `larger: ${a}`,
    unit: "log₁₀ of the ratio of both norms, output = 0",
    high: `larger: ${b}`,
    collapsed: "−∞ on a side",
  };
}
