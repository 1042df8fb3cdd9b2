/** A field of a nested object, and what stands there; undefined where nothing is to stand there. */
export interface Setting {
  /** Keys from the outside in, with dots between them. */
  path: string;
  value: unknown;
}

/** What turns a plain object into another one, field by field: lists are one value, fields that are undefined are none. */
export function settingsBetween(from: unknown, to: unknown, path = ""): Setting[] {
  if (!isObject(from) || !isObject(to) || (path !== "" && Object.keys(to).length === 0)) {
    return same(from, to) ? [] : flattened(to, path);
  }
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) =>
    settingsBetween(own(from, key), own(to, key), path === "" ? key : `${path}.${key}`),
  );
}

/** A copy of an object with a setting. Keys of prototypes are keys like others. */
export function withSetting(object: unknown, { path, value }: Setting): unknown {
  return put(object, path.split("."), value);
}

/** A value that takes the place of none: an object is the sum of its fields, unless it has none. */
function flattened(value: unknown, path: string): Setting[] {
  if (!isObject(value)) return [{ path, value }];
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return [{ path, value: {} }];
  return entries.flatMap(([key, each]) => flattened(each, path === "" ? key : `${path}.${key}`));
}

function put(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const object = isObject(target) ? target : {};
  const others = Object.entries(object).filter(([each]) => each !== key);
  const next = put(own(object, key), rest, value);
  // Order stays: it is what a reader sees.
  if (Object.hasOwn(object, key) && next !== undefined) {
    return Object.fromEntries(Object.entries(object).map(([each, old]) => [each, each === key ? next : old]));
  }
  return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(one: unknown, other: unknown): boolean {
  return one === other || (one !== undefined && JSON.stringify(one) === JSON.stringify(other));
}
