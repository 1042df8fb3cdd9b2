import type { EngineChoice } from "../engine/choice.ts";
import type { StudyInput } from "../study/schema.ts";
import type { Address } from "./address.ts";
import type { BenchmarkPanelOptions } from "./benchmark-panel.ts";
import type { Drawing } from "./map-panel.ts";
import type { PageState } from "./page-state.ts";
import type { Grid, Place, Plane } from "./plane.ts";
import { labStory } from "./stories.ts";
import type { View } from "./view.ts";

export interface LabOptions {
  /** All that the page shows at first; study, axes and selected are for pages that begin with a part of it. */
  state?: PageState;
  /** One line to begin with: what is wrong with the link that was to be opened. */
  notice?: string;
  /** Where the page's state is kept as a link; nowhere if not given. */
  address?: Address;
  /** What of the page is there; everything if not given. */
  view?: View;
  /** The study on the page at first; its axes are the plane's. */
  study?: StudyInput;
  grid?: Grid;
  /** The axes of the plane at first; σ_w² and σ_b² if not given. */
  axes?: Pick<Plane, "x" | "y">;
  /** The cell selected at first is the one that holds this place. */
  selected?: Place;
  /** Who computes; a hardware GPU where there is one if not given, else the CPU. */
  engine?: EngineChoice;
  /** Worker threads of the CPU engine; one a core if not given. */
  workers?: number;
  /** Quiet time after a change before it is measured, ms. */
  debounce?: number;
  /** What draws the measured map; the GPU if not given. */
  drawing?: Drawing;
  /** What the benchmark times, and how. */
  benchmark?: BenchmarkPanelOptions;
}

/** Small enough for a first picture within a second on two cores, telling enough to see both phases. */
export const FIRST = labStory("edge-of-chaos");

/** Cells of the plane, unless a page is made with others. */
export const GRID: Grid = { columns: 40, rows: 25 };
