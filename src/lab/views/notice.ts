import { h } from "../dom.ts";

export interface Notice {
  readonly element: HTMLElement;
  /** One line; what is `wrong` stays until somebody closes it. */
  say(words: string, wrong?: boolean): void;
  destroy(): void;
}

/** Good news goes by itself after this, ms. */
const SHOWN = 8000;

/** One line over the foot of the page, on what became of a link or a file. It says only text. */
export function createNotice(): Notice {
  let pending: ReturnType<typeof setTimeout> | undefined;
  const words = h("p", { role: "status" });
  const close = h("button", { type: "button", "aria-label": "close this message", onclick: hide }, "×");
  const element = h("div", { class: "notice" }, words, close);
  close.hidden = true;

  function hide(): void {
    clearTimeout(pending);
    words.textContent = "";
    close.hidden = true;
    element.classList.remove("shown", "wrong");
  }

  return {
    element,
    say(text, wrong = false) {
      clearTimeout(pending);
      words.textContent = text;
      close.hidden = false;
      element.classList.add("shown");
      element.classList.toggle("wrong", wrong);
      if (!wrong) pending = setTimeout(hide, SHOWN);
    },
    destroy: () => clearTimeout(pending),
  };
}
