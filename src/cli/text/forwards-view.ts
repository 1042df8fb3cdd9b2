import type { ForwardProfile } from "../../engine/engine.ts";
import type { Cell, ResolvedStudy } from "../../study/resolve.ts";
import type { ForwardLaw } from "../../theory/forward-law.ts";
import { bars } from "./bars.ts";
import { value } from "./describe.ts";
import { depthText, exponent, logDecimals, ratio, standardError } from "./number.ts";
import { fitting, type Ranked } from "./profiles-view.ts";
import type { Screen } from "./style.ts";
import { table, tableWidth, wrap } from "./table.ts";

const MAX_BAR = 32;
const MIN_BAR = 8;

/** Many cells, a line each: sizes, correlation and rank at the output, how fast the correlation goes there, a bar of it. */
export function forwardsView(
  { axes, cells }: ResolvedStudy,
  profiles: readonly (ForwardProfile | null)[],
  lawOf: (cell: Cell) => ForwardLaw,
  { columns: width, style }: Screen,
): string[] {
  const rows = cells.flatMap((cell) => {
    const profile = profiles[cell.index];
    return profile === null || profile === undefined ? [] : [{ cell, profile, law: lawOf(cell) }];
  });
  const sizes = logDecimals(rows.map(({ profile }) => profile.stateSizeErrors.at(-1) ?? null));
  const angles = logDecimals(rows.map(({ profile }) => profile.correlationErrors.at(-1) ?? null));
  const last = (values: readonly (number | null)[] | undefined): number | null => values?.at(-1) ?? null;
  const columns: Ranked[] = [
    ...axes.map(({ path }) => ({
      title: path.replace(/^network\./, ""),
      cells: rows.map(({ cell }) => value(cell.at[path])),
    })),
    { title: "rms", cells: rows.map(({ profile }) => exponent(last(profile.log10StateSize), sizes)) },
    {
      title: "law",
      cells: rows.map(({ law }) => exponent(last(law.log10StateSize?.values), sizes)),
      rank: 4,
    },
    { title: "corr.", cells: rows.map(({ profile }) => exponent(last(profile.correlation), angles)) },
    {
      title: "± SE",
      cells: rows.map(({ profile }) => standardError(last(profile.correlationErrors), angles)),
      rank: 3,
    },
    {
      title: "law",
      cells: rows.map(({ law }) => {
        const apart = last(law.oneMinusCorrelation?.values);
        return exponent(apart === null ? null : 1 - apart, angles);
      }),
    },
    { title: "rank", cells: rows.map(({ profile }) => ratio(last(profile.effectiveRank))) },
    { title: "ξ_c", cells: rows.map(({ profile }) => depthText(profile.relaxation?.correlationDepth)) },
    { title: "± SE", cells: rows.map(({ profile }) => depthText(profile.relaxation?.standardError)), rank: 2 },
    { title: "law", cells: rows.map(({ law }) => depthText(law.scales?.correlationDepth)) },
    { title: "", cells: rows.map(({ profile }) => (profile.status === "ok" ? "" : profile.status)), align: "left" },
  ];
  const shown = fitting(columns, width - MIN_BAR - 2);
  const room = Math.min(MAX_BAR, width - tableWidth(shown) - 2);
  const correlations = rows.map(({ profile }) => last(profile.correlation));
  if (room >= MIN_BAR) {
    const drawn = bars(correlations, room).map((bar, i) => style.diverging(bar, Math.sign(correlations[i] ?? 0)));
    shown.push({ title: "", cells: drawn, align: "left" });
  }
  return [
    ...table(shown),
    "",
    ...wrap(
      "rms, corr., rank: entry, cosine of two inputs and effective rank of all of them at the output. ξ_c: layers over which the cosine goes to its limit by a factor of e.",
      width,
    ).map(style.dim),
  ];
}
