import type { EngineInfo } from "../../engine/engine.ts";
import type { Grid } from "../../study/grid.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { duration } from "./duration.ts";
import { short } from "./number.ts";
import { table } from "./table.ts";

/** What a sweep will take, a line each. */
export function planView(
  plan: SweepPlan,
  grid: Grid,
  { kind, precision, adapter }: EngineInfo,
  reason: string | null,
): string {
  const axes = grid.axes.map(({ path, values }) => `${path} (${values.length})`).join(" × ");
  const who = `${kind.toUpperCase()} ${precision}${adapter === null ? "" : `, ${adapter.name}`}`;
  const rows: [string, string][] = [
    ["cells", `${plan.cells}${axes === "" ? "" : `: ${axes}`}`],
    ["blocks", String(plan.blocks)],
    ["network·layers", short(plan.work)],
    ["bytes", `${bytes(plan.bytes)}, not compressed`],
    [
      "time",
      `${plan.seconds === null ? "not known" : duration(plan.seconds)} on this machine (${who}${reason === null ? "" : `; ${reason}`})`,
    ],
  ];
  return table([
    { title: "", cells: rows.map(([name]) => name), align: "left" },
    { title: "", cells: rows.map(([, value]) => value), align: "left" },
  ])
    .slice(1)
    .join("\n");
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

/** "1.5 MB". */
function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  return `${Number((count / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}
