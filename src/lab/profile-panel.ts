import { symbolNode } from "./axis-name.ts";
import { type ProfileCurve, profileDifference } from "./difference.ts";
import { h } from "./dom.ts";
import { factor, short, signed } from "./format.ts";
import type { HeatChoice } from "./heat-panel-types.ts";
import type { Pin } from "./pins.ts";
import { sampleOfSides } from "./sampling.ts";
import { sensitivity } from "./sensitivity.ts";
import { both, differenceName } from "./sides.ts";
import { LAYERS, momentOf, spanOf, type TimeAxis } from "./time-axis.ts";
import { createProfileView, type NamedProfile, type ProfileTheory } from "./views/profile-view.ts";

export interface ProfilePanel {
  readonly element: HTMLElement;
  /** What the panel shows; null before anything was chosen. */
  readonly measured: { choice: HeatChoice; pins: readonly Pin[] } | null;
  show(choice: HeatChoice): void;
  /** Theory at the probe, drawn beside; null where there is none. */
  theory(theory: ProfileTheory | null): void;
  showPins(pins: readonly Pin[]): void;
  destroy(): void;
}

/** The gradient's norm against depth at the chosen column, of both sides or as their difference. */
export function createProfilePanel(): ProfilePanel {
  const view = createProfileView();
  const title = h("h2", {}, "Gradient against depth");
  const where = h("span", { class: "where" });
  const sentence = h("p", { class: "caption" });
  const derived = h("p", { class: "derived" });
  const weights = h("input", { type: "checkbox", id: "profile-weights" });
  const weightsLabel = h("label", { for: "profile-weights" }, WEIGHTS);
  const sample = h("li");
  const errors = h("span");
  const range = h("li", {}, h("span", { class: "band-key range", "aria-hidden": "true" }), "5–95 % of the networks");
  const foretold = h(
    "li",
    {},
    h("span", { class: "probe-key", "aria-hidden": "true" }),
    "theory at the probe, n → ∞: a slope of λ₁ a layer",
  );
  foretold.hidden = true;
  const pinned = h(
    "li",
    {},
    h("span", { class: "pin-key", "aria-hidden": "true" }),
    "pins, each by its mark: the network itself there",
  );
  pinned.hidden = true;
  const keys = h(
    "ul",
    { class: "keys" },
    h("li", {}, h("span", { class: "band-key error", "aria-hidden": "true" }), errors),
    range,
    sample,
    foretold,
    pinned,
  );
  const element = h(
    "section",
    { class: "panel profile-panel", "aria-label": "Gradient profile of the chosen column" },
    h("header", {}, title, where),
    view.element,
    h("div", { class: "tick" }, weights, weightsLabel),
    sentence,
    derived,
    keys,
    view.table,
  );
  let shown: HeatChoice | null = null;
  let pins: readonly Pin[] = [];
  let theory: ProfileTheory | null = null;

  /** A ratio of two networks is not what theory foretells of one. */
  function foretell(): void {
    const said = shown?.showing === "difference" ? null : theory;
    foretold.hidden = said === null || !Number.isFinite(said.leading);
    view.theory(said);
  }

  function draw(): void {
    if (shown === null) return;
    const { question, value, layer, depth, time, cells, profiles } = shown;
    const apart = shown.showing === "difference";
    title.textContent = `Gradient against ${time.along}`;
    weightsLabel.textContent = cells?.some(({ network }) => network.tied)
      ? "thin: ‖∂L/∂W‖, summed from each step to the end"
      : WEIGHTS;
    where.replaceChildren("at ", symbolNode(question.axis.path), ` = ${short(value, 3)}, ${momentOf(time, layer)}`);
    const curves = curvesOf(shown);
    view.draw({
      ...{ depth, layer, time, curves, weights: weights.checked, pins: apart ? [] : pins },
      yTitle: apart ? "log₁₀ of the ratio of ‖∂L/∂h‖" : "log₁₀ ‖∂L/∂h‖, output = 0",
      nothing: apart ? "−∞ on a side" : "every gradient is exactly zero (−∞)",
    });
    foretell();
    sentence.textContent = captionOf(curves, depth, time, question.clip);
    errors.textContent = apart ? ERROR_OF_DIFFERENCE : "± 2 standard errors of the mean";
    range.hidden = apart;
    derived.textContent = sensitivity(profiles, depth, shown.sides);
    const networks = profiles.map((profile) => profile?.networks ?? 0);
    sample.textContent = cells === null ? "" : `measured, a side: ${sampleOfSides(cells, Math.min(...networks))}`;
  }

  weights.addEventListener("change", draw);
  return {
    element,
    get measured() {
      return shown && { choice: shown, pins };
    },
    show(choice) {
      shown = choice;
      draw();
    },
    theory(next) {
      theory = next;
      foretell();
    },
    showPins(next) {
      pins = next;
      pinned.hidden = pins.length === 0;
      draw();
    },
    destroy: view.destroy,
  };
}

const WEIGHTS = "thin: ‖∂L/∂W‖ of each layer’s weights";
/** What the bars of a difference are. */
const ERROR_OF_DIFFERENCE =
  "± 2 √(a² + b²), a and b the sides’ standard errors: both have the same draws, which as a rule leaves less";

function curvesOf({ showing, sides, profiles }: HeatChoice): NamedProfile[] {
  if (showing === "difference")
    return [{ name: differenceName(sides), side: 2, profile: profileDifference(...profiles) }];
  return both(sides.names, (name, side) => ({ name, side, profile: profiles[side] }));
}

/** One sentence: what the way from the output to the input does to the gradient on each side, or to the ratio of both. */
function captionOf(curves: readonly NamedProfile[], depth: number, time: TimeAxis, clip?: number): string {
  const parts = curves.map(({ name, side, profile }) => {
    if (side === 2) return `${name} ${ratioOf(profile)}`;
    return name.includes("=") ? `${growthOf(profile)} at ${name}` : `${name} ${growthOf(profile)}`;
  });
  const way = time === LAYERS ? "From the output to the input" : "From the end back to the start";
  const clipped = clip === undefined ? "" : `, clipped at ${short(clip)}`;
  return `${way}, ${spanOf(time, depth)}${clipped}: ${parts.join(", ")}.`;
}

function growthOf(profile: ProfileCurve | null): string {
  if (profile === null) return "…";
  const input = profile.log10GradientNorm[0] ?? null;
  if (profile.status === "overflow" || input === null) return "overflows";
  return input === Number.NEGATIVE_INFINITY ? "exactly zero" : factor(input * Math.LN10);
}

/** Of a difference of logarithms. */
function ratioOf(profile: ProfileCurve | null): string {
  if (profile === null) return "…";
  const input = profile.log10GradientNorm[0] ?? null;
  if (profile.status === "overflow") return "overflows";
  if (input === null || !Number.isFinite(input)) return "has no ratio, exactly zero on a side";
  return `= ${signed(input, 2)} decades, a ratio of ${factor(input * Math.LN10).slice(1)}`;
}
