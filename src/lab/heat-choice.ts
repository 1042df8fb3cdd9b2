import type { GradientProfile } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { short } from "./format.ts";
import type { HeatCursor } from "./heat-cursor.ts";
import type { HeatChoice } from "./heat-panel-types.ts";
import { type HeatQuestion, symbolOf } from "./heat-study.ts";
import { decades } from "./heat-tooltip.ts";

/** What is known at the cursor; `profiles[side · columns + column]`. */
export function choiceOf(
  question: HeatQuestion,
  { cells }: ResolvedStudy,
  { grid, cell }: HeatCursor,
  profiles: readonly (GradientProfile | null)[],
): HeatChoice {
  return {
    question,
    value: grid.columns[cell.column] ?? 0,
    layer: grid.layers[cell.row] ?? 0,
    depth: grid.layers.at(-1) ?? 1,
    width: cells[cell.column]?.network.width ?? 0,
    profiles: [profiles[cell.column] ?? null, profiles[grid.columns.length + cell.column] ?? null],
  };
}

/** A choice in words, for those who hear the page. */
export function spoken({ question, value, layer, profiles }: HeatChoice): string {
  const [plain, residual] = profiles.map((profile) => {
    const at = profile?.layers.indexOf(layer) ?? 0;
    return decades(profile?.log10GradientNorm[at], profile?.standardErrors[at]);
  });
  return `${symbolOf(question.axis.path)} ${short(value)}, layer ${layer}: plain ${plain}, residual ${residual}.`;
}
