import { scalarField } from "../../study/fields.ts";
import { h } from "../dom.ts";

// The pieces that the rail is made of: native controls with their labels.

export function field(label: string, control: HTMLElement, beside?: HTMLElement): HTMLElement {
  const id = `control-${label.replaceAll(/\W+/g, "-")}`;
  control.id = id;
  const row = h("div", { class: "field" }, h("label", { for: id }, label), control);
  if (beside !== undefined) row.append(beside);
  return row;
}

export function pair(...fields: HTMLElement[]): HTMLElement {
  return h("div", { class: "pair" }, ...fields);
}

/** The choices of a field of the study. */
export function select(path: string, change: (value: string) => void): HTMLSelectElement {
  const choices = scalarField(path)?.choices ?? [];
  const element = h("select", {}, ...choices.map((name) => h("option", { value: name }, name)));
  element.addEventListener("change", () => change(element.value));
  return element;
}

export function numberInput(step: number, change: (value: number) => void): HTMLInputElement {
  const element = h("input", { type: "number", step: step === 1 ? 1 : "any", inputmode: "decimal" });
  element.addEventListener("change", () => change(element.valueAsNumber));
  return element;
}

export function setNumber(input: HTMLInputElement, value: number): void {
  // A field that somebody types in, or has emptied, is left alone.
  if (input.valueAsNumber !== value && !Number.isNaN(value)) input.value = String(value);
}

/** Shows a number; what is none, because its input was emptied, as an empty input. */
export function putNumber(input: HTMLInputElement, value: number): void {
  input.value = Number.isNaN(value) ? "" : String(value);
}

/** A slider over a few sensible values; another value (from the advanced panel) shows beside it as it is. */
export function slider(
  stops: readonly number[],
  change: (value: number) => void,
  say: (value: number) => string = String,
) {
  const input = h("input", { type: "range", min: 0, max: stops.length - 1, step: 1 });
  const output = h("output");
  const chosen = () => stops[input.valueAsNumber] ?? 0;
  const show = (value: number) => {
    output.textContent = say(value);
    input.setAttribute("aria-valuetext", say(value));
  };
  input.addEventListener("input", () => {
    show(chosen());
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
      show(value);
    },
  };
}
