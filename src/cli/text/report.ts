import type { EngineInfo } from "../../engine/engine.ts";
import type { Measured } from "../../io/spectrum-document.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { lawsOf } from "../laws.ts";
import { cellsView } from "./cells-view.ts";
import { describe } from "./describe.ts";
import { mapView } from "./map-view.ts";
import { spectrumView } from "./spectrum-view.ts";
import type { Screen } from "./style.ts";
import { summary } from "./summary.ts";
import { wrap } from "./table.ts";

/** What a person reads of a measured study. */
export function report(
  study: ResolvedStudy,
  engine: EngineInfo & { reason: string | null },
  measured: Measured,
  screen: Screen,
): string {
  const { style } = screen;
  const finished = measured.spectra.filter((each) => each !== null).length;
  const effort = `${who(engine)}, ${measured.seconds.toFixed(1)} s, exponents in nats per layer`;
  const cut = measured.interrupted ? [`interrupted: ${finished} of ${study.cells.length} cells`] : [];
  const why = engine.reason === null ? [] : wrap(`not on a GPU: ${engine.reason}`, screen.columns);
  const [title = "", ...more] = describe(study);
  return [
    style.bold(title),
    ...[...more, effort, ...why, ...cut].map(style.dim),
    "",
    ...body(study, measured, screen),
  ].join("\n");
}

function who({ kind, precision, adapter }: EngineInfo): string {
  const where = adapter === null ? "" : ` on ${adapter.name}${adapter.software ? " (software)" : ""}`;
  return `${kind} ${precision}${where}`;
}

function body(study: ResolvedStudy, { spectra }: Measured, screen: Screen): string[] {
  const [cell] = study.cells;
  const spectrum = spectra[0];
  if (study.axes.length === 0 && cell !== undefined && spectrum !== null && spectrum !== undefined) {
    return spectrumView(spectrum, lawsOf(cell), screen);
  }
  const map = study.axes.length === 2 ? mapView(study, spectra, screen) : null;
  return [...(map ?? cellsView(study, spectra, lawsOf, screen)), "", ...wrap(summary(study, spectra), screen.columns)];
}
