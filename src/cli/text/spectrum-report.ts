import type { EngineInfo, Spectrum } from "../../engine/engine.ts";
import type { Measured } from "../../io/measured.ts";
import { lawsOf } from "../../study/laws.ts";
import { judgedLogNorm } from "../../study/log-norm.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { cellsView } from "./cells-view.ts";
import { logNormTable } from "./log-norm-table.ts";
import { logNormView } from "./log-norm-view.ts";
import { mapView } from "./map-view.ts";
import { heading } from "./report.ts";
import { spectrumView } from "./spectrum-view.ts";
import type { Screen } from "./style.ts";
import { summary } from "./summary.ts";
import { wrap } from "./table.ts";
import { phaseOf, unconverged } from "./verdict.ts";

/** What a person reads of measured spectra. */
export function spectrumReport(
  study: ResolvedStudy,
  engine: EngineInfo & { reason: string | null },
  measured: Measured<Spectrum>,
  screen: Screen,
): string {
  return [
    ...heading(study, engine, measured, "exponents in nats per layer", screen),
    "",
    ...body(study, measured, screen),
  ].join("\n");
}

function body(study: ResolvedStudy, { results }: Measured<Spectrum>, screen: Screen): string[] {
  const [cell] = study.cells;
  const spectrum = results[0];
  if (study.axes.length === 0 && cell !== undefined && spectrum !== null && spectrum !== undefined) {
    const { logNorm } = spectrum;
    return spectrumView(
      spectrum,
      cell,
      lawsOf(cell, spectrum),
      screen,
      logNormView(logNorm, judgedLogNorm(cell, logNorm), screen),
    );
  }
  const map = study.axes.length === 2 ? mapView(study, results, screen) : null;
  const spreads = study.cells.flatMap((one) => {
    const measured = results[one.index]?.logNorm;
    return measured === undefined ? [] : [{ index: one.index, measured, judged: judgedLogNorm(one, measured) }];
  });
  const spread = logNormTable(study, spreads);
  const phases = results.map((each) => each && phaseOf(each));
  return [
    ...(map ?? cellsView(study, results, lawsOf, screen)),
    ...(spread.length === 0 ? [] : ["", ...spread]),
    "",
    ...wrap(`${summary(study.axes, phases, "λ₁")}${unconverged(results)}`, screen.columns),
  ];
}
