import type { LogNorm } from "../../measure/distribution.ts";
import type { JudgedLogNorm } from "../../study/log-norm.ts";
import { decimalsFor, exponent, standardError } from "./number.ts";
import type { Screen } from "./style.ts";
import { table, wrap } from "./table.ts";

const BLOCKS = " ▁▂▃▄▅▆▇█";
/** A ratio to the variance says something where the mean square is kept to this. */
const KEPT = 1e-9;

/** How ln‖Ju‖ is spread over the networks of one cell, with its exact law beside it. */
export function logNormView(
  measured: LogNorm | undefined,
  judged: JudgedLogNorm | null,
  { columns, style }: Screen,
): string[] {
  if (measured === undefined) return [];
  const { layers, count, infinite } = measured;
  const networks = count === 1 ? "1 network" : `${count} networks`;
  const title = `ln‖J u‖ over the ${layers} counted layers, ${networks}${dead(measured, judged)}`;
  if (count === 0) return [`ln‖J u‖ is −∞ in all ${infinite} networks`];
  return [
    ...wrap(title, columns, "  "),
    ...moments(measured, judged),
    ...quantiles(measured),
    ...picture(measured, columns),
    ...notes(measured, judged)
      .flatMap((line) => wrap(line, columns, "  "))
      .map(style.dim),
  ];
}

function dead({ count, infinite }: LogNorm, judged: JudgedLogNorm | null): string {
  const expected = (judged?.law.vanishing ?? 0) * (count + infinite);
  if (infinite === 0 && expected < 0.5) return "";
  return ` (−∞ in ${infinite}${judged === null ? "" : `, ${Number(expected.toPrecision(3))} expected`})`;
}

function moments(
  { mean, variance, standardErrors, skewness, excessKurtosis }: LogNorm,
  judged: JudgedLogNorm | null,
): string[] {
  const errors = [standardErrors.mean, standardErrors.variance];
  const decimals = errors.map((error) => decimalsFor([error]));
  const shape = (value: number | null | undefined): string => exponent(value, 2);
  const law = judged?.law;
  return table([
    { title: "", cells: ["mean", "variance", "skewness", "excess kurtosis"], align: "left" },
    {
      title: "measured",
      cells: [exponent(mean, decimals[0]), exponent(variance, decimals[1]), shape(skewness), shape(excessKurtosis)],
    },
    { title: "± SE", cells: errors.map((error, i) => standardError(error, decimals[i])) },
    {
      title: "exact",
      cells: [
        exponent(law?.mean, decimals[0]),
        exponent(law?.variance, decimals[1]),
        shape(skewness === null ? null : law?.skewness),
        shape(excessKurtosis === null ? null : law?.excessKurtosis),
      ],
    },
    { title: "off by", cells: [score(judged?.zScores.mean), score(judged?.zScores.variance)] },
  ]);
}

/** A z-score: how many standard errors, with its sign. */
function score(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(1)} SE`;
}

function quantiles({ quantiles: { probabilities, values }, standardErrors }: LogNorm): string[] {
  const decimals = Math.max(1, decimalsFor([standardErrors.mean]) - 1);
  return [
    "",
    ...table([
      { title: "quantile", cells: ["value"], align: "left" },
      ...probabilities.map((p, i) => ({ title: `${Math.round(100 * p)} %`, cells: [exponent(values[i], decimals)] })),
    ]),
  ];
}

/** The histogram in one line: a block a bin, the fullest one a full block. */
function picture({ histogram: { edges, counts } }: LogNorm, columns: number): string[] {
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  if (counts.length < 3) return [];
  const ends = [low, high].map((edge) => String(Number(edge.toPrecision(4))));
  const most = Math.max(...counts);
  const shown = counts
    .map((each) => BLOCKS[each === 0 ? 0 : Math.max(1, Math.round((8 * each) / most))] ?? "")
    .join("");
  const line = `${ends[0]} ${shown} ${ends[1]}`;
  return line.length > columns ? [] : ["", line];
}

function notes(measured: LogNorm, judged: JudgedLogNorm | null): string[] {
  if (judged === null) return ["", "No exact law of this spread is known here."];
  const { law, fit } = judged;
  const against =
    fit === null
      ? ""
      : ` The histogram against its probabilities (Edgeworth's expansion): χ² = ${fit.chiSquare.toFixed(1)} of ${fit.freedom} degrees of freedom, p = ${Number(fit.pValue.toPrecision(2))}.`;
  const { mean, variance } = measured;
  const kept = Math.abs(law.meanSquareGrowth) < KEPT && variance !== null && variance > 0 && law.variance > 0;
  const half = (m: number, v: number): string => exponent(m / (2 * v), 3);
  return [
    "",
    `${law.name} (exact; ${law.source}). Holds for ${law.domain}.${against}`,
    ...(kept
      ? [
          `Mean of ln‖Ju‖² over its variance: ${half(mean, variance ?? 1)}, exactly ${half(law.mean, law.variance)}; it is −½ where the mean square is kept, as here, and the law is normal.`,
        ]
      : []),
  ];
}
