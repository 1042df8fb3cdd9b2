/** The panels of the page by the names that their files have. */
export const PANELS = ["phase-diagram", "heatmap", "spectrum", "gradient", "comparison", "benchmark"] as const;
export type PanelName = (typeof PANELS)[number];

/** What a panel shows, as its menu says it. */
export const PANEL_WORDS: Readonly<Record<PanelName, string>> = {
  "phase-diagram": "the phase diagram",
  heatmap: "the heatmap",
  spectrum: "the Lyapunov spectrum",
  gradient: "the gradient against depth",
  comparison: "the comparison",
  benchmark: "the benchmark",
};
