import { readStudy } from "../io/read-study.ts";
import { type ResolvedStudy, resolveStudy } from "../study/resolve.ts";
import { type Arguments, DECIMAL } from "./arguments.ts";
import type { CommandOption } from "./command.ts";
import { EXAMPLE } from "./example.ts";
import { UsageError } from "./usage-error.ts";

export const SET: CommandOption = {
  value: "PATH=VALUE",
  multiple: true,
  short: "s",
  about: "set a field of the study, over the file; may be repeated; VALUE is JSON or a plain name",
};

/** The study that was asked for: a file or stdin, `--set` over it; the example where neither is given. */
export async function studyOf(given: Arguments): Promise<ResolvedStudy> {
  return resolveStudy(await writtenStudy(given));
}

/** The same as it is written, not yet checked. */
export async function writtenStudy(given: Arguments): Promise<unknown> {
  const settings = given.list("set").map(parseSetting);
  const source = given.operand;
  const base = source === undefined ? (settings.length === 0 ? EXAMPLE : {}) : await readStudy(source);
  return settings.reduce((study, { path, value }) => put(study, path, value), base);
}

interface Setting {
  path: string[];
  value: unknown;
}

function parseSetting(text: string): Setting {
  const equals = text.indexOf("=");
  if (equals < 1) throw new UsageError(`--set ${JSON.stringify(text)} is not of the form path=value`);
  return { path: text.slice(0, equals).split("."), value: jsonOrName(text.slice(equals + 1)) };
}

/** JSON does not take all numbers that people type. */
function jsonOrName(text: string): unknown {
  if (DECIMAL.test(text)) return Number(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A copy of `target` with `value` at `path`; a number in the path counts into a list. */
function put(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target) && /^\d+$/.test(key) && Number(key) < target.length) {
    return target.map((each, index) => (index === Number(key) ? put(each, rest, value) : each));
  }
  const object = typeof target === "object" && target !== null ? target : {};
  return { ...object, [key]: put(Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined, rest, value) };
}
