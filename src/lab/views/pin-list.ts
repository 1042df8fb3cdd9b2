import { valueNodes } from "../axis-name.ts";
import { h, symbol } from "../dom.ts";
import { exponent } from "../format.ts";
import type { Pin } from "../pins.ts";
import { type Plane, valuesAt } from "../plane.ts";
import { timeAxis } from "../time-axis.ts";
import { holds } from "../zoom.ts";
import { pinIcon, pinSpectrum } from "./pin-marks.ts";

export interface PinList {
  readonly element: HTMLElement;
  show(plane: Plane, pins: readonly Pin[]): void;
}

/** The pins by mark, place and λ₁, each with a button that takes it away. */
export function createPinList(remove: (slot: number) => void): PinList {
  const element = h("ul", { class: "pin-list", "aria-label": "Pins" });
  element.hidden = true;

  function item(plane: Plane, pin: Pin): HTMLElement {
    const place = valuesAt(plane, pin.place);
    const time = timeAxis(pin.cell.network);
    const spectrum = pinSpectrum(pin, time);
    const said =
      spectrum === null
        ? (pin.failure ?? "measuring …")
        : spectrum.status === "overflow"
          ? "overflow"
          : exponent(spectrum.exponents[0], spectrum.standardErrors[0]);
    // The rest of a measurement that was cancelled or failed will not come by itself.
    const partial = spectrum !== null && spectrum.networks < pin.cell.ensemble ? [pin.failure ?? "so far"] : [];
    const beyond = holds(plane, pin.place) ? [] : [h("span", { class: "beyond" }, "not on this part")];
    const name = `Remove pin ${pin.slot + 1}`;
    return h(
      "li",
      { class: `pin-item pin-${pin.slot}` },
      pinIcon(pin.slot),
      h(
        "div",
        { class: "pin-says" },
        h("span", { class: "pin-place" }, ...valueNodes(place)),
        h("span", { class: "pin-value", title: time.rate }, symbol("λ", "1"), ` = ${said}`),
        ...partial.map((words) => h("span", { class: "beyond" }, words)),
        ...beyond,
      ),
      h(
        "button",
        { type: "button", class: "unpin", "aria-label": name, title: name, onclick: () => remove(pin.slot) },
        "×",
      ),
    );
  }

  return {
    element,
    show(plane, pins) {
      // A button that has the focus is gone with its pin: the next one takes it.
      const held = [...element.querySelectorAll("button")].indexOf(document.activeElement as HTMLButtonElement);
      element.hidden = pins.length === 0;
      element.replaceChildren(...pins.map((pin) => item(plane, pin)));
      if (held < 0) return;
      const buttons = element.querySelectorAll("button");
      buttons[Math.min(held, buttons.length - 1)]?.focus();
    },
  };
}
