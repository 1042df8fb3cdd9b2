import { InputError } from "../io/error.ts";
import { parseJson } from "../io/parse-json.ts";
import { onOneLine, quoted } from "../io/plain-text.ts";
import { withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import type { LabAxis } from "./axis.ts";
import { centresOf } from "./cell-centres.ts";
import { checkPlane, checkStudy, whyNotHeat } from "./check-state.ts";
import { FIRST } from "./options.ts";
import { centred, type HeatState, type PageState, storyState } from "./page-state.ts";
import { placeOf, sampledOn, valuesAt } from "./plane.ts";
import { storyOf } from "./stories.ts";
import { askedStudy, type Shown } from "./study-text.ts";

const MEBIBYTE = 2 ** 20;
/** A result of a large sweep is smaller; more would take seconds to read. */
const LARGEST_FILE = 24 * MEBIBYTE;

/**
 * The study of the plane as JSON, for any other tool: axes over the centres of its cells, as the page samples them; the fields of the
 * axes have the values at the cursor.
 */
export function studyFile({ study, plane, selected }: Shown): string {
  const { axes: _, ...own } = sampledOn(study, plane);
  let written: StudyInput = own;
  for (const [path, value] of valuesAt(plane, placeOf(plane, selected))) written = withValue(written, path, value);
  const axis = (whole: LabAxis, steps: number) => {
    const { path, from, to, log } = centresOf(whole, steps);
    return { path, from, to, steps, ...(log ? { scale: "log" } : {}) };
  };
  const axes = [axis(plane.y, plane.rows), axis(plane.x, plane.columns)];
  return `${JSON.stringify({ ...written, axes }, null, 2)}\n`;
}

export interface OpenedFile {
  state: PageState;
  /** What was opened, in words. */
  said: string;
}

/** The text of a file. Throws InputError where it is too large to be one of ours. */
export async function fileText(file: Pick<File, "name" | "size" | "text">): Promise<string> {
  if (file.size > LARGEST_FILE) {
    const size = Math.round(file.size / MEBIBYTE);
    throw new InputError(`${quoted(file.name)} has ${size} MiB; allowed: at most ${LARGEST_FILE / MEBIBYTE}`);
  }
  return file.text();
}

/**
 * What a file shows: a study, or the one that a result of `lyascope spectrum --json` or `gradient --json` is of. The heatmap stays as
 * it is, but where the study tells a story, it is that story's. Throws InputError or StudyError.
 */
export function openedFile(text: string, name: string, shown: Shown, heat: HeatState): OpenedFile {
  const called = quoted(name);
  if (text.includes("\0")) throw new InputError(`${called} is not text; allowed: a study or a result, in JSON`);
  const content = contentOf(text, called);
  const result = isObject(content) && Object.hasOwn(content, "study") && !Object.hasOwn(content, "network");
  const study: unknown = result ? Reflect.get(content, "study") : content;
  checkStudy(study);
  const { plane, place, ...asked } = askedStudy(study, shown);
  const grid = { columns: plane.columns, rows: plane.rows };
  const first = storyState(storyOf(asked.study) ?? FIRST, grid).heat;
  const { x, y } = plane;
  const state: PageState = {
    study: asked.study,
    axes: { x, y },
    place: centred({ x, y }, place, grid),
    heat: first,
    pins: [],
  };
  checkPlane(state, grid);
  const fits = (each: HeatState) => whyNotHeat({ ...state, heat: each }, grid) === null;
  const own = storyOf(asked.study) === null && fits(heat) ? heat : first;
  return {
    state: { ...state, heat: own },
    said: `Opened ${called}: ${result ? `the study of ${kindOf(content)}` : "a study"}.`,
  };
}

/** What a result is, by what it tells of its cells. */
function kindOf(result: object): string {
  const cells: unknown = Object.hasOwn(result, "cells") ? Reflect.get(result, "cells") : null;
  const [cell]: unknown[] = Array.isArray(cells) ? cells : [];
  if (!isObject(cell)) return "a result";
  if (Object.hasOwn(cell, "log10GradientNorm")) return "a result of gradients";
  return Object.hasOwn(cell, "exponents") ? "a result of spectra" : "a result";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function contentOf(text: string, called: string): unknown {
  try {
    return parseJson(text.replace(/^\uFEFF/, ""), called);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // The parser cites what it found, which may be anything.
    throw new InputError(onOneLine(error.message));
  }
}
