import { h } from "../dom.ts";
import type { Keyboard } from "../keyboard.ts";
import { type Key, placesOf } from "../keys.ts";

export interface Help {
  readonly element: HTMLDialogElement;
  /** Opens it. */
  readonly button: HTMLElement;
  open(): void;
}

const HEADINGS = ["key", "what it does", "where"] as const;

/** The table of keys. The focus goes back to where it was when the dialog is closed, which a native one does itself. */
export function createHelp(keyboard: Keyboard): Help {
  const rows = h("tbody");
  const headings = HEADINGS.map((heading) => h("th", { scope: "col" }, heading));
  const everywhere = h("input", { type: "checkbox", id: "keys-everywhere" });
  everywhere.addEventListener("change", () => {
    keyboard.everywhere = everywhere.checked;
  });
  const close = h("button", { type: "button", onclick: () => element.close() }, "Close");
  const element = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h("header", {}, h("h2", { id: "help-title" }, "Keys"), close),
    h("table", {}, h("thead", {}, h("tr", {}, ...headings)), rows),
    h(
      "p",
      { class: "tick" },
      everywhere,
      h("label", { for: everywhere.id }, "keys act anywhere on the page, not only on the plane and the heatmap"),
    ),
    h("p", {}, "Controls keep the keys that they have a use for. Tab goes from one to the next, Shift+Tab back."),
  );
  // A click beside it: the dialog itself is hit only where nothing of it lies, on its backdrop.
  element.addEventListener("click", (event) => {
    if (event.target === element && !within(element, event)) element.close();
  });
  function open(): void {
    rows.replaceChildren(...keyboard.keys.map(rowOf));
    everywhere.checked = keyboard.everywhere;
    element.showModal();
  }

  const name = { "aria-label": "Keys ?", title: "Keys (?)", "aria-haspopup": "dialog" };
  return { element, button: h("button", { type: "button", class: "help-button", ...name, onclick: open }, "?"), open };
}

function rowOf(key: Key): HTMLElement {
  const caps = h("th", { scope: "row" }, h("kbd", {}, key.shown));
  return h("tr", {}, caps, h("td", {}, key.words), h("td", {}, placesOf(key)));
}

function within(element: Element, { clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
