import { ACTIVATIONS, type ActivationName } from "../network/spec.ts";
import type { ScalarField } from "../study/fields.ts";
import { h } from "./dom.ts";
import { defaultAxis, HEAT_FIELDS, type HeatAxis } from "./heat-study.ts";
import { BIAS_PATH, WEIGHT_PATH } from "./plane.ts";

export interface HeatControls {
  readonly element: HTMLElement;
  /** The switch between flat and space. */
  readonly segments: HTMLElement;
  readonly activation: ActivationName;
  /** The axis as its inputs say it, wrong or right. */
  readonly axis: HeatAxis;
  /** Offers axes over these fields; one that is no longer there gives way to the first. */
  offer(fields: readonly ScalarField[]): void;
  /** Sets activation and path without asking; the path need not be on offer yet. */
  put(activation: ActivationName, path: string): void;
  /** One line on what is wrong; empty where nothing is. */
  complain(message: string): void;
  showSpace(on: boolean, possible: boolean): void;
}

/** Fields whose title is a symbol that an option cannot set. */
const NAMES: Record<string, string> = { [WEIGHT_PATH]: "weight variance", [BIAS_PATH]: "bias variance" };

/** What the heatmap asks: activation, axis and its range; flat or in space. */
export function createHeatControls(changed: () => void, setSpace: (on: boolean) => void): HeatControls {
  const activation = h("select", { id: "heat-activation" }, ...ACTIVATIONS.map(option));
  activation.value = "relu";
  const path = h("select", { id: "heat-axis" }, ...HEAT_FIELDS.map(fieldOption));
  const from = h("input", { id: "heat-from", type: "number", step: "any", inputmode: "decimal" });
  const to = h("input", { id: "heat-to", type: "number", step: "any", inputmode: "decimal" });
  const log = h("input", { id: "heat-log", type: "checkbox" });
  const flat = h("button", { type: "button", onclick: () => setSpace(false) }, "2D");
  const space = h("button", { type: "button", onclick: () => setSpace(true) }, "3D");
  const alert = h("p", { class: "complaint", role: "alert", hidden: true });
  const element = h(
    "form",
    { class: "heat-controls", "aria-label": "heatmap", onsubmit: (event) => event.preventDefault() },
    field("activation", activation),
    field("across", path),
    field("from", from),
    field("to", to),
    h("div", { class: "tick" }, log, h("label", { for: "heat-log" }, "log")),
    alert,
  );
  const segments = h("div", { class: "segments", role: "group", "aria-label": "flat map or surface" }, flat, space);
  // A path that was set before its network has come to offer it.
  let wanted: string | null = null;
  // The ranges somebody has written stay with their axis.
  const written = new Map<string, HeatAxis>();
  const read = (): HeatAxis => ({
    path: path.value,
    from: from.valueAsNumber,
    to: to.valueAsNumber,
    log: log.checked,
  });
  function show(axis: HeatAxis): void {
    path.value = axis.path;
    from.value = String(axis.from);
    to.value = String(axis.to);
    log.checked = axis.log;
  }
  show(defaultAxis(HEAT_FIELDS[0]?.path ?? ""));
  path.addEventListener("change", () => {
    show(written.get(path.value) ?? defaultAxis(path.value));
    changed();
  });
  for (const input of [from, to, log]) {
    input.addEventListener("change", () => {
      written.set(path.value, read());
      changed();
    });
  }
  activation.addEventListener("change", changed);
  return {
    element,
    segments,
    get activation() {
      return ACTIVATIONS.find((name) => name === activation.value) ?? "relu";
    },
    get axis() {
      return read();
    },
    offer(fields) {
      const options = [...path.options].map(({ value }) => value);
      const chosen = wanted ?? path.value;
      const isNew = wanted !== null;
      wanted = null;
      if (options.join() !== fields.map((each) => each.path).join()) path.replaceChildren(...fields.map(fieldOption));
      const stays = fields.some((each) => each.path === chosen);
      if (stays && !isNew) path.value = chosen;
      else show(defaultAxis(stays ? chosen : (fields[0]?.path ?? "")));
    },
    put(name, across) {
      activation.value = name;
      wanted = across;
    },
    complain(message) {
      alert.hidden = message === "";
      alert.textContent = message;
    },
    showSpace(on, possible) {
      flat.setAttribute("aria-pressed", String(!on));
      space.setAttribute("aria-pressed", String(on));
      space.disabled = !possible;
      space.title = possible ? "Surface; drag turns it (o)" : "Surfaces need WebGPU or WebGL 2";
      flat.title = "Flat map (o)";
    },
  };
}

function option(name: string): HTMLElement {
  return h("option", { value: name }, name);
}

function fieldOption({ path, title }: ScalarField): HTMLElement {
  return h("option", { value: path }, NAMES[path] ?? title);
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("div", { class: "small-field" }, h("label", { for: control.id }, label), control);
}
