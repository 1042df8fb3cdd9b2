import type { Appearance, ThemeChoice } from "../appearance.ts";
import { h } from "../dom.ts";

const WORDS: Record<ThemeChoice, string> = { system: "system", light: "light", dark: "dark" };

/** A choice in words. */
export function themeWords(choice: ThemeChoice): string {
  return `Theme: ${WORDS[choice]}`;
}

/** Goes through the themes. */
export function createThemeButton(appearance: Appearance, press: () => void): HTMLElement {
  const button = h("button", { type: "button", class: "theme", onclick: press });
  button.title = "Light, dark, or as the system has it (t)";
  const show = () => {
    button.textContent = themeWords(appearance.choice);
  };
  appearance.watch(show);
  show();
  return button;
}
