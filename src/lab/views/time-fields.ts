import { GATES, gatedOf, INTEGRATORS, type NetworkSpec } from "../../network/spec.ts";
import { h } from "../dom.ts";
import { field, numberInput, pair, select, setNumber } from "./controls.ts";

export interface TimeFields {
  readonly elements: readonly HTMLElement[];
  show(network: NetworkSpec): void;
}

/** Controls of networks whose depth is time, each where it says something: the step and how it is made, and gates. */
export function createTimeFields(change: (path: string, value: unknown) => void): TimeFields {
  const dt = numberInput(0.1, (value) => change("network.dt", value));
  const integrator = select("network.integrator", (name) => change("network.integrator", name));
  const integratorField = field("integrator", integrator);
  const step = pair(field("time step dt", dt), integratorField);
  const row = h("div", { class: "gates" });
  const gates = h(
    "div",
    { class: "gate-biases", role: "group", "aria-label": "mean bias of each gate" },
    h("span", { class: "group-name" }, "mean bias of each gate"),
    row,
  );
  let shown = "";
  let inputs: HTMLInputElement[] = [];

  function build(names: readonly string[]): void {
    inputs = names.map((name) => numberInput(0.5, (value) => change(`network.gates.${name}.bias.mean`, value)));
    row.replaceChildren(...inputs.map((input, gate) => field(names[gate] ?? "", input)));
  }

  return {
    elements: [step, gates],
    show(network) {
      const gated = gatedOf(network);
      step.hidden = network.dt === undefined;
      integratorField.hidden = network.block !== "neural-ode";
      if (network.dt !== undefined) setNumber(dt, network.dt);
      integrator.value = network.integrator ?? INTEGRATORS[0];
      gates.hidden = gated === null;
      if (gated === null) return;
      if (shown !== gated) build(GATES[gated]);
      shown = gated;
      inputs.forEach((input, gate) => {
        setNumber(input, network.gates?.[gate]?.bias.mean ?? 0);
      });
    },
  };
}
