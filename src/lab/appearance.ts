import type { Theme } from "./colour.ts";
import { remembered } from "./remembered.ts";

/** What the visitor chose; `system` follows the system's setting. */
export const THEMES = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof THEMES)[number];

/** Light or dark, as chosen or as the system has it; the style sheet reads it off the root element's `data-theme`. */
export interface Appearance {
  readonly theme: Theme;
  readonly choice: ThemeChoice;
  /** Goes on to the next choice: light, dark, system. */
  next(): void;
  /** Calls back after a change; returns what ends it. */
  watch(changed: () => void): () => void;
  destroy(): void;
}

/** The name under which public/theme-first.js finds the choice, before anything is painted. */
const NAME = "lyascope.theme";

export function createAppearance(element: HTMLElement = document.documentElement): Appearance {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = remembered<ThemeChoice>(NAME, THEMES);
  const watching = new Set<() => void>();
  const theme = (): Theme => (chosen.value === "system" ? (dark.matches ? "dark" : "light") : chosen.value);

  function show(): void {
    element.dataset.theme = theme();
    for (const changed of [...watching]) changed();
  }

  dark.addEventListener("change", show);
  show();
  return {
    get theme() {
      return theme();
    },
    get choice() {
      return chosen.value;
    },
    next() {
      chosen.value = THEMES[(THEMES.indexOf(chosen.value) + 1) % THEMES.length] ?? "system";
      show();
    },
    watch(changed) {
      watching.add(changed);
      return () => void watching.delete(changed);
    },
    destroy() {
      dark.removeEventListener("change", show);
      watching.clear();
    },
  };
}
