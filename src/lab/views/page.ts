import { h, symbol } from "../dom.ts";
import { PLANE_ID } from "./plane-view.ts";

/** What stands under the plane, and the panels beside and below. */
export interface Slots {
  probe: HTMLElement;
  heat: HTMLElement;
  spectrum: HTMLElement;
  profile: HTMLElement;
  comparison: HTMLElement;
  benchmark: HTMLElement;
}

export interface PageParts extends Omit<Slots, "probe"> {
  /** What concerns the whole page: sharing it, its theme, its keys. */
  tools: HTMLElement;
  stories: HTMLElement;
  rail: HTMLElement;
  plane: HTMLElement[];
  status: HTMLElement;
}

/** Where everything stands: masthead, controls beside the panels, status line. */
export function pageOf({
  tools,
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
    tools,
  );
  const planePanel = h(
    "section",
    { class: "panel plane-panel", "aria-label": "Phase diagram" },
    h("header", {}, h("h2", {}, "Largest exponent ", symbol("λ", "1"))),
    ...plane,
  );
  return [
    skipLink(),
    masthead,
    stories,
    h("div", { class: "workplace" }, rail, h("main", {}, planePanel, heat, spectrum, profile, comparison, benchmark)),
    status,
  ];
}

/** Past title, stories and controls, for those who go through the page by Tab. */
function skipLink(): HTMLElement {
  const to = (event: Event) => {
    // The address is the state of the page, not a place on it.
    event.preventDefault();
    document.getElementById(PLANE_ID)?.focus();
  };
  return h("a", { class: "skip", href: `#${PLANE_ID}`, onclick: to }, "Skip to the plane");
}

/** The places of panels whose code is still to come, as large as they will be. */
export function placesOfPanels(): Slots {
  return {
    probe: h("div", { class: "probe" }),
    heat: place("heat", "Gradient norm log₁₀ ‖∂L/∂h‖"),
    spectrum: place("spectrum", "Lyapunov spectrum"),
    profile: place("profile", "Gradient against depth"),
    comparison: place("comparison", "A beside I + A"),
    benchmark: place("benchmark", "Benchmark"),
  };
}

function place(name: string, title: string): HTMLElement {
  return h("section", { class: `panel ${name}-panel`, "aria-busy": "true" }, h("header", {}, h("h2", {}, title)));
}
