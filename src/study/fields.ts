import * as z from "zod/mini";
import { studySchema } from "./schema.ts";

/** A scalar field of the study: what an axis, the command line and the lab's panel need to know of it. */
export interface ScalarField {
  /** Such as `network.weights.variance`. */
  path: string;
  kind: "integer" | "number" | "choice" | "boolean";
  minimum?: number;
  /** Whether the minimum itself is not a value. */
  open?: boolean;
  maximum?: number;
  choices?: readonly string[];
  title: string;
  description: string;
}

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  enum?: string[];
  anyOf?: JsonSchema[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  title?: string;
  description?: string;
}

/** All scalar fields of the study, in the order of the schema; read from the schema, not written twice. */
export const scalarFields: readonly ScalarField[] = collect("", z.toJSONSchema(studySchema) as JsonSchema);

function collect(path: string, written: JsonSchema): ScalarField[] {
  const schema = single(written);
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([key, child]) =>
      collect(path === "" ? key : `${path}.${key}`, child),
    );
  }
  const field = { path, title: schema.title ?? path, description: schema.description ?? "" };
  if (schema.enum !== undefined) return [{ ...field, kind: "choice", choices: schema.enum }];
  if (schema.type === "boolean") return [{ ...field, kind: "boolean" }];
  if (schema.type === "integer" || schema.type === "number") {
    const { type: kind, minimum = schema.exclusiveMinimum, maximum } = schema;
    const open = schema.exclusiveMinimum === undefined ? {} : { open: true };
    return [{ ...field, kind, minimum, ...open, maximum }];
  }
  return [];
}

/** Of a field that may also be a list, or one value a layer, the form that an axis gives it. */
function single({ anyOf, ...about }: JsonSchema): JsonSchema {
  if (anyOf === undefined) return about;
  const number = anyOf.find(({ type }) => type === "number" || type === "integer");
  return { ...(number ?? anyOf.find(({ type }) => type === "object")), ...about };
}

/** The field at a path, if there is one and it is scalar. */
export function scalarField(path: string): ScalarField | undefined {
  return scalarFields.find((field) => field.path === path);
}
