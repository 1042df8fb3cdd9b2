import type { EngineInfo, ForwardProfile } from "../../engine/engine.ts";
import type { Measured } from "../../io/measured.ts";
import type { ForwardQuestion } from "../../study/forward.ts";
import { forwardLawOf } from "../../study/forward-law.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { forwardView } from "./forward-view.ts";
import { forwardsView } from "./forwards-view.ts";
import { short } from "./number.ts";
import { heading } from "./report.ts";
import type { Screen } from "./style.ts";

/** What a person reads of signals that went forward. */
export function forwardReport(
  study: ResolvedStudy,
  engine: EngineInfo & { reason: string | null },
  measured: Measured<ForwardProfile>,
  screen: Screen,
  question: ForwardQuestion = {},
): string {
  const { results } = measured;
  const inputs = [...new Set(results.flatMap((each) => (each === null ? [] : [each.inputs])))];
  const asked = `${inputs.join(" or ")} inputs of correlation ${short(question.correlation ?? 0)}; rms entry of a state as log10`;
  const lawOf = (cell: ResolvedStudy["cells"][number]) => forwardLawOf(cell, question);
  const [cell] = study.cells;
  const [profile] = results;
  const single = study.axes.length === 0 && cell !== undefined && profile !== null && profile !== undefined;
  return [
    ...heading(study, engine, measured, asked, screen),
    "",
    ...(single ? forwardView(profile, lawOf(cell), screen) : forwardsView(study, results, lawOf, screen)),
  ].join("\n");
}
