import type { GradientProfile } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { symbolOf } from "./axis.ts";
import { short } from "./format.ts";
import type { HeatCursor } from "./heat-cursor.ts";
import type { HeatChoice } from "./heat-panel-types.ts";
import { type HeatQuestion, sidesOfStudy } from "./heat-study.ts";
import { decades } from "./heat-tooltip.ts";
import { LAYERS, momentOf, timeAxis } from "./time-axis.ts";

/** What is known at the cursor; `profiles[side · columns + column]`. */
export function choiceOf(
  question: HeatQuestion,
  { cells }: ResolvedStudy,
  { grid, cell }: HeatCursor,
  profiles: readonly (GradientProfile | null)[],
): HeatChoice {
  const [first] = cells;
  return {
    question,
    time: first === undefined ? LAYERS : timeAxis(first.network),
    sides: sidesOfStudy(question.study),
    value: grid.columns[cell.column] ?? 0,
    layer: grid.layers[cell.row] ?? 0,
    depth: grid.layers.at(-1) ?? 1,
    cell: cells[cell.column] ?? null,
    profiles: [profiles[cell.column] ?? null, profiles[grid.columns.length + cell.column] ?? null],
  };
}

/** A choice in words, for those who hear the page. */
export function spoken({ question, value, layer, time, sides, profiles }: HeatChoice): string {
  const said = profiles.map((profile, side) => {
    const at = profile?.layers.indexOf(layer) ?? 0;
    return `${sides.names[side]} ${decades(profile?.log10GradientNorm[at], profile?.standardErrors[at])}`;
  });
  return `${symbolOf(question.axis.path)} ${short(value)}, ${momentOf(time, layer)}: ${said.join(", ")}.`;
}
