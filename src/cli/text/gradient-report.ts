import type { EngineInfo, GradientProfile } from "../../engine/engine.ts";
import type { Measured } from "../../io/measured.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { lawsOf } from "../laws.ts";
import { depthMap } from "./depth-map.ts";
import { gradientPhase } from "./gradient-verdict.ts";
import { profileView } from "./profile-view.ts";
import { profilesView } from "./profiles-view.ts";
import { heading } from "./report.ts";
import type { Screen } from "./style.ts";
import { summary } from "./summary.ts";
import { wrap } from "./table.ts";

const UNITS = "‖…‖ as log10 relative to the output's ‖∂L/∂h_L‖";

/** What a person reads of measured gradient profiles. */
export function gradientReport(
  study: ResolvedStudy,
  engine: EngineInfo & { reason: string | null },
  measured: Measured<GradientProfile>,
  screen: Screen,
): string {
  return [...heading(study, engine, measured, UNITS, screen), "", ...body(study, measured, screen)].join("\n");
}

function body(study: ResolvedStudy, { results }: Measured<GradientProfile>, screen: Screen): string[] {
  const [cell] = study.cells;
  const profile = results[0];
  if (study.axes.length === 0 && cell !== undefined && profile !== null && profile !== undefined) {
    return profileView(profile, cell, lawsOf(cell), screen);
  }
  const map = study.axes.length <= 2 ? depthMap(study, results, screen) : null;
  const phases = results.map((each) => each && gradientPhase(each));
  return [
    ...profilesView(study, results, screen),
    "",
    ...(map === null ? [] : [...map, ""]),
    ...wrap(summary(study.axes, phases, "the slope"), screen.columns).map(screen.style.bold),
  ];
}
