import { type ActionName, hasOwnUse, KEYS, type Key, type KeyView, keyOf } from "./keys.ts";
import { remembered } from "./remembered.ts";

/** A key that was struck. */
export interface Press {
  key: string;
  shift: boolean;
  /** The view that has the focus. */
  view: KeyView | null;
  /** The panel that holds the focus. */
  panel: HTMLElement | null;
}

/** What keys do, by the name of the action in the table of keys; a key without an action does nothing. */
export type KeyActions = Partial<Record<ActionName, (press: Press) => void>>;

export interface Keyboard {
  /** The keys that do something. */
  readonly keys: readonly Key[];
  /** Whether keys act anywhere on the page, or only on a view that has the focus; remembered. */
  everywhere: boolean;
  /** Gives keys their actions, in place of those they had. */
  act(actions: KeyActions): void;
  destroy(): void;
}

/** An open dialog or menu, which keys belong to. */
const OPEN = [
  "dialog[open]",
  "[data-menu][open]",
  "[data-menu][aria-expanded='true']",
  "[aria-haspopup][aria-expanded='true']",
  ":popover-open",
]
  // Older browsers reject a whole list for one part that they do not know.
  .filter((each) => CSS.supports(`selector(${each})`))
  .join();

/** Hears the keys of a page. Views that have keys of their own are marked with `data-keys`. */
export function createKeyboard(page: Document = document): Keyboard {
  const everywhere = remembered("lyascope.keys", ["everywhere", "focused"]);
  const actions: KeyActions = {};

  function hear(event: KeyboardEvent): void {
    const on = event.target;
    if (event.defaultPrevented || event.isComposing || !(on instanceof Element)) return;
    if (hasOwnUse(on, event.key) || page.querySelector(OPEN) !== null) return;
    const view = viewOf(on);
    if (view === null && everywhere.value === "focused") return;
    const key = keyOf(event, view);
    const act = key && actions[key.action];
    if (act === undefined) return;
    event.preventDefault();
    act({ key: event.key, shift: event.shiftKey, view, panel: on.closest<HTMLElement>(".panel") });
  }

  page.addEventListener("keydown", hear);
  return {
    get keys() {
      return KEYS.filter(({ action }) => actions[action] !== undefined);
    },
    get everywhere() {
      return everywhere.value !== "focused";
    },
    set everywhere(on) {
      everywhere.value = on ? "everywhere" : "focused";
    },
    act(more) {
      Object.assign(actions, more);
    },
    destroy: () => page.removeEventListener("keydown", hear),
  };
}

function viewOf(element: Element): KeyView | null {
  const own = element.closest<HTMLElement>("[data-keys]")?.dataset.keys;
  return own === "plane" || own === "heatmap" ? own : null;
}
