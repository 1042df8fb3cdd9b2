import type { Spectrum } from "../../engine/engine.ts";
import { valueNodes } from "../axis-name.ts";
import { h, symbol } from "../dom.ts";
import { exponent, signed } from "../format.ts";

export interface ProbeReading {
  /** Values of the plane's fields, by path. */
  place: readonly (readonly [path: string, value: number])[];
  /** λ₁ of theory there, and what is measured of the cell, both in units of the study's time. */
  theory: number | null;
  measured: Spectrum | null;
  rate: string;
}

export interface ProbeBarEvents {
  pin(): void;
  zoom(): void;
  back(): void;
  reset(): void;
}

export interface ProbeBar {
  readonly element: HTMLElement;
  /** Whether the next drag draws a rectangle. */
  readonly selecting: boolean;
  show(reading: ProbeReading): void;
  /** Why the place cannot be pinned; null where it can. */
  pinnable(why: string | null): void;
  /** Whether there is a larger part to go back to. */
  zoomed(on: boolean): void;
  /** The rectangle is drawn, or given up. */
  selected(): void;
}

/** What the probe reads, and what can be done at its place. */
export function createProbeBar(events: ProbeBarEvents): ProbeBar {
  const where = h("span", { class: "probe-place" });
  const theory = h("dd", { class: "probe-theory" });
  const measured = h("dd", { class: "probe-measured" });
  const name = () => symbol("λ", "1");
  const button = (label: string, title: string, onclick: () => void) =>
    h("button", { type: "button", title, onclick }, label);
  const pin = button("Pin", PIN, events.pin);
  const zoom = button("Zoom in", "Twice as close around the probe", events.zoom);
  const select = button("Rectangle", "The next drag on the plane draws what to zoom into, as with Shift", () =>
    choose(select.getAttribute("aria-pressed") !== "true"),
  );
  const back = button("Back", "One step back (Backspace)", events.back);
  const reset = button("Whole plane", "The axes from before all zooming (double-click)", events.reset);
  pin.classList.add("pin-button");
  select.setAttribute("aria-pressed", "false");
  const choose = (on: boolean) => select.setAttribute("aria-pressed", String(on));
  const element = h(
    "div",
    { class: "probe-bar", role: "group", "aria-label": "Probe" },
    h(
      "div",
      { class: "probe-reading" },
      h("b", {}, "Probe"),
      where,
      h(
        "dl",
        {},
        h("div", {}, h("dt", {}, "theory ", name(), ", n → ∞"), theory),
        h("div", {}, h("dt", {}, "measured ", name()), measured),
      ),
    ),
    h("div", { class: "probe-buttons" }, pin, zoom, select, back, reset),
  );
  return {
    element,
    get selecting() {
      return select.getAttribute("aria-pressed") === "true";
    },
    show({ place, theory: law, measured: spectrum, rate }) {
      where.replaceChildren(...valueNodes(place));
      theory.textContent = law === null ? "–" : Number.isFinite(law) ? signed(law, 4) : exponent(law, null);
      measured.textContent =
        spectrum === null
          ? "…"
          : spectrum.status === "overflow"
            ? "overflow"
            : exponent(spectrum.exponents[0], spectrum.standardErrors[0]);
      theory.title = rate;
      measured.title = rate;
    },
    pinnable(why) {
      pin.disabled = why !== null;
      pin.title = why ?? PIN;
    },
    zoomed(on) {
      back.disabled = !on;
      reset.disabled = !on;
    },
    selected: () => choose(false),
  };
}

const PIN = "Keep this place in all views (Enter)";
