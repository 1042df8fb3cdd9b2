import { InputError } from "../../io/error.ts";
import { StudyError } from "../../study/error.ts";
import { h } from "../dom.ts";
import { type Asked, askedOf, type Shown, studyText } from "../study-text.ts";

export interface StudyJson {
  readonly element: HTMLElement;
  /** The page shows something else: so does the text, unless somebody writes in it. */
  refresh(): void;
  destroy(): void;
}

export interface StudyJsonEvents {
  /** What the page shows; null while there is nothing to show. */
  read(): Shown | null;
  /** A study that holds was asked for. */
  apply(asked: Asked): void;
}

const PENDING = "Valid; not applied yet.";

/** The study at the cursor as JSON, to be read, copied and edited; nothing changes before it is applied, and only if it holds. */
export function createStudyJson(events: StudyJsonEvents, debounce: number): StudyJson {
  let edited = false;
  let pending: ReturnType<typeof setTimeout> | undefined;
  const said = h("p", { class: "study-said", role: "status", id: "study-said" });
  const text = h("textarea", {
    class: "study-text",
    id: "study-text",
    rows: 22,
    wrap: "off",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": said.id,
  });
  const apply = h("button", { type: "button", onclick: run, title: "Ctrl+Enter" }, "Apply");
  const copy = h("button", { type: "button", onclick: () => void copyText() }, "Copy");
  const reset = h(
    "button",
    { type: "button", disabled: true, onclick: putBack, title: "Back to what the page shows" },
    "Reset",
  );
  const element = h(
    "details",
    { class: "advanced study-json" },
    h("summary", {}, "Study as JSON"),
    h(
      "div",
      { class: "study-fields" },
      h("label", { for: text.id }, "the study at the cursor; axes become the plane’s"),
      text,
      h("div", { class: "study-buttons" }, apply, copy, reset),
      said,
    ),
  );
  element.addEventListener("toggle", refresh);

  text.addEventListener("input", () => {
    edited = true;
    reset.disabled = false;
    clearTimeout(pending);
    pending = setTimeout(check, debounce);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });

  /** What the text asks for; null where it does not hold, which is told. */
  function check(): Asked | null {
    clearTimeout(pending);
    const shown = events.read();
    try {
      if (shown === null)
        throw new InputError("what the page shows is wrong itself: see the message beside its controls");
      const asked = askedOf(text.value, shown);
      say(PENDING, true);
      return asked;
    } catch (error) {
      const known = error instanceof StudyError || error instanceof InputError;
      // Text may be anything, nested too deep even to be checked.
      say(
        known ? error.message : `the text cannot be read as a study: ${error instanceof Error ? error.message : error}`,
        false,
      );
      return null;
    }
  }

  function run(): void {
    const asked = check();
    if (asked === null) return;
    edited = false;
    events.apply(asked);
    putBack();
    say("Applied: the text is the study at the cell nearest to it.", true);
  }

  /** Shows what the page shows. */
  function putBack(): void {
    clearTimeout(pending);
    const shown = events.read();
    if (shown === null) return;
    edited = false;
    reset.disabled = true;
    if (said.textContent === PENDING) said.textContent = "";
    const next = studyText(shown);
    if (next === text.value && text.getAttribute("aria-invalid") !== "true") return;
    text.value = next;
    say("", true);
  }

  function refresh(): void {
    if (!edited && element.open) putBack();
  }

  function say(words: string, holds: boolean): void {
    said.textContent = words;
    said.classList.toggle("wrong", !holds);
    text.setAttribute("aria-invalid", String(!holds));
    apply.disabled = !holds;
  }

  async function copyText(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = "Copied.";
    } catch {
      // A page may not be allowed to: it can be copied by hand.
      text.focus();
      text.select();
      said.textContent = "The browser does not allow a page to copy: the text is selected.";
    }
  }

  return {
    element,
    refresh,
    destroy: () => clearTimeout(pending),
  };
}
