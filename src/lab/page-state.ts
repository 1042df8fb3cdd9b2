import type { StudyInput } from "../study/schema.ts";
import type { LabAxis } from "./axis.ts";
import type { Showing } from "./heat-picture.ts";
import { cellOf, type Grid, type Place, placeOf } from "./plane.ts";
import { FIRST_SIDES, type SidesChoice } from "./sides.ts";
import type { LabStory } from "./stories.ts";
import type { Axes } from "./zoom.ts";

/** How the heatmap is asked and shown. */
export interface HeatState {
  across: LabAxis;
  /** Length that gradients are clipped to; not at all if not given. */
  clip?: number;
  sides: SidesChoice;
  showing: Showing;
  /** As surfaces. */
  space: boolean;
}

/** All that a page shows, beside what was measured: a link is this, written down. */
export interface PageState {
  /** Without axes: these are the plane's. */
  study: StudyInput;
  axes: Axes;
  /** Of the cursor: the centre of a cell. */
  place: Place;
  heat: HeatState;
  /** In the order of their colours. */
  pins: readonly Place[];
}

/** The page as a story begins. */
export function storyState({ study, axes, place, across, clip, sides }: LabStory, grid: Grid): PageState {
  return {
    study,
    axes,
    place: centred(axes, place, grid),
    heat: {
      across,
      ...(clip === undefined ? {} : { clip: clip.norm }),
      sides: sides ?? FIRST_SIDES,
      showing: "both",
      space: false,
    },
    pins: [],
  };
}

/** The centre of the cell that holds a place. */
export function centred(axes: Axes, place: Place, grid: Grid): Place {
  const plane = { ...grid, ...axes };
  return placeOf(plane, cellOf(plane, place));
}
