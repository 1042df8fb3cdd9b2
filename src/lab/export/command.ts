import type { EngineInfo } from "../../engine/engine.ts";
import type { Clip } from "../../measure/clip.ts";
import { resolveAxis } from "../../study/axis.ts";
import { resolveStudy, withValue } from "../../study/resolve.ts";
import type { AxisInput, StudyInput } from "../../study/schema.ts";
import { type Numbers, sameCells } from "./numbers.ts";
import { shellWord } from "./shell.ts";

/** The lines of a terminal that measure the same again, one a study, on the same kind of engine. */
export function commandsOf({ kind, studies, clip, clippedStudies = studies.length }: Asked, engine: Engine): string[] {
  return studies.map((study, index) => commandOf(kind, study, engine, index < clippedStudies ? clip : undefined));
}

type Asked = Pick<Numbers, "kind" | "studies" | "clip" | "clippedStudies">;
type Engine = Pick<EngineInfo, "kind">["kind"];

function commandOf(kind: Numbers["kind"], study: StudyInput, engine: Engine, clip?: Clip): string {
  const sets = settingsOf(study).flatMap(([path, value]) => ["--set", `${path}=${textOf(value)}`]);
  const clipped = clip === undefined ? [] : ["--clip", String(clip.norm), "--clip-per", clip.per];
  return ["npx", "lyascope", kind, "--engine", engine, ...sets, ...clipped, "--json"].map(shellWord).join(" ");
}

type Setting = readonly [path: string, value: unknown];

/** The fields that make a study what it is: its seed always, and what differs from the defaults. */
export function settingsOf({ axes = [], ...study }: StudyInput): Setting[] {
  const short = axes.map(compact);
  const whole = [...leaves("", study), ...(short.length === 0 ? [] : [["axes", short] as const])];
  // Ends of the axes stand for all their cells here: there may be thousands.
  const few = axes.map(({ path, values = [] }) => ({ path, values: [...new Set([values.at(0), values.at(-1)])] }));
  const cellsOf = (settings: readonly Setting[]) =>
    resolveStudy(
      settings.reduce((asked: StudyInput, [path, value]) => withValue(asked, path, path === "axes" ? few : value), {}),
    ).cells;
  const wanted = cellsOf(whole);
  const isNeeded = (settings: readonly Setting[]) => {
    try {
      return !sameCells(cellsOf(settings), wanted);
    } catch {
      return true;
    }
  };
  return whole.reduce<Setting[]>((kept, setting) => {
    const without = kept.filter((each) => each !== setting);
    return setting[0] === "seed" || isNeeded(without) ? kept : without;
  }, whole);
}

/** The fields of a study by path; lists are single values. */
function leaves(path: string, value: unknown): Setting[] {
  if (value === undefined) return [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => leaves(path === "" ? key : `${path}.${key}`, each));
}

/** An axis by its ends where that gives the same values to the last bit, else with its values written out. */
function compact({ path, values = [], ...ranged }: AxisInput): AxisInput {
  const [from, to, steps] = [values.at(0), values.at(-1), values.length];
  if (ranged.steps !== undefined) return { path, ...ranged };
  for (const scale of ["linear", "log"] as const) {
    if (typeof from !== "number" || typeof to !== "number" || steps < 3 || (scale === "log" && from * to <= 0))
      continue;
    const short: AxisInput = { path, from, to, steps, ...(scale === "log" ? { scale } : {}) };
    if (JSON.stringify(resolveAxis(short, 0).values) === JSON.stringify(values)) return short;
  }
  return { path, values };
}

/** As `--set` reads it: JSON, or a plain name. */
function textOf(value: unknown): string {
  return typeof value === "string" && /^[a-z][a-z-]*$/.test(value) && !["true", "false", "null"].includes(value)
    ? value
    : JSON.stringify(value);
}
