import type { ForwardCell } from "../../src/engine/engine.ts";
import { FORWARD } from "../../src/engine/measurement.ts";
import type { ForwardProfile } from "../../src/measure/forward-profile.ts";
import { type ForwardQuestion, forwardCells } from "../../src/study/forward.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";

/** Measures the one cell of a study, without an engine. */
export function forwardOf(study: StudyInput, question: ForwardQuestion = {}): ForwardProfile {
  const [cell] = forwardCells(resolveStudy(study).cells, question);
  return measuredAlone(cell);
}

/** Measures a cell, without an engine. */
export function measuredAlone(cell: ForwardCell): ForwardProfile {
  const statistics = FORWARD.statistics(cell);
  const steps = FORWARD.networks(cell, 0, cell.ensemble);
  for (let step = steps.next(); ; step = steps.next()) {
    if (!step.done) continue;
    for (const network of step.value) statistics.add(network);
    return statistics.result();
  }
}

/** (measured − law) / standard error at some depths. */
export function deviationsAt(
  measured: readonly (number | null)[],
  errors: readonly (number | null)[],
  law: (layer: number) => number,
  layers: readonly number[],
): number[] {
  return layers.map((layer) => ((measured[layer] ?? Number.NaN) - law(layer)) / (errors[layer] ?? Number.NaN));
}
