import type * as z from "zod/mini";

/** A study that is not one: names the field, the value and what is allowed, in one line. */
export class StudyError extends Error {
  readonly path: string;
  readonly value: unknown;
  readonly allowed: string;

  constructor(path: string, value: unknown, allowed: string) {
    super(`${path === "" ? "the study" : short(path)} is ${show(value)}; allowed: ${allowed}`);
    this.name = "StudyError";
    this.path = path;
    this.value = value;
    this.allowed = allowed;
  }
}

/** JSON where JSON can say it. */
function show(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return String(value);
  try {
    return short(JSON.stringify(value) ?? `a ${typeof value}`);
  } catch {
    return "something that JSON cannot hold"; // a bigint, or an object that holds itself
  }
}

const LONGEST = 80;

/** At most 80 characters, on one line and safe for a terminal: what was written may hold anything. */
function short(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}

/** The first complaint of a schema about `input`, as a StudyError. */
export function fromSchema(error: z.core.$ZodError, input: unknown, schema: z.core.$ZodType): StudyError {
  const [first] = error.issues;
  if (first === undefined) return new StudyError("", input, "a study");
  const issue = deepest(first);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const path = [...issue.path, key];
    return new StudyError(
      dotted(path),
      valueAt(input, path),
      `one of the fields ${fieldsAt(schema, issue.path).join(", ")}`,
    );
  }
  return new StudyError(dotted(issue.path), valueAt(input, issue.path), issue.message);
}

/** Of a field with several forms, what is wrong with the one that was meant: the complaint that goes furthest in. */
function deepest(issue: z.core.$ZodIssue, before: readonly PropertyKey[] = []): z.core.$ZodIssue {
  const here = { ...issue, path: [...before, ...issue.path] };
  if (here.code !== "invalid_union") return here;
  const own = here.errors.flatMap(([first]) => (first === undefined ? [] : [deepest(first, here.path)]));
  return own.reduce<z.core.$ZodIssue>((best, each) => (each.path.length > best.path.length ? each : best), here);
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** Names of the fields that a schema's object at `path` may have. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let here: unknown = schema;
  for (const key of path) here = childOf(unwrap(here), key);
  const shape = shapeOf(unwrap(here));
  return shape === undefined ? [] : Object.keys(shape);
}

function unwrap(schema: unknown): unknown {
  const inner = definition(schema)?.innerType;
  return inner === undefined ? schema : unwrap(inner);
}

function childOf(schema: unknown, key: PropertyKey): unknown {
  if (typeof key === "number") {
    return formsOf(schema)
      .map((form) => definition(form)?.element)
      .find((element) => element !== undefined);
  }
  return shapeOf(schema)?.[String(key)];
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return formsOf(schema)
    .map((form) => definition(form)?.shape)
    .find((shape) => shape !== undefined);
}

/** The forms that a field may have. */
function formsOf(schema: unknown): unknown[] {
  const options = definition(schema)?.options;
  return options === undefined ? [schema] : options.map(unwrap);
}

interface Definition {
  innerType?: unknown;
  element?: unknown;
  options?: unknown[];
  shape?: Record<string, unknown>;
}

function definition(schema: unknown): Definition | undefined {
  return (schema as { _zod?: { def?: Definition } } | undefined)?._zod?.def;
}
