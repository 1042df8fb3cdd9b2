import { resolveNetwork } from "../network/resolve.ts";
import type { NetworkSpec } from "../network/spec.ts";
import type { StudyInput } from "../study/schema.ts";
import type { LabAxis } from "./axis.ts";
import { depthOf } from "./changes.ts";
import { type Place, type Plane, studyAt } from "./plane.ts";
import { type Sides, type SidesChoice, sidesOf } from "./sides.ts";

/** All that the heatmap depends on. */
export interface HeatQuestion {
  /** The lab's study: width, weights, depth, seed. */
  study: StudyInput;
  plane: Plane;
  /** Of the shared cursor. */
  place: Place;
  axis: LabAxis;
  /** What tells the two sides apart; the skip path if not given. */
  sides?: SidesChoice;
  /** Length that gradients are clipped to at every layer, ‖∂L/∂h_L‖ being 1; not at all if not given. */
  clip?: number;
}

/** The lab's study at the cursor's place, so many layers deep on both sides, whatever their time steps. */
export function studyAtCursor({ study, plane, place }: Pick<HeatQuestion, "study" | "plane" | "place">): StudyInput {
  // Fixed vectors and checkpoints are the spectrum panel's.
  const at = studyAt(study, plane, place);
  const { axes: _, fixedVectors: __, checkpoints: ___, tolerance: ____, distribution: _____, horizon, ...rest } = at;
  return horizon === undefined ? rest : { ...rest, depth: depthOf({ ...rest, horizon }) };
}

/** The network there, which is side A unless that was given another value. */
export function networkAtCursor(question: Pick<HeatQuestion, "study" | "plane" | "place">): NetworkSpec {
  return resolveNetwork(studyAtCursor(question).network);
}

/** The two sides of a question. */
export function sidesOfQuestion(question: HeatQuestion): Sides {
  return sidesOf(networkAtCursor(question), question.sides);
}
