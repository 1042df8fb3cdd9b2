import type { ScalarField } from "../study/fields.ts";
import { defaultAxis, type LabAxis, SCALE_PATH } from "./axis.ts";
import { h } from "./dom.ts";
import { nameOf } from "./plane-controls.ts";
import { putNumber } from "./views/controls.ts";

export interface HeatControls {
  readonly element: HTMLElement;
  /** The switch between flat and space. */
  readonly segments: HTMLElement;
  /** The axis as its inputs say it, wrong or right. */
  readonly axis: LabAxis;
  /** What gradients are clipped to; undefined where the input is empty. */
  readonly clip: number | undefined;
  /** Offers axes over these fields; one that is no longer there gives way to the first. */
  offer(fields: readonly ScalarField[]): void;
  /** Sets the axis and what gradients are clipped to without asking; the axis's path need not be on offer yet. */
  put(axis: LabAxis, clip?: number): void;
  /** One line on what is wrong; empty where nothing is. */
  complain(message: string): void;
  showSpace(on: boolean, possible: boolean): void;
}

/** What the heatmap asks: its axis and range; flat or in space. */
export function createHeatControls(changed: () => void, setSpace: (on: boolean) => void): HeatControls {
  const path = h("select", { id: "heat-axis" });
  const from = h("input", { id: "heat-from", type: "number", step: "any", inputmode: "decimal" });
  const to = h("input", { id: "heat-to", type: "number", step: "any", inputmode: "decimal" });
  const log = h("input", { id: "heat-log", type: "checkbox" });
  const clip = h("input", { id: "heat-clip", type: "number", step: "any", inputmode: "decimal", placeholder: "none" });
  clip.title =
    "Backpropagated gradients longer than this are brought back to it at every layer; ‖∂L/∂h‖ at the output is 1";
  const flat = h("button", { type: "button", onclick: () => setSpace(false) }, "2D");
  const space = h("button", { type: "button", onclick: () => setSpace(true) }, "3D");
  const alert = h("p", { class: "complaint", role: "alert", hidden: true });
  const element = h(
    "form",
    { class: "heat-controls", "aria-label": "heatmap", onsubmit: (event) => event.preventDefault() },
    field("across", path),
    field("from", from),
    field("to", to),
    h("div", { class: "tick" }, log, h("label", { for: "heat-log" }, "log")),
    field("clip at", clip),
    alert,
  );
  const segments = h("div", { class: "segments", role: "group", "aria-label": "flat map or surface" }, flat, space);
  // An axis that was set before its network has come to offer its path.
  let wanted: LabAxis | null = null;
  // The ranges somebody has written stay with their axis.
  const written = new Map<string, LabAxis>();
  const read = (): LabAxis => ({
    path: path.value,
    from: from.valueAsNumber,
    to: to.valueAsNumber,
    log: log.checked,
  });
  function show(axis: LabAxis): void {
    path.value = axis.path;
    putNumber(from, axis.from);
    putNumber(to, axis.to);
    log.checked = axis.log;
  }
  show(defaultAxis(SCALE_PATH));
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
  clip.addEventListener("change", changed);
  return {
    element,
    segments,
    get axis() {
      return read();
    },
    get clip() {
      return clip.value === "" ? undefined : clip.valueAsNumber;
    },
    offer(fields) {
      const options = [...path.options].map(({ value }) => value);
      const chosen = wanted ?? read();
      const isNew = wanted !== null;
      wanted = null;
      if (options.join() !== fields.map((each) => each.path).join()) path.replaceChildren(...fields.map(fieldOption));
      const stays = fields.some((each) => each.path === chosen.path);
      if (stays && !isNew) path.value = chosen.path;
      else show(stays ? chosen : defaultAxis(fields[0]?.path ?? ""));
    },
    put(across, at) {
      wanted = across;
      clip.value = at === undefined ? "" : String(at);
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

function fieldOption(field: ScalarField): HTMLElement {
  return h("option", { value: field.path }, nameOf(field));
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("div", { class: "small-field" }, h("label", { for: control.id }, label), control);
}
