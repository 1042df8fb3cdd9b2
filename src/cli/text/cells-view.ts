import type { Spectrum } from "../../engine/engine.ts";
import type { Cell, ResolvedStudy } from "../../study/resolve.ts";
import type { Law } from "../../theory/law.ts";
import { mergeLaws } from "../../theory/law.ts";
import { bars } from "./bars.ts";
import { value } from "./describe.ts";
import { mark, sources, uniteLaws } from "./merged-law.ts";
import { decimalsFor, exponent, standardError } from "./number.ts";
import type { Screen } from "./style.ts";
import { type Column, table, tableWidth, wrap } from "./table.ts";
import { OPEN, OPEN_KEY, phaseOf } from "./verdict.ts";

const MAX_BAR = 32;
const MIN_BAR = 8;

/** Many cells, a line each: where it is, its λ₁, the law of λ₁, a bar, and which way gradients go. */
export function cellsView(
  { axes, cells }: ResolvedStudy,
  spectra: readonly (Spectrum | null)[],
  lawsOf: (cell: Cell, used: Spectrum) => readonly Law[],
  { columns: width, style }: Screen,
): string[] {
  const rows = cells.flatMap((cell) => {
    const spectrum = spectra[cell.index];
    return spectrum === null || spectrum === undefined
      ? []
      : [{ cell, spectrum, law: mergeLaws(lawsOf(cell, spectrum), 1) }];
  });
  const leading = rows.map(({ spectrum }) => spectrum.exponents[0] ?? null);
  const errors = rows.map(({ spectrum }) => spectrum.standardErrors[0] ?? null);
  const decimals = decimalsFor(errors);
  // Cells may have different laws, so letters count through all of them.
  const all = uniteLaws(rows.map(({ law }) => law));
  const columns: Column[] = [
    ...axes.map(({ path }) => ({ title: path, cells: rows.map(({ cell }) => value(cell.at[path])) })),
    { title: "λ₁", cells: leading.map((each) => exponent(each, decimals)) },
    { title: "± SE", cells: errors.map((error) => standardError(error, decimals)) },
    {
      title: all.length === 1 ? (all[0]?.name ?? "") : "law",
      cells: rows.map(({ law }) => {
        const known = law.at(0);
        const index = all.findIndex(({ name }) => name === known?.law.name);
        return known === null ? "" : exponent(known.value, decimals) + mark(all, index);
      }),
    },
    ...effort(rows),
    {
      title: "gradients",
      cells: rows.map(({ spectrum }) => `${phaseOf(spectrum)}${spectrum.status === "not-converged" ? ` ${OPEN}` : ""}`),
      align: "left",
    },
  ];
  const room = Math.min(MAX_BAR, width - tableWidth(columns) - 2);
  if (room >= MIN_BAR)
    columns.push({
      title: "",
      cells: bars(leading, room).map((bar, i) => style.diverging(bar, Math.sign(leading[i] ?? 0))),
      align: "left",
    });
  return [
    ...table(columns),
    "",
    ...sources(all, false)
      .flatMap((line) => wrap(line, width, "  "))
      .map(style.dim),
    ...(rows.some(({ spectrum }) => spectrum.status === "not-converged") ? [style.dim(OPEN_KEY)] : []),
  ];
}

/** What cells have used that may stop early, each by itself. */
function effort(rows: readonly { cell: Cell; spectrum: Spectrum }[]): Column[] {
  if (rows.every(({ cell }) => cell.tolerance === undefined)) return [];
  return rows.every(({ cell }) => cell.ensemble === 1)
    ? [{ title: "layers", cells: rows.map(({ spectrum }) => String(spectrum.layers)) }]
    : [{ title: "networks", cells: rows.map(({ spectrum }) => String(spectrum.networks)) }];
}
