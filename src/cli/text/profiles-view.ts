import type { GradientProfile } from "../../engine/engine.ts";
import { firstReached } from "../../measure/profile.ts";
import type { Cell, ResolvedStudy } from "../../study/resolve.ts";
import type { Law } from "../../theory/law.ts";
import { mergeLaws } from "../../theory/law.ts";
import { value } from "./describe.ts";
import { gradientPhase } from "./gradient-verdict.ts";
import { mark, sources, uniteLaws } from "./merged-law.ts";
import { decimalsFor, exponent, logDecimals, ratio, standardError } from "./number.ts";
import { weightTitle } from "./profile-view.ts";
import type { Screen } from "./style.ts";
import { type Column, table, tableWidth, wrap } from "./table.ts";

/** A column, and how soon it is given up where there is no room: the highest first, those without one never. */
export type Ranked = Column & { rank?: number };

/** Many cells, a line each: where it is, slope, sizes at the input, and which way gradients go. */
export function profilesView(
  { axes, cells }: ResolvedStudy,
  profiles: readonly (GradientProfile | null)[],
  lawsOf: (cell: Cell) => readonly Law[],
  { columns: width, style }: Screen,
): string[] {
  const rows = cells.flatMap((cell) => {
    const profile = profiles[cell.index];
    return profile === null || profile === undefined ? [] : [{ cell, profile, law: mergeLaws(lawsOf(cell), 1) }];
  });
  const slopes = rows.map(({ profile }) => profile.slope);
  const decimals = decimalsFor(slopes.map(({ standardError }) => standardError));
  // Where gradients are cut off they say nothing further back.
  const first = rows.map(({ profile }) => firstReached(profile));
  const cut = first.some((place) => place > 0);
  const sizes = logDecimals(rows.map(({ profile }, i) => profile.standardErrors[first[i] ?? 0] ?? null));
  const laws = uniteLaws(rows.map(({ law }) => law));
  const matrices = Math.max(0, ...rows.map(({ profile }) => profile.log10WeightGradientNorm.length));
  const columns: Ranked[] = [
    ...axes.map(({ path }) => ({
      title: path.replace(/^network\./, ""),
      cells: rows.map(({ cell }) => value(cell.at[path])),
    })),
    { title: "slope", cells: slopes.map((slope) => exponent(slope.value, decimals)) },
    { title: "± SE", cells: slopes.map((slope) => standardError(slope.standardError, decimals)) },
    {
      title: laws.length === 1 ? `λ₁ ${laws[0]?.name}` : "λ₁ law",
      rank: 1,
      cells: rows.map(({ law }) => {
        const known = law.at(0);
        const index = laws.findIndex(({ name }) => name === known?.law.name);
        return known === null ? "" : exponent(known.value, decimals) + mark(laws, index);
      }),
    },
    {
      title: cut ? "‖∂L/∂h‖ at L − τ" : "‖∂L/∂h₀‖",
      cells: rows.map(({ profile }, i) => exponent(profile.log10GradientNorm[first[i] ?? 0], sizes)),
    },
    {
      title: "± SE",
      cells: rows.map(({ profile }, i) => standardError(profile.standardErrors[first[i] ?? 0], sizes)),
      rank: 9,
    },
    ...Array.from({ length: matrices }, (_, matrix) => ({
      title: weightTitle(matrix, matrices, cut ? "" : "₀"),
      cells: rows.map(({ profile }, i) => exponent(profile.log10WeightGradientNorm[matrix]?.[first[i] ?? 0], sizes)),
      rank: 4 + matrix,
    })),
    { title: "GSC", cells: rows.map(({ profile }, i) => ratio(profile.gsc[first[i] ?? 0])), rank: 2 },
    { title: "gradients", cells: rows.map(({ profile }) => gradientPhase(profile)), align: "left" },
  ];
  const shown = fitting(columns, width);
  const told = shown.some(({ rank }) => rank === 1) ? sources(laws, false) : [];
  return [
    ...table(shown),
    ...(told.length === 0 ? [] : ["", ...told.flatMap((line) => wrap(line, width, "  ")).map(style.dim)]),
  ];
}

/** The columns that have room beside one another. */
export function fitting(columns: readonly Ranked[], width: number): Ranked[] {
  const expendable = Math.max(0, ...columns.map(({ rank = 0 }) => rank));
  if (expendable === 0 || tableWidth(columns) <= width) return [...columns];
  return fitting(
    columns.filter(({ rank }) => rank !== expendable),
    width,
  );
}
