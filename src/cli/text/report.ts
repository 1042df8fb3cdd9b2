import type { EngineInfo } from "../../engine/engine.ts";
import type { Measured } from "../../io/measured.ts";
import type { ResolvedStudy } from "../../study/resolve.ts";
import { describe } from "./describe.ts";
import type { Screen } from "./style.ts";
import { wrap } from "./table.ts";

/** The first lines of a report: what was measured, who computed, in which `units` the numbers are. */
export function heading<Result>(
  study: ResolvedStudy,
  engine: EngineInfo & { reason: string | null },
  measured: Measured<Result>,
  units: string,
  { columns, style }: Screen,
): string[] {
  const finished = measured.results.filter((each) => each !== null).length;
  const effort = wrap(`${who(engine)}, ${measured.seconds.toFixed(1)} s, ${units}`, columns);
  const cut = measured.interrupted ? [`interrupted: ${finished} of ${study.cells.length} cells`] : [];
  const why = engine.reason === null ? [] : wrap(`not on a GPU: ${engine.reason}`, columns);
  const [title = "", ...more] = describe(study);
  return [style.bold(title), ...[...more, ...effort, ...why, ...cut].map(style.dim)];
}

function who({ kind, precision, adapter }: EngineInfo): string {
  const where = adapter === null ? "" : ` on ${adapter.name}${adapter.software ? " (software)" : ""}`;
  return `${kind} ${precision}${where}`;
}
