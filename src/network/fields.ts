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

/** An optional finite number above `bound`, up to `maximum`. */
export function numberAbove(bound: number, maximum: number, about: About) {
  const error = `a number above ${bound}, at most ${maximum}`;
  return z.optional(z.number({ error }).check(z.gt(bound, { error }), z.lte(maximum, { error }), z.meta({ ...about })));
}

/** A number that may change with depth, as a user writes it. */
export type Depthwise = number | { depth: readonly number[] | { from: number; to: number } };

/** An optional number from `minimum` to `maximum`, one a layer, evenly from one end to the other, or by a named rule. */
export function depthwise<const Rule extends string = never>(
  minimum: number,
  maximum: number,
  about: About,
  rules: readonly Rule[] = [],
) {
  const range = `a number from ${minimum} to ${maximum}`;
  const names = rules.map((rule) => `, "${rule}"`).join("");
  const error = `${range}${names}, { depth: [one a layer] } or { depth: { from, to } }`;
  const one = z.number({ error: range }).check(z.gte(minimum, { error: range }), z.lte(maximum, { error: range }));
  const list = z.array(one, { error }).check(z.minLength(1, { error }), z.maxLength(1_000_000, { error }));
  const line = z.strictObject({ from: one, to: one }, { error });
  return z.optional(
    z
      .union([one, z.strictObject({ depth: z.union([list, line], { error }) }, { error }), z.enum(rules, { error })], {
        error,
      })
      .check(z.meta({ ...about })),
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
