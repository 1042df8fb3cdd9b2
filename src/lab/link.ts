import { InputError } from "../io/error.ts";
import { entriesOf, fragmentOf, read, written } from "../io/fragment.ts";
import { quoted } from "../io/plain-text.ts";
import { settingsBetween, withSetting } from "../io/settings.ts";
import { StudyError } from "../study/error.ts";
import { type StudyInput, studySchema } from "../study/schema.ts";
import type { LabAxis } from "./axis.ts";
import { FIRST } from "./options.ts";
import { centred, type HeatState, type PageState, storyState } from "./page-state.ts";
import type { Grid, Place } from "./plane.ts";
import type { SidesChoice } from "./sides.ts";
import { LAB_STORIES, type LabStory, storyOf } from "./stories.ts";

/** What a link can say beside the fields of the study, which have their own paths. */
const KEYS = ["story", "x", "y", "at", "across", "clip", "compare", "a", "b", "show", "view", "pin"] as const;
type Key = (typeof KEYS)[number];

const FIELDS = Object.keys(studySchema.shape).filter((name) => name !== "axes");

/**
 * A page's state behind the # of its address: what differs from the story that its study tells, or from the page as it
 * first is. Empty where nothing does.
 */
export function linkOf(state: PageState, grid: Grid): string {
  const story = storyOf(state.study) ?? FIRST;
  const base = storyState(story, grid);
  const entries: Entries = [];
  if (story.id !== FIRST.id) entries.push(["story", story.id]);
  for (const { path, value } of settingsBetween(base.study, state.study)) entries.push([path, written(value)]);
  for (const side of ["x", "y"] as const) {
    sayOther(side, axisText(state.axes[side]), axisText(base.axes[side]), entries);
  }
  sayOther("at", placeText(state.place), placeText(centred(state.axes, base.place, grid)), entries);
  heatEntries(state.heat, base.heat, entries);
  for (const pin of state.pins) entries.push(["pin", placeText(pin)]);
  return fragmentOf(entries);
}

type Entries = [key: string, text: string][];

function sayOther(key: Key, text: string, base: string, entries: Entries): void {
  if (text !== base) entries.push([key, text]);
}

function heatEntries(heat: HeatState, base: HeatState, entries: Entries): void {
  sayOther("across", axisText(heat.across), axisText(base.across), entries);
  sayOther("clip", written(heat.clip), written(base.clip), entries);
  const sides = sidesEntries(heat.sides);
  if (fragmentOf(sides) !== fragmentOf(sidesEntries(base.sides))) entries.push(...sides);
  sayOther("show", heat.showing, base.showing, entries);
  sayOther("view", heat.space ? "3d" : "2d", base.space ? "3d" : "2d", entries);
}

function sidesEntries({ path, values = [undefined, undefined] }: SidesChoice): Entries {
  const [a, b] = values;
  return [
    ["compare", path],
    ...(a === undefined ? [] : [["a", written(a)] satisfies [string, string]]),
    ...(b === undefined ? [] : [["b", written(b)] satisfies [string, string]]),
  ];
}

/**
 * What a link asks for, as far as its text says; whether a page can show it is another question (`checkState`). Throws
 * InputError or StudyError.
 */
export function linkState(fragment: string, grid: Grid): PageState {
  const entries = entriesOf(fragment);
  const given = new Map<string, string>();
  const pins: Place[] = [];
  const settings: [path: string, text: string][] = [];
  for (const [key, text] of entries) {
    if (key === "pin") pins.push(placeIn(key, text));
    else if (given.has(key)) throw new InputError(`the link says ${quoted(key)} twice`);
    else if (!isKey(key)) settings.push([key, text]);
    given.set(key, text);
  }
  const base = storyState(storyNamed(given.get("story")), grid);
  const of = <Value>(key: Key, say: (key: Key, text: string) => Value, or: Value): Value => {
    const text = given.get(key);
    return text === undefined ? or : say(key, text);
  };
  const axes = { x: of("x", axisIn, base.axes.x), y: of("y", axisIn, base.axes.y) };
  const { clip, ...heat } = base.heat;
  const clipped = of("clip", clipIn, clip);
  return {
    study: settings.reduce(withText, base.study),
    axes,
    place: centred(axes, of("at", placeIn, base.place), grid),
    heat: {
      ...heat,
      across: of("across", axisIn, heat.across),
      ...(clipped === undefined ? {} : { clip: clipped }),
      sides: sidesIn(given, heat.sides),
      showing: of("show", (key, text) => choiceIn(key, text, ["both", "difference"]), heat.showing),
      space: of("view", (key, text) => choiceIn(key, text, ["2d", "3d"]) === "3d", heat.space),
    },
    pins,
  };
}

function isKey(key: string): key is Key {
  return KEYS.some((each) => each === key);
}

function storyNamed(id: string | undefined): LabStory {
  if (id === undefined) return FIRST;
  const found = LAB_STORIES.find((story) => story.id === id);
  if (found === undefined) throw new StudyError("story", id, `one of ${LAB_STORIES.map((each) => each.id).join(", ")}`);
  return found;
}

function withText(study: StudyInput, [path, text]: [path: string, text: string]): StudyInput {
  const [first = ""] = path.split(".");
  if (!FIELDS.includes(first) || path.length > 80) {
    throw new InputError(`the link has ${quoted(path)}; allowed: ${KEYS.join(", ")} and the fields of a study`);
  }
  return withSetting(study, { path, value: read(text) }) as StudyInput;
}

const AXIS_FORM = "field,from,to or field,from,to,log";

function axisText({ path, from, to, log }: LabAxis): string {
  return [path, from, to, ...(log ? ["log"] : [])].join(",");
}

function axisIn(key: Key, text: string): LabAxis {
  const [path = "", from = "", to = "", log, ...more] = text.split(",");
  const ends = [from, to].map(read);
  const [low, high] = ends;
  if (typeof low !== "number" || typeof high !== "number" || (log ?? "log") !== "log" || more.length > 0) {
    throw new StudyError(key, text, AXIS_FORM);
  }
  return { path, from: low, to: high, log: log === "log" };
}

function placeText({ x, y }: Place): string {
  return `${x},${y}`;
}

function placeIn(key: Key, text: string): Place {
  const [x, y, ...more] = text.split(",").map(read);
  if (typeof x !== "number" || typeof y !== "number" || more.length > 0) {
    throw new StudyError(key, text, "two numbers with a comma between them");
  }
  return { x, y };
}

function clipIn(key: Key, text: string): number | undefined {
  const clip = read(text);
  if (clip !== undefined && typeof clip !== "number") throw new StudyError(key, text, "a number above 0, or unset");
  return clip;
}

function sidesIn(given: ReadonlyMap<string, string>, base: SidesChoice): SidesChoice {
  const [path, a, b] = (["compare", "a", "b"] as const).map((key) => given.get(key));
  if (path === undefined && a === undefined && b === undefined) return base;
  const chosen = { path: path ?? base.path };
  return a === undefined && b === undefined ? chosen : { ...chosen, values: [scalarIn("a", a), scalarIn("b", b)] };
}

function scalarIn(key: Key, text: string | undefined): number | string | boolean | undefined {
  const value = text === undefined ? undefined : read(text);
  if (value === undefined || typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return value;
  }
  throw new StudyError(key, value, "a number, a name, true or false");
}

function choiceIn<Choice extends string>(key: Key, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new StudyError(key, text, `one of ${choices.join(", ")}`);
  return found;
}
