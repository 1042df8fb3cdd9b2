import type { LogNorm } from "../../measure/distribution.ts";
import type { JudgedLogNorm } from "../../study/log-norm.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { value } from "./describe.ts";
import { decimalsFor, exponent, standardError } from "./number.ts";
import { table } from "./table.ts";

/** Spread of ln‖Ju‖ of one cell. */
export interface LogNormRow {
  index: number;
  measured: LogNorm;
  judged: JudgedLogNorm | null;
}

/** The spread of ln‖Ju‖ of many cells, a line each: its mean and its variance, with the exact variance beside it. */
export function logNormTable({ axes, cells }: ResolvedStudy, rows: readonly LogNormRow[]): string[] {
  if (rows.length === 0) return [];
  const meanErrors = rows.map(({ measured }) => measured.standardErrors.mean);
  const errors = rows.map(({ measured }) => measured.standardErrors.variance);
  const [meanDecimals, decimals] = [decimalsFor(meanErrors), decimalsFor(errors)];
  return [
    "ln‖J u‖ over the counted layers, in nats:",
    ...table([
      ...axes.map(({ path }) => ({
        title: path.replace(/^network\./, ""),
        cells: rows.map(({ index }) => value(cells[index]?.at[path])),
      })),
      { title: "mean", cells: rows.map(({ measured }) => exponent(measured.mean, meanDecimals)) },
      { title: "± SE", cells: meanErrors.map((error) => standardError(error, meanDecimals)) },
      { title: "variance", cells: rows.map(({ measured }) => exponent(measured.variance, decimals)) },
      { title: "± SE", cells: errors.map((error) => standardError(error, decimals)) },
      { title: "exact", cells: rows.map(({ judged }) => exponent(judged?.law.variance, decimals)) },
      {
        title: "off by",
        cells: rows.map(({ judged }) => {
          const score = judged?.zScores.variance ?? null;
          return score === null ? "" : `${score < 0 ? "-" : "+"}${Math.abs(score).toFixed(1)} SE`;
        }),
      },
      {
        title: "−∞ in",
        cells: rows.map(({ measured: { infinite, count } }) =>
          infinite === 0 ? "" : `${infinite} of ${infinite + count}`,
        ),
      },
    ]),
  ];
}
