import { type ScalarField, scalarFields } from "../study/fields.ts";
import { columns, section } from "./help.ts";

/** The scalar fields of a study, read from its schema. */
export function studyFieldsHelp(): string {
  const rows = scalarFields.map((field) => [field.path, allowed(field), field.description]);
  return [
    section("Fields of a study (any of them can be an axis)", columns(rows)),
    "Further: network.branch and network.after (lists of linear, activation) and axes, a list of",
    '{"path", "values"} or {"path", "from", "to", "steps", "scale": "linear" or "log"}.',
  ].join("\n");
}

function allowed(field: ScalarField): string {
  switch (field.kind) {
    case "choice":
      return (field.choices ?? []).join(" | ");
    case "boolean":
      return "true | false";
    default:
      return `${field.minimum} … ${field.maximum}`;
  }
}
