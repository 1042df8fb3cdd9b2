import { BLOCK } from "../../network/blocks.ts";
import { layer } from "../../network/formula.ts";
import { resolveNetwork } from "../../network/resolve.ts";
import type { NetworkSpec } from "../../network/spec.ts";
import { scalarField } from "../../study/fields.ts";
import { withValue } from "../../study/resolve.ts";
import type { StudyInput } from "../../study/schema.ts";
import { h } from "../dom.ts";

export interface Rail {
  readonly element: HTMLElement;
  /** Shows a study and whether it is being measured. */
  show(study: StudyInput, running: boolean): void;
  complain(message: string): void;
  /** Where further panels go. */
  readonly more: HTMLElement;
}

export interface RailEvents {
  change(study: StudyInput): void;
  /** The run button: starts, or cancels what runs. */
  toggle(): void;
}

const STOPS = {
  "network.width": [2, 4, 8, 16, 32, 64, 128, 256],
  "network.batch": [3, 4, 8, 16, 32, 64],
  ensemble: [2, 4, 8, 16, 32, 64, 128],
  depth: [16, 32, 64, 128, 256, 512, 1024],
} as const;

/** The controls most people need: native, labelled, usable by keyboard alone. */
export function createRail(events: RailEvents): Rail {
  let study: StudyInput = {};
  const change = (path: string, value: unknown) => events.change(withValue(study, path, value));

  const activation = select("network.activation", (name) => change("network.activation", name));
  // A block fills in skip, scale and batch anew: what was written for another block would hide them.
  const block = select("network.block", (name) => {
    const { skip: _, scale: __, batch: ___, ...network } = study.network ?? {};
    events.change(withValue({ ...study, network }, "network.block", name));
  });
  const skip = numberInput(0.1, (value) => change("network.skip", value));
  const scale = numberInput(0.1, (value) => change("network.scale", value));
  const equation = h("p", { class: "equation" });
  const batch = slider(STOPS["network.batch"], (value) => change("network.batch", value));
  const batchField = field("batch B", batch.input, batch.output);
  const width = slider(STOPS["network.width"], (value) => change("network.width", value));
  const depth = slider(STOPS.depth, (value) => change("depth", value));
  const ensemble = slider(STOPS.ensemble, (value) => change("ensemble", value));
  const seed = numberInput(1, (value) => change("seed", value));
  const redraw = h(
    "button",
    { type: "button", class: "redraw", title: "Draw other networks", onclick: () => change("seed", randomSeed()) },
    "redraw",
  );
  const run = h("button", { type: "button", class: "run", onclick: events.toggle }, "Run");
  const alert = h("p", { class: "complaint", role: "alert", hidden: true });
  const more = h("div", { class: "more" });

  const element = h(
    "form",
    { class: "rail", "aria-label": "network and measurement", onsubmit: (event) => event.preventDefault() },
    h(
      "fieldset",
      {},
      h("legend", {}, "Network"),
      field("activation φ", activation),
      field("block", block),
      equation,
      pair(field("skip", skip), field("scale α", scale)),
      field("width n", width.input, width.output),
      batchField,
    ),
    h(
      "fieldset",
      {},
      h("legend", {}, "Measurement"),
      field("depth L", depth.input, depth.output),
      field("ensemble", ensemble.input, ensemble.output),
      field("seed", seed, redraw),
    ),
    run,
    alert,
    more,
  );

  return {
    element,
    more,
    show(next, running) {
      study = next;
      const network = resolveNetwork(study.network);
      activation.value = network.activation;
      block.value = network.block;
      equation.textContent = `h ← ${layer(network, symbols(network))}`;
      equation.title = BLOCK[network.block].source;
      batchField.hidden = network.batch === 1;
      batch.set(network.batch);
      setNumber(skip, network.skip);
      setNumber(scale, network.scale);
      width.set(network.width);
      depth.set(study.depth ?? 256);
      ensemble.set(study.ensemble ?? 32);
      setNumber(seed, study.seed ?? 42);
      run.textContent = running ? "Cancel" : "Run";
      run.classList.toggle("running", running);
    },
    complain(message) {
      alert.hidden = message === "";
      alert.textContent = message;
    },
  };
}

/** What the formula has symbols for; α only where it says something. */
function symbols({ skip, scale }: NetworkSpec): string[] {
  const named = ["network.activation", "network.bias.variance"];
  return skip === 0 && scale === 1 ? named : [...named, "network.scale"];
}

function field(label: string, control: HTMLElement, beside?: HTMLElement): HTMLElement {
  const id = `control-${label.replaceAll(/\W+/g, "-")}`;
  control.id = id;
  const row = h("div", { class: "field" }, h("label", { for: id }, label), control);
  if (beside !== undefined) row.append(beside);
  return row;
}

function pair(...fields: HTMLElement[]): HTMLElement {
  return h("div", { class: "pair" }, ...fields);
}

function select(path: string, change: (value: string) => void): HTMLSelectElement {
  const choices = scalarField(path)?.choices ?? [];
  const element = h("select", {}, ...choices.map((name) => h("option", { value: name }, name)));
  element.addEventListener("change", () => change(element.value));
  return element;
}

function numberInput(step: number, change: (value: number) => void): HTMLInputElement {
  const element = h("input", { type: "number", step: step === 1 ? 1 : "any", inputmode: "decimal" });
  element.addEventListener("change", () => change(element.valueAsNumber));
  return element;
}

function setNumber(input: HTMLInputElement, value: number): void {
  // A field that somebody types in is left alone.
  if (input.valueAsNumber !== value) input.value = String(value);
}

/** A slider over a few sensible values; another value (from the advanced panel) shows beside it as it is. */
function slider(stops: readonly number[], change: (value: number) => void) {
  const input = h("input", { type: "range", min: 0, max: stops.length - 1, step: 1 });
  const output = h("output");
  const chosen = () => stops[input.valueAsNumber] ?? 0;
  const say = (value: number) => {
    output.textContent = String(value);
    input.setAttribute("aria-valuetext", String(value));
  };
  input.addEventListener("input", () => {
    say(chosen());
    change(chosen());
  });
  return {
    input,
    output,
    set(value: number) {
      const nearest = stops.reduce((best, stop) =>
        Math.abs(Math.log(stop / value)) < Math.abs(Math.log(best / value)) ? stop : best,
      );
      input.valueAsNumber = stops.indexOf(nearest);
      say(value);
    },
  };
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
