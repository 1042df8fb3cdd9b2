import type { StudyInput } from "../../study/schema.ts";
import { h, symbol } from "../dom.ts";
import { PRESETS, type Preset, presetOf } from "../presets.ts";
import { field } from "./controls.ts";

export interface PresetField {
  readonly element: HTMLElement;
  /** Shows which preset a study is, if it is one, and what is to be seen there. */
  show(study: StudyInput): void;
}

/** The menu of studies to begin with. */
export function createPresetField(choose: (preset: Preset) => void): PresetField {
  const own = h("option", { value: "", disabled: true }, "a network of your own");
  const select = h("select", {}, ...PRESETS.map(({ name }) => h("option", { value: name }, name)), own);
  const says = h("p", { class: "preset-says" });
  select.addEventListener("change", () => {
    const preset = PRESETS.find(({ name }) => name === select.value);
    if (preset !== undefined) choose(preset);
  });
  return {
    element: h("fieldset", { class: "presets" }, field("preset", select), says),
    show(study) {
      const preset = presetOf(study);
      select.value = preset?.name ?? "";
      own.hidden = preset !== null;
      // The symbol as the page writes it elsewhere.
      const [first = "", ...rest] = (preset?.says ?? "").split("σ_w²");
      says.replaceChildren(first, ...rest.flatMap((text) => [symbol("σ", "w", "2"), text]));
    },
  };
}
