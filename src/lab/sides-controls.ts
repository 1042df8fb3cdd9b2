import { type ScalarField, scalarField } from "../study/fields.ts";
import type { Scalar } from "../study/schema.ts";
import { SKIP_PATH } from "./axis.ts";
import { h } from "./dom.ts";
import type { Showing } from "./heat-picture.ts";
import { nameOf } from "./plane-controls.ts";
import { nameOfValue } from "./side-values.ts";
import { both, FIRST_SIDES, type Sides, type SidesChoice } from "./sides.ts";

export interface SidesControls {
  readonly element: HTMLElement;
  /** The sides as the inputs say them, wrong or right. */
  readonly choice: SidesChoice;
  readonly showing: Showing;
  /** Offers these fields; where the chosen one is no longer there, the skip path takes its place. */
  offer(fields: readonly ScalarField[]): void;
  /** Sets the sides without asking; their field need not be on offer yet. */
  put(sides: SidesChoice | undefined): void;
  /** Both sides or their difference, without asking. */
  putShowing(showing: Showing): void;
  /** Shows the values of the sides, written or not. */
  show(sides: Sides): void;
  /** One line on what is wrong; empty where nothing is. */
  complain(message: string): void;
}

/** What tells the two sides apart, and whether both are shown or their difference. */
export function createSidesControls(changed: () => void, setShowing: () => void): SidesControls {
  const path = h("select", { id: "sides-path" });
  const values = [sideInput("a", "A", 0), sideInput("b", "B", 1)] as const;
  const buttons = { both: segment("both", "A | B"), difference: segment("difference", "B − A") };
  const alert = h("p", { class: "complaint", role: "alert", hidden: true });
  const element = h(
    "form",
    {
      class: "heat-controls sides-controls",
      "aria-label": "the two sides",
      onsubmit: (event) => event.preventDefault(),
    },
    h("div", { class: "small-field" }, h("label", { for: path.id }, "compare"), path),
    ...values.map(({ element }) => element),
    h(
      "div",
      { class: "segments", role: "group", "aria-label": "both sides or their difference" },
      buttons.both,
      buttons.difference,
    ),
    alert,
  );
  let choice: SidesChoice = FIRST_SIDES;
  let showing: Showing = "both";
  // What somebody has written stays with its field.
  const written = new Map<string, SidesChoice>();

  function segment(which: Showing, words: string): HTMLButtonElement {
    const title = which === "both" ? "Both sides in one scale" : "The difference of the sides";
    return h("button", { type: "button", title, onclick: () => press(which) }, words);
  }

  function press(which: Showing): void {
    mark(which);
    setShowing();
  }

  function mark(which: Showing): void {
    showing = which;
    for (const each of ["both", "difference"] as const)
      buttons[each].setAttribute("aria-pressed", String(each === which));
  }

  function sideInput(id: string, label: string, side: 0 | 1) {
    const place = h("div", { class: `small-field side-${side}` }, h("label", { for: `sides-${id}` }, label));
    let input: HTMLSelectElement | HTMLInputElement = h("input", { id: `sides-${id}` });
    let shown = "";
    place.append(input);
    return {
      element: place,
      /** The control of another kind of field. */
      build(field: ScalarField): void {
        if (shown === field.path) return;
        shown = field.path;
        const next = controlOf(field, `sides-${id}`);
        input.replaceWith(next);
        input = next;
        input.addEventListener("change", () => write(side, writtenIn(field, input)));
      },
      show(value: Scalar): void {
        if (input.value !== String(value) && !Number.isNaN(value)) input.value = String(value);
      },
    };
  }

  /** The other side keeps following the study unless it has been written itself. */
  function write(side: 0 | 1, value: Scalar): void {
    const values = both(choice.values ?? [undefined, undefined], (each, index) => (index === side ? value : each));
    choice = { path: choice.path, values };
    written.set(choice.path, choice);
    changed();
  }

  path.addEventListener("change", () => {
    choice = written.get(path.value) ?? { path: path.value };
    changed();
  });
  mark("both");
  return {
    element,
    get choice() {
      return choice;
    },
    get showing() {
      return showing;
    },
    offer(fields) {
      if (!fields.some((field) => field.path === choice.path)) choice = written.get(SKIP_PATH) ?? FIRST_SIDES;
      const paths = fields.map((field) => field.path).join();
      if ([...path.options].map(({ value }) => value).join() !== paths) {
        path.replaceChildren(...fields.map((field) => h("option", { value: field.path }, fieldName(field))));
      }
      path.value = choice.path;
      const field = scalarField(choice.path);
      if (field !== undefined) for (const each of values) each.build(field);
    },
    put(sides = FIRST_SIDES) {
      choice = sides;
      written.delete(sides.path);
    },
    putShowing: mark,
    show(sides) {
      values.forEach((each, side) => {
        each.show(sides.values[side] ?? "");
      });
    },
    complain(message) {
      alert.hidden = message === "";
      alert.textContent = message;
    },
  };
}

function fieldName(field: ScalarField): string {
  return field.path === SKIP_PATH ? "skip path" : nameOf(field);
}

function controlOf({ path, kind, choices }: ScalarField, id: string): HTMLSelectElement | HTMLInputElement {
  if (kind === "number" || kind === "integer") {
    return h("input", { id, type: "number", step: kind === "integer" ? 1 : "any", inputmode: "decimal" });
  }
  const options =
    choices?.map((name) => [name, name]) ?? [false, true].map((on) => [String(on), nameOfValue(path, on)]);
  return h("select", { id }, ...options.map(([value = "", words = ""]) => h("option", { value }, words)));
}

/** What a control says; NaN where a number is missing. */
function writtenIn({ kind }: ScalarField, { value }: HTMLSelectElement | HTMLInputElement): Scalar {
  if (kind === "boolean") return value === "true";
  if (kind === "choice") return value;
  return value === "" ? Number.NaN : Number(value);
}
