import { StudyError } from "../study/error.ts";
import type { ScalarField } from "../study/fields.ts";
import { checkAxis, type LabAxis, symbolOf } from "./axis.ts";
import { h } from "./dom.ts";
import { type Plane, planeAxis } from "./plane.ts";
import { putNumber } from "./views/controls.ts";

/** The plane's two axes, as its user chooses them. */
export interface PlaneControls {
  readonly element: HTMLElement;
  /** Shows the axes of a plane; on offer are these fields. */
  show(plane: Plane, fields: readonly ScalarField[]): void;
}

type Side = "x" | "y";

/** Which field lies along either axis, from where to where. `changed` hears of axes that differ and have a length. */
export function createPlaneControls(changed: (axes: Pick<Plane, Side>) => void): PlaneControls {
  let axes: Pick<Plane, Side> | null = null;
  const alert = h("p", { class: "complaint", role: "alert", hidden: true });
  const sides = { x: side("x", "across", put), y: side("y", "up", put) };
  const element = h(
    "form",
    { class: "plane-controls", "aria-label": "axes of the plane", onsubmit: (event) => event.preventDefault() },
    sides.x.element,
    sides.y.element,
    alert,
  );

  function put(which: Side, axis: LabAxis): void {
    if (axes === null) return;
    const other = which === "x" ? "y" : "x";
    // The same field twice: the other axis takes what this one had.
    const next = { ...axes, [which]: axis, ...(axes[other].path === axis.path ? { [other]: axes[which] } : {}) };
    try {
      checkAxis(axis);
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      alert.hidden = false;
      alert.textContent = error.message.replace(/^axes\.\d+\./, "");
      return;
    }
    changed(next);
  }

  return {
    element,
    show(plane, fields) {
      axes = { x: plane.x, y: plane.y };
      alert.hidden = true;
      sides.x.show(plane.x, fields);
      sides.y.show(plane.y, fields);
    },
  };
}

/** The controls of one axis. */
function side(which: Side, words: string, put: (which: Side, axis: LabAxis) => void) {
  const path = h("select", { id: `plane-${which}` });
  const from = h("input", { id: `plane-${which}-from`, type: "number", step: "any", inputmode: "decimal" });
  const to = h("input", { id: `plane-${which}-to`, type: "number", step: "any", inputmode: "decimal" });
  const log = h("input", { id: `plane-${which}-log`, type: "checkbox" });
  path.addEventListener("change", () => put(which, planeAxis(path.value)));
  for (const input of [from, to, log]) {
    input.addEventListener("change", () =>
      put(which, { path: path.value, from: from.valueAsNumber, to: to.valueAsNumber, log: log.checked }),
    );
  }
  return {
    element: h(
      "div",
      { class: "axis-controls" },
      labelled(words, path),
      labelled("from", from),
      labelled("to", to),
      h("div", { class: "tick" }, log, h("label", { for: log.id }, "log")),
    ),
    show(axis: LabAxis, fields: readonly ScalarField[]): void {
      const offered = fields.some((field) => field.path === axis.path)
        ? fields
        : [{ path: axis.path, title: symbolOf(axis.path) }, ...fields];
      const paths = offered.map((field) => field.path).join();
      if ([...path.options].map(({ value }) => value).join() !== paths) {
        path.replaceChildren(...offered.map((field) => h("option", { value: field.path }, nameOf(field))));
      }
      path.value = axis.path;
      putNumber(from, axis.from);
      putNumber(to, axis.to);
      log.checked = axis.log;
    },
  };
}

/** A field's title; a symbol that an option cannot set is said in words. */
export function nameOf({ path, title }: Pick<ScalarField, "path" | "title">): string {
  return NAMES[path] ?? title;
}

const NAMES: Record<string, string> = {
  "network.weights.variance": "weight variance",
  "network.bias.variance": "bias variance",
};

function labelled(label: string, control: HTMLElement): HTMLElement {
  return h("div", { class: "small-field" }, h("label", { for: control.id }, label), control);
}
