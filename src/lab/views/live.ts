import { h } from "../dom.ts";

/** What those hear who do not see the page. */
export interface Live {
  readonly element: HTMLElement;
  /** What has become of something that was just done. */
  say(words: string): void;
  /** How the measurement stands: begun or ended, and not each step between. */
  progress(words: string): void;
}

/** Two regions, so that neither takes the word from the other. */
export function createLive(): Live {
  const said = h("div", { "aria-live": "polite" });
  const stands = h("div", { role: "status" });
  return {
    element: h("div", { class: "visually-hidden" }, said, stands),
    say(words) {
      said.textContent = words;
    },
    progress(words) {
      stands.textContent = words;
    },
  };
}
