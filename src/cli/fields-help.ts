import { type ScalarField, scalarFields } from "../study/fields.ts";
import { resolveStudy } from "../study/resolve.ts";
import { columns, section } from "./help.ts";

/** The scalar fields of a study, read from its schema. */
export function studyFieldsHelp(): string {
  const rows = scalarFields.map((field) => [
    field.path,
    `${field.description}: ${allowed(field)} (${defaultOf(field.path)})`,
  ]);
  return [
    section("Fields of a study, their defaults in brackets (any of them can be an axis)", columns(rows)),
    "Further: network.branch and network.after (lists of operations: linear, activation, layernorm, rmsnorm, batchnorm) and axes, a list of",
    '{"path", "values"} or {"path", "from", "to", "steps", "scale": "linear" or "log", "draw": "random"}; draw: values drawn uniformly',
    "on the scale and sorted, a function of the seed and the path, instead of evenly spaced ones.",
  ].join("\n");
}

function allowed(field: ScalarField): string {
  switch (field.kind) {
    case "choice":
      return (field.choices ?? []).join(", ");
    case "boolean":
      return "true or false";
    default:
      return `${field.open ? "above " : ""}${field.minimum} to ${field.maximum}`;
  }
}

/** What the field is where nothing is written, taken from the empty study. */
function defaultOf(path: string): string {
  let value: unknown = resolveStudy({}).cells[0];
  for (const key of path.split("."))
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return path in DERIVED ? `${DERIVED[path]}` : String(value);
}

/** Defaults that depend on other fields. */
const DERIVED: Readonly<Record<string, string>> = {
  distribution: "false",
  burnIn: "an eighth of the depth",
  tolerance: "none",
  exponents: "16, or the width where that is less",
  "network.skip": "the block's",
  "network.scale": "the block's",
  "network.tied": "the block's",
  "network.batch": "8 with a batchnorm, else 1",
  "network.weights.init": "none",
  "network.weights.nu": "3",
  "network.weights.sparsity": "all inputs",
  "network.weights.spectralNorm": "as drawn",
};
