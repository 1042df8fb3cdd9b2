import type { Spectrum } from "../../engine/engine.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import type { StudyInput } from "../../study/schema.ts";
import type { HeatSection } from "../heat-section.ts";
import type { Pin } from "../pins.ts";
import { type Place, type Plane, placeOf, spectrumStudy, valuesAt } from "../plane.ts";
import type { SpectrumPanel } from "../spectrum-panel.ts";
import {
  comparisonNumbers,
  heatNumbers,
  type Numbers,
  type PinnedStudy,
  planeNumbers,
  profileNumbers,
  spectrumNumbers,
} from "./numbers.ts";
import type { PanelName } from "./panels.ts";

/** What the page shows now. */
export interface Scene {
  study: StudyInput;
  plane: Plane;
  selected: number;
  /** Null where the study is wrong. */
  cells: ResolvedStudy | null;
  /** λ₁ of the plane's cells, as far as it is measured. */
  largest: readonly (Spectrum | null)[];
  spectrum: SpectrumPanel["measured"];
  heat: HeatSection["measured"];
}

/** The numbers behind a panel; null where nothing of it is measured yet. */
export function numbersOf(panel: Exclude<PanelName, "benchmark">, scene: Scene): Numbers | null {
  const numbers = found(panel, scene);
  return numbers?.results.some((result) => result !== null) === true ? numbers : null;
}

function found(panel: Exclude<PanelName, "benchmark">, scene: Scene): Numbers | null {
  const { study, plane, selected, cells, spectrum, heat } = scene;
  const at = (place: Place) => Object.fromEntries(valuesAt(plane, place));
  const pinned = (pins: readonly Pin[]): PinnedStudy[] =>
    pins.map((pin) => ({ pin, at: at(pin.place), study: spectrumStudy(study, plane, pin.place).study }));
  switch (panel) {
    case "phase-diagram":
      return cells && planeNumbers(cells, scene.largest);
    case "spectrum":
      return (
        spectrum &&
        spectrumNumbers(spectrum.study, at(placeOf(plane, selected)), spectrum.spectrum, pinned(spectrum.pins))
      );
    case "heatmap":
      return heat.heat && heatNumbers(heat.heat.question, heat.heat.resolved, heat.heat.profiles);
    case "gradient":
      return heat.profile && profileNumbers(heat.profile.choice, pinned(heat.profile.pins));
    case "comparison":
      return (
        heat.comparison && comparisonNumbers(heat.comparison.choice, heat.comparison.study, heat.comparison.spectra)
      );
  }
}
