import type { EnsembleCell, GradientProfile, Snapshot } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import type { LabAxis } from "./axis.ts";
import type { Theme } from "./colour.ts";
import type { Showing } from "./heat-picture.ts";
import type { HeatQuestion } from "./heat-question.ts";
import type { HeatState } from "./page-state.ts";
import type { Pin } from "./pins.ts";
import type { Place, Plane } from "./plane.ts";
import type { Sides, SidesChoice } from "./sides.ts";
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
  /** Both sides, or their difference. */
  showing: Showing;
  /** Of both sides. */
  cells: readonly [EnsembleCell, EnsembleCell] | null;
  /** Of both sides, null before they are measured. */
  profiles: readonly [GradientProfile | null, GradientProfile | null];
}

export interface HeatPanelEvents {
  /** Another column, layer or question, or more is measured of the chosen column; `moved`: what to measure there has changed. */
  choose(choice: HeatChoice, moved: boolean): void;
  /** A column was chosen whose axis is one of the plane's. */
  place(path: string, value: number): void;
  /** The cursor in words, for those who hear the page. */
  say(words: string): void;
  /** Running or not, and how far. */
  changed(snapshot: Snapshot<GradientProfile> | null): void;
}

/** What the heatmap shows; `profiles[side · columns + column]`. */
export interface HeatMeasured {
  question: HeatQuestion;
  resolved: ResolvedStudy;
  profiles: readonly (GradientProfile | null)[];
}

export interface HeatPanel {
  readonly element: HTMLElement;
  /** Null where nothing is asked. */
  readonly measured: HeatMeasured | null;
  readonly tooltip: HTMLElement;
  readonly running: boolean;
  /** The lab's study at the plane's cursor; measured after a quiet time, ms, unless nothing has changed. */
  ask(study: StudyInput, plane: Plane, place: Place, delay: number): void;
  /** Chooses the axis, what gradients are clipped to, and what tells the sides apart, the skip path if not given; measured with the next study. */
  choose(axis: LabAxis, clip?: number, sides?: SidesChoice): void;
  /** Both sides or their difference, and whether as surfaces: these as soon as they can be drawn. */
  show(showing: Showing, space: boolean): void;
  /** What was asked last, and how it is shown; null before anything was. */
  readonly asked: HeatState | null;
  /** Marks the probe while it is dragged over the plane; null when it rests. */
  follow(plane: Plane, place: Place | null): void;
  /** Marks the pins, where the axis is one of the plane's. */
  showPins(pins: readonly Pin[]): void;
  /** Ends the run and forgets what was asked: the study is wrong. */
  stop(): void;
  cancel(): void;
  paint(theme: Theme): void;
  /** Where to turn surfaces. */
  readonly hit: HTMLElement;
  use(layer: HeatLayer): void;
  turned(): void;
  /** Moves the chosen cell by so many columns and rows. */
  move(columns: number, rows: number): void;
  /** From flat to a surface and back; says which, or why not. */
  toggleSpace(): void;
  destroy(): void;
}
