import { h, symbol } from "../dom.ts";

export interface PageParts {
  stories: HTMLElement;
  rail: HTMLElement;
  plane: HTMLElement[];
  heat: HTMLElement;
  spectrum: HTMLElement;
  profile: HTMLElement;
  comparison: HTMLElement;
  benchmark: HTMLElement;
  status: HTMLElement;
}

/** Where everything stands: masthead, controls beside the panels, status line. */
export function pageOf({
  stories,
  rail,
  plane,
  heat,
  spectrum,
  profile,
  comparison,
  benchmark,
  status,
}: PageParts): HTMLElement[] {
  const masthead = h(
    "header",
    { class: "masthead" },
    h("h1", {}, "lyascope"),
    h(
      "p",
      {},
      "How gradients flow through random deep networks: Lyapunov exponents, measured with error bars beside the known laws.",
    ),
  );
  const planePanel = h(
    "section",
    { class: "panel plane-panel", "aria-label": "Phase diagram" },
    h("header", {}, h("h2", {}, "Largest exponent ", symbol("λ", "1"))),
    ...plane,
  );
  return [
    masthead,
    stories,
    h("div", { class: "workplace" }, rail, h("main", {}, planePanel, heat, spectrum, profile, comparison, benchmark)),
    status,
  ];
}
