import type { GradientProfile } from "../engine/engine.ts";
import { symbolNode } from "./axis-name.ts";
import { h } from "./dom.ts";
import { factor, short } from "./format.ts";
import type { HeatChoice } from "./heat-panel-types.ts";
import { sampleOf } from "./sampling.ts";
import { sensitivity } from "./sensitivity.ts";
import type { Sides } from "./sides.ts";
import { LAYERS, momentOf, spanOf, type TimeAxis } from "./time-axis.ts";
import { createProfileView } from "./views/profile-view.ts";

export interface ProfilePanel {
  readonly element: HTMLElement;
  show(choice: HeatChoice): void;
  destroy(): void;
}

/** The gradient's norm against depth at the chosen column, without and with the skip path. */
export function createProfilePanel(): ProfilePanel {
  const view = createProfileView();
  const title = h("h2", {}, "Gradient against depth");
  const where = h("span", { class: "where" });
  const sentence = h("p", { class: "caption" });
  const derived = h("p", { class: "derived" });
  const weights = h("input", { type: "checkbox", id: "profile-weights" });
  const weightsLabel = h("label", { for: "profile-weights" });
  const sample = h("li");
  const keys = h(
    "ul",
    { class: "keys" },
    h("li", {}, h("span", { class: "band-key error", "aria-hidden": "true" }), "± 2 standard errors of the mean"),
    h("li", {}, h("span", { class: "band-key range", "aria-hidden": "true" }), "5–95 % of the networks"),
    sample,
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
  );
  let shown: HeatChoice | null = null;

  function draw(): void {
    if (shown === null) return;
    const { question, value, layer, depth, time, sides, cell, profiles } = shown;
    title.textContent = `Gradient against ${time.along}`;
    weightsLabel.textContent = cell?.network.tied
      ? "thin: ‖∂L/∂W‖, summed from each step to the end"
      : "thin: ‖∂L/∂W‖ of each layer’s weights";
    where.replaceChildren("at ", symbolNode(question.axis.path), ` = ${short(value, 3)}, ${momentOf(time, layer)}`);
    view.draw({ depth, layer, time, sides, profiles, weights: weights.checked });
    sentence.textContent = captionOf(profiles, depth, time, sides, question.clip);
    derived.textContent = sensitivity(profiles, depth, sides);
    const networks = profiles.map((profile) => profile?.networks ?? 0);
    sample.textContent = cell === null ? "" : `measured, a side: ${sampleOf(cell, Math.min(...networks))}`;
  }

  weights.addEventListener("change", draw);
  return {
    element,
    show(choice) {
      shown = choice;
      draw();
    },
    destroy: view.destroy,
  };
}

/** One sentence: what the way from the output to the input does to the gradient on each side. */
function captionOf(
  profiles: readonly (GradientProfile | null)[],
  depth: number,
  time: TimeAxis,
  { names }: Sides,
  clip: number | undefined,
): string {
  const parts = profiles.map((profile, side) => {
    const name = names[side];
    if (profile === null) return `${name} …`;
    const input = profile.log10GradientNorm[0] ?? null;
    if (profile.status === "overflow" || input === null) return `${name} overflows`;
    if (input === Number.NEGATIVE_INFINITY) return `${name} exactly zero`;
    return `${name} ${factor(input * Math.LN10)}`;
  });
  const way = time === LAYERS ? "From the output to the input" : "From the end back to the start";
  const clipped = clip === undefined ? "" : `, clipped at ${short(clip)}`;
  return `${way}, ${spanOf(time, depth)}${clipped}: ${parts.join(", ")}.`;
}
