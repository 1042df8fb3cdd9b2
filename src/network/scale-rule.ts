/** Residual scalings that follow the depth L (Zhang, Dauphin & Ma 2019; Hayou et al. 2021). */
export const SCALE_RULES = ["1/sqrt(depth)", "1/depth"] as const;
export type ScaleRule = (typeof SCALE_RULES)[number];

/** α of a rule at a depth. */
export function scaleOf(rule: ScaleRule, depth: number): number {
  return rule === "1/depth" ? 1 / depth : 1 / Math.sqrt(depth);
}
