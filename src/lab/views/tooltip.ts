import type { Spectrum } from "../../engine/engine.ts";
import { valueNodes } from "../axis-name.ts";
import { h } from "../dom.ts";
import { exponent, signed } from "../format.ts";
import { inUnitsOf } from "../in-units.ts";
import { spanOf, type TimeAxis } from "../time-axis.ts";

export interface PlaneContent {
  /** Values of the plane's fields, by path. */
  place: readonly (readonly [path: string, value: number])[];
  spectrum: Spectrum | null;
  /** Whether all networks of the cell are in. */
  complete: boolean;
  width: number;
  /** Mean-field λ₁, nats per layer as `spectrum`. */
  theory: number | null;
  time: TimeAxis;
}

export interface Tooltip<Content> {
  readonly element: HTMLElement;
  show(content: Content, x: number, y: number): void;
  hide(): void;
}

/** What is known of the cell under the pointer, as `rows` say it. */
export function createTooltip<Content>(rows: (content: Content) => HTMLElement[]): Tooltip<Content> {
  const element = h("div", { class: "tooltip", role: "tooltip", hidden: true });
  return {
    element,
    show(content, x, y) {
      element.replaceChildren(...rows(content));
      element.hidden = false;
      const { offsetWidth, offsetHeight } = element;
      const left = x + 18 + offsetWidth > innerWidth ? x - 18 - offsetWidth : x + 18;
      const top = Math.min(y + 14, innerHeight - offsetHeight - 8);
      element.style.transform = `translate(${Math.max(8, left)}px, ${Math.max(8, top)}px)`;
    },
    hide() {
      element.hidden = true;
    },
  };
}

/** Of a cell of the plane. */
export function planeRows({ place, spectrum: own, complete, width, theory: law, time }: PlaneContent): HTMLElement[] {
  const spectrum = own && inUnitsOf(time, own);
  const theory = law === null ? null : law / time.unit;
  const head = h("div", { class: "where" }, ...valueNodes(place));
  const said = theory === null ? "–" : Number.isFinite(theory) ? signed(theory, 4) : exponent(theory, null);
  const list = h("dl", {}, h("dt", {}, "theory λ₁"), h("dd", { class: "theory-value" }, said));
  if (spectrum === null) {
    list.prepend(h("dt", {}, "measured λ₁"), h("dd", { class: "measured-value" }, "not measured yet"));
    return [head, list];
  }
  const value =
    spectrum.status === "overflow" ? "overflow" : exponent(spectrum.exponents[0], spectrum.standardErrors[0]);
  list.prepend(h("dt", {}, "measured λ₁"), h("dd", { class: "measured-value" }, value));
  const networks = `${spectrum.networks} ${spectrum.networks === 1 ? "network" : "networks"}${complete ? "" : " so far"}`;
  const infinite = spectrum.infinite[0] ?? 0;
  const sample = `n = ${width} · ${networks} · ${spanOf(time, spectrum.layers)} · ${spectrum.status}`;
  const foot = h("div", { class: "sample" }, infinite > 0 ? `${sample} · ${infinite} at −∞` : sample);
  return [head, list, foot];
}
