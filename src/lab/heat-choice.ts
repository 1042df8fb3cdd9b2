import type { GradientProfile } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { symbolOf } from "./axis.ts";
import { profileDifference } from "./difference.ts";
import { short } from "./format.ts";
import type { HeatCursor } from "./heat-cursor.ts";
import type { HeatChoice } from "./heat-panel-types.ts";
import type { Showing } from "./heat-picture.ts";
import { type HeatQuestion, sidesOfQuestion } from "./heat-question.ts";
import { decades } from "./heat-tooltip.ts";
import { differenceName } from "./sides.ts";
import { commonTime, momentOf } from "./time-axis.ts";

/** What is known at the cursor; `profiles[side · columns + column]`. */
export function choiceOf(
  question: HeatQuestion,
  { cells }: ResolvedStudy,
  { grid, cell }: HeatCursor,
  profiles: readonly (GradientProfile | null)[],
  showing: Showing,
): HeatChoice {
  const columns = grid.columns.length;
  const [a, b] = [cells[cell.column], cells[columns + cell.column]];
  return {
    question,
    showing,
    time: commonTime(cells.map(({ network }) => network)),
    sides: sidesOfQuestion(question),
    value: grid.columns[cell.column] ?? 0,
    layer: grid.layers[cell.row] ?? 0,
    depth: grid.layers.at(-1) ?? 1,
    cells: a === undefined || b === undefined ? null : [a, b],
    profiles: [profiles[cell.column] ?? null, profiles[columns + cell.column] ?? null],
  };
}

/** A choice in words, for those who hear the page. */
export function spoken({ question, showing, value, layer, time, sides, profiles }: HeatChoice): string {
  const difference = profileDifference(...profiles);
  const shown =
    showing === "both"
      ? profiles.map((profile, side) => [sides.names[side] ?? "", profile] as const)
      : [[differenceName(sides), difference] as const];
  const said = shown.map(([name, profile]) => {
    if (profile === null) return `${name} not measured yet`;
    const at = profile.layers.indexOf(layer);
    return `${name} ${decades(profile.log10GradientNorm[at], profile.standardErrors[at])}`;
  });
  return `${symbolOf(question.axis.path)} ${short(value)}, ${momentOf(time, layer)}: ${said.join(", ")}.`;
}
