import type { NetworkSpec } from "./spec.ts";

/** A number that changes with depth: one value a layer, or evenly from one end to the other. */
export type Schedule = readonly number[] | { from: number; to: number; layers: number };

/** The value at a layer. */
export function scheduled(schedule: Schedule, layer: number): number {
  if ("from" in schedule) {
    const { from, to, layers } = schedule;
    // The ends are exact: they are the numbers that the user wrote.
    if (layer >= layers - 1) return layers === 1 ? from : to;
    return from + ((to - from) * layer) / (layers - 1);
  }
  return schedule[layer] ?? Number.NaN;
}

/** The values that a schedule takes somewhere: those of a line lie between its ends, and 0 among them if these have different signs. */
function extremes(schedule: Schedule): readonly number[] {
  if (!("from" in schedule)) return schedule;
  const { from, to } = schedule;
  return from * to < 0 ? [from, 0, to] : [from, to];
}

/**
 * The network as one layer has it, a function of the layer: the same object for every layer of a network that does not
 * change with depth.
 */
export function layersOf(spec: NetworkSpec): (layer: number) => NetworkSpec {
  const { schedule } = spec;
  if (schedule === undefined) return () => spec;
  const changes = Object.entries(schedule).map(([path, values]) => [path.split("."), values] as const);
  let last = spec;
  let at = -1;
  return (layer) => {
    if (layer === at) return last;
    at = layer;
    last = { ...spec };
    for (const [path, values] of changes) last = put(last, path, scheduled(values, layer)) as NetworkSpec;
    return last;
  };
}

/** Whether something holds of a number in some layer; `path` as in the schedule. A line is judged by its ends, and by 0 between. */
export function somewhere(spec: NetworkSpec, path: string, holds: (value: number) => boolean): boolean {
  const schedule = spec.schedule?.[path];
  if (schedule !== undefined) return extremes(schedule).some(holds);
  let value: unknown = spec;
  for (const key of path.split(".")) value = Reflect.get(Object(value), key);
  return typeof value === "number" && holds(value);
}

function put(target: unknown, [key, ...rest]: readonly string[], value: number): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target)) return target.map((each, i) => (String(i) === key ? put(each, rest, value) : each));
  return { ...Object(target), [key]: put(Reflect.get(Object(target), key), rest, value) };
}
