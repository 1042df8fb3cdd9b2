import * as z from "zod/mini";

/** What a reader of the schema (help text, the lab's panel) is told of a field. */
export interface About {
  title?: string;
  description: string;
}

// Every failure of a field gives the same message: what is allowed there.

/** An optional whole number from `minimum` to `maximum`. */
export function integer(minimum: number, maximum: number, about: About) {
  const error = `a whole number from ${minimum} to ${maximum}`;
  return z.optional(z.int({ error }).check(z.gte(minimum, { error }), z.lte(maximum, { error }), z.meta({ ...about })));
}

/** An optional finite number from `minimum` to `maximum`. */
export function number(minimum: number, maximum: number, about: About) {
  const error = `a number from ${minimum} to ${maximum}`;
  return z.optional(
    z.number({ error }).check(z.gte(minimum, { error }), z.lte(maximum, { error }), z.meta({ ...about })),
  );
}

/** An optional choice among names. */
export function oneOf<const T extends readonly string[]>(names: T, about: About) {
  const error = `one of ${names.join(", ")}`;
  return z.optional(z.enum(names, { error }).check(z.meta({ ...about })));
}

/** An optional object with these fields and no others. */
export function strict<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.optional(z.strictObject(shape, { error: `an object with the fields ${Object.keys(shape).join(", ")}` }));
}
