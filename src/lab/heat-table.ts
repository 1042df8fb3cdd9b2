import type { GradientProfile } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { plainSymbolOf } from "./axis.ts";
import { type ProfileCurve, profileDifference } from "./difference.ts";
import { short } from "./format.ts";
import type { HeatGrid } from "./heat-field.ts";
import type { Showing } from "./heat-picture.ts";
import { type HeatQuestion, sidesOfQuestion } from "./heat-question.ts";
import { decades } from "./heat-tooltip.ts";
import { differenceName } from "./sides.ts";
import { commonTime, timeOf } from "./time-axis.ts";
import type { TableContent } from "./views/data-table.ts";

/**
 * Gradient norms over layers (rows from the output, as on the picture) and the axis, of both sides or their difference;
 * `profiles[side · columns + column]`.
 */
export function heatTable(
  question: HeatQuestion,
  study: ResolvedStudy,
  { columns, layers }: HeatGrid,
  profiles: readonly (GradientProfile | null)[],
  showing: Showing,
): TableContent {
  const sides = sidesOfQuestion(question);
  const time = commonTime(study.cells.map(({ network }) => network));
  const of = (side: number, column: number) => profiles[side * columns.length + column] ?? null;
  const groups: { name: string; curves: (ProfileCurve | null)[] }[] =
    showing === "both"
      ? sides.names.map((name, side) => ({ name, curves: columns.map((_, column) => of(side, column)) }))
      : [
          {
            name: differenceName(sides),
            curves: columns.map((_, column) => profileDifference(of(0, column), of(1, column))),
          },
        ];
  const curves = groups.flatMap((group) => group.curves);
  const symbol = plainSymbolOf(question.axis.path);
  return {
    caption: `log₁₀ ‖∂L/∂h‖ ± standard error, 0 at the output; rows: ${time.kind}, columns: ${symbol}`,
    groups: groups.map(({ name }) => ({ name, columns: columns.length })),
    head: [`${time.kind} ↓, ${symbol} →`, ...groups.flatMap(() => columns.map((value) => short(value)))],
    rows: layers
      .toReversed()
      .map((layer) => [String(timeOf(time, layer)), ...curves.map((curve) => said(curve, layer))]),
  };
}

function said(curve: ProfileCurve | null, layer: number): string {
  if (curve === null) return "–";
  if (curve.status === "overflow") return "overflow";
  // A layer that is not reported stands with the one that follows it, as on the picture.
  const found = curve.layers.findIndex((each) => each >= layer);
  const at = found < 0 ? curve.layers.length - 1 : found;
  return decades(curve.log10GradientNorm[at], curve.standardErrors[at]);
}
