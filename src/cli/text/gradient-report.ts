import type { EngineInfo, GradientProfile } from "../../engine/engine.ts";
import type { Measured } from "../../io/measured.ts";
import type { Clip } from "../../measure/clip.ts";
import type { GradientOptions } from "../../measure/gradient.ts";
import { lawsOf } from "../../study/laws.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import type { Law } from "../../theory/law.ts";
import { depthMap } from "./depth-map.ts";
import { gradientPhase } from "./gradient-verdict.ts";
import { short } from "./number.ts";
import { profileView } from "./profile-view.ts";
import { profilesView } from "./profiles-view.ts";
import { heading } from "./report.ts";
import type { Screen } from "./style.ts";
import { summary } from "./summary.ts";
import { wrap } from "./table.ts";

const PER = { layer: "at every layer", global: "all together" } as const;
const UNITS = "‖…‖ as log10 relative to the output's ‖∂L/∂h_L‖";

/** What a person reads of measured gradient profiles. */
export function gradientReport(
  study: ResolvedStudy,
  engine: EngineInfo & { reason: string | null },
  measured: Measured<GradientProfile>,
  screen: Screen,
  { clip, window, output, adjoint }: GradientOptions = {},
): string {
  const asked = [
    UNITS,
    ...(clip === undefined ? [] : [`clipped to ${short(clip.norm)} ${PER[clip.per]}`]),
    ...(output === undefined ? [] : [`from ${output.units} of the output's entries, ${output.from} on`]),
    ...(window === undefined ? [] : [`through the last ${window === 1 ? "layer" : `${window} layers`} only`]),
    ...(adjoint === "continuous" ? ["by the continuous adjoint"] : []),
  ];
  return [
    ...heading(study, engine, measured, asked.join("; "), screen),
    "",
    ...body(study, measured, screen, clip),
  ].join("\n");
}

function body(
  study: ResolvedStudy,
  { results }: Measured<GradientProfile>,
  screen: Screen,
  clip: Clip | undefined,
): string[] {
  // A signal that is clipped on its way does not grow at the rate λ₁.
  const known = clip?.per === "layer" ? (): Law[] => [] : lawsOf;
  const [cell] = study.cells;
  const profile = results[0];
  if (study.axes.length === 0 && cell !== undefined && profile !== null && profile !== undefined) {
    return profileView(profile, cell, known(cell), screen);
  }
  const map = study.axes.length <= 2 ? depthMap(study, results, screen) : null;
  const phases = results.map((each) => each && gradientPhase(each));
  return [
    ...profilesView(study, results, known, screen),
    "",
    ...(map === null ? [] : [...map, ""]),
    ...wrap(summary(study.axes, phases, "the slope"), screen.columns).map(screen.style.bold),
  ];
}
