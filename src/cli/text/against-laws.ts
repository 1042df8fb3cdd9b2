import type { EngineInfo, Spectrum } from "../../engine/engine.ts";
import type { Measured } from "../../io/measured.ts";
import { checked, type Judged } from "../../study/check.ts";
import { type JudgedLogNorm, judgedLogNorm, varianceIsWrong } from "../../study/log-norm.ts";
import { type ResolvedStudy, where } from "../../study/resolve.ts";
import { short } from "./number.ts";

/** What measured spectra have against exact laws: a line for each number that is too far off, and how many were compared. */
export function againstLaws(
  { cells }: ResolvedStudy,
  { precision }: EngineInfo,
  { results }: Measured<Spectrum>,
): { wrong: string[]; notes: string[] } {
  const exponents = { all: 0, wrong: [] as string[] };
  const spreads = { all: 0, wrong: [] as string[] };
  for (const cell of cells) {
    const spectrum = results[cell.index];
    if (spectrum === null || spectrum === undefined) continue;
    const found = checked(cell, spectrum, precision);
    exponents.all += found.all.length;
    exponents.wrong.push(...found.wrong.map((each) => exponentLine(each) + where(cell.at)));
    const { logNorm } = spectrum;
    const judged = judgedLogNorm(cell, logNorm);
    const off = varianceIsWrong(judged, logNorm, precision);
    if (off !== null) spreads.all++;
    if (off && judged !== null) spreads.wrong.push(spreadLine(logNorm?.variance ?? 0, judged) + where(cell.at));
  }
  const wrong = [...exponents.wrong, ...spreads.wrong];
  if (exponents.all + spreads.all === 0) return { wrong, notes: ["no exact law is known here: nothing was checked"] };
  const held = (name: string, { all, wrong }: typeof spreads): string => `${all - wrong.length} of ${all} ${name}`;
  const both = spreads.all === 0 ? "" : ` and ${held("variances of ln‖Ju‖", spreads)}`;
  return { wrong, notes: [`${held("exponents", exponents)}${both} agree with exact laws`] };
}

function exponentLine({ index, measured, zScore, law, name }: Judged): string {
  const off = zScore === null ? "without spread" : `${zScore.toFixed(1)} standard errors`;
  return `exponent ${index} is ${short(measured)}, ${off} from ${short(law)} (${name})`;
}

function spreadLine(measured: number, { law, zScores }: JudgedLogNorm): string {
  const off = zScores.variance === null ? "without spread" : `${zScores.variance.toFixed(1)} standard errors`;
  return `the variance of ln‖Ju‖ is ${short(measured)}, ${off} from ${short(law.variance)} (${law.name})`;
}
