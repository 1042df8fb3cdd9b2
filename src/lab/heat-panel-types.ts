import type { EnsembleCell, GradientProfile, Snapshot } from "../engine/engine.ts";
import type { StudyInput } from "../study/schema.ts";
import type { LabAxis } from "./axis.ts";
import type { Palette } from "./colour.ts";
import type { HeatQuestion } from "./heat-study.ts";
import type { Place, Plane } from "./plane.ts";
import type { Sides } from "./sides.ts";
import type { TimeAxis } from "./time-axis.ts";
import type { HeatLayer } from "./views/canvas-heat.ts";

/** The chosen column and layer, and what is measured there. */
export interface HeatChoice {
  question: HeatQuestion;
  /** Value of the axis at the column. */
  value: number;
  layer: number;
  depth: number;
  time: TimeAxis;
  sides: Sides;
  /** Of the left side. */
  cell: EnsembleCell | null;
  /** Of both sides, null before they are measured. */
  profiles: readonly [GradientProfile | null, GradientProfile | null];
}

export interface HeatPanelEvents {
  /** Another column, layer or question, or more is measured of the chosen column; `moved`: what to measure there has changed. */
  choose(choice: HeatChoice, moved: boolean): void;
  /** A column was chosen whose axis is one of the plane's. */
  place(path: string, value: number): void;
  cancel(): void;
  /** The cursor in words, for those who hear the page. */
  say(words: string): void;
  /** Running or not, and how far. */
  changed(snapshot: Snapshot<GradientProfile> | null): void;
}

export interface HeatPanel {
  readonly element: HTMLElement;
  readonly tooltip: HTMLElement;
  readonly running: boolean;
  /** The lab's study at the plane's cursor; measured after a quiet time, ms, unless nothing has changed. */
  ask(study: StudyInput, plane: Plane, place: Place, delay: number): void;
  /** Chooses the axis, and what gradients are clipped to; measured with the next study. */
  choose(axis: LabAxis, clip?: number): void;
  /** Ends the run and forgets what was asked: the study is wrong. */
  stop(): void;
  cancel(): void;
  paint(palette: Palette): void;
  /** Where to turn surfaces. */
  readonly hit: HTMLElement;
  use(layer: HeatLayer): void;
  turned(): void;
  destroy(): void;
}
