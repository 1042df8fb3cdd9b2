import { BLOCK } from "../../network/blocks.ts";
import { layer } from "../../network/formula.ts";
import { resolveNetwork } from "../../network/resolve.ts";
import type { NetworkSpec } from "../../network/spec.ts";
import { withValue } from "../../study/resolve.ts";
import type { StudyInput } from "../../study/schema.ts";
import { depthOf, withBlock, withDepth, withWidth } from "../changes.ts";
import { h } from "../dom.ts";
import { LAYERS, stepsOf, timeAxis } from "../time-axis.ts";
import { field, numberInput, pair, select, setNumber, slider } from "./controls.ts";
import { createTimeFields } from "./time-fields.ts";

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

  let time = LAYERS;
  const activation = select("network.activation", (name) => change("network.activation", name));
  const block = select("network.block", (name) => events.change(withBlock(study, name)));
  const skip = numberInput(0.1, (value) => change("network.skip", value));
  const scale = numberInput(0.1, (value) => change("network.scale", value));
  const past = pair(field("skip", skip), field("scale α", scale));
  const timed = createTimeFields(change);
  const equation = h("p", { class: "equation" });
  const batch = slider(STOPS["network.batch"], (value) => change("network.batch", value));
  const batchField = field("batch B", batch.input, batch.output);
  const width = slider(STOPS["network.width"], (value) => events.change(withWidth(study, value)));
  const depth = slider(
    STOPS.depth,
    (value) => events.change(withDepth(study, value)),
    (value) => stepsOf(time, value),
  );
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
      past,
      ...timed.elements,
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
      const network = resolveNetwork(study.network, depthOf(study));
      time = timeAxis(network);
      timed.show(network);
      activation.value = network.activation;
      block.value = network.block;
      equation.textContent = equationOf(network);
      equation.title = BLOCK[network.block].source;
      batchField.hidden = network.batch === 1;
      batch.set(network.batch);
      // Where a layer takes time, both are dt's.
      past.hidden = network.dt !== undefined;
      setNumber(skip, network.skip);
      setNumber(scale, network.scale);
      width.set(network.width);
      depth.set(depthOf(study));
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

/**
 * A layer as a formula. What a network in time is as its block says it, a line a part of it; what else was written shows in
 * the formula of its layer.
 */
function equationOf(network: NetworkSpec): string {
  const block = BLOCK[network.block];
  const { dt, skip, scale, branch, after } = network;
  const leak = network.block === "rate" && dt !== undefined ? 1 - dt : block.skip;
  const asBlock =
    skip === leak && scale === (dt ?? block.scale) && same(branch, block.branch) && same(after, block.after);
  if (block.tied && asBlock) return block.equation.replaceAll(", ", ",\n");
  return `h ← ${layer(network, symbols(network))}`;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join();
}

/** What the formula has symbols for; α only where it says something. */
function symbols({ skip, scale }: NetworkSpec): string[] {
  const named = ["network.activation", "network.bias.variance"];
  return skip === 0 && scale === 1 ? named : [...named, "network.scale"];
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
