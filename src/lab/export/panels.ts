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

/** Everything a panel can be exported as. */
export const KINDS = ["png", "svg", "csv", "npz", "command", "python", "bibtex"] as const;
export type ExportKind = (typeof KINDS)[number];

/** The benchmark is a table, which has its own button for JSON. */
export function kindsOf(panel: PanelName): readonly ExportKind[] {
  return panel === "benchmark" ? ["csv", "command", "bibtex"] : KINDS;
}
