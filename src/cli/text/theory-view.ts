import type { ResolvedStudy } from "../../study/resolve.ts";
import type { Scalar } from "../../study/schema.ts";
import type { Law } from "../../theory/law.ts";
import { describe, value } from "./describe.ts";
import { exponent } from "./number.ts";
import type { Screen } from "./style.ts";
import { type Column, table, wrap } from "./table.ts";

const DECIMALS = 5;

interface Place {
  at: Record<string, Scalar>;
  laws: readonly Law[];
}

/** The laws of a study: a column a law; every exponent of a single cell, λ₁ of each of many cells. */
export function theoryView(study: ResolvedStudy, places: readonly Place[], { columns: width, style }: Screen): string {
  const names = [...new Set(places.flatMap(({ laws }) => laws.map(({ name }) => name)))];
  const [title = "", ...more] = describe(study);
  const head = [style.bold(title), ...more.map(style.dim), ""];
  if (names.length === 0)
    return [...head, "No law is known here for these exponents; measure them: lyascope spectrum."].join("\n");
  const [first] = places;
  const single = study.axes.length === 0 && first !== undefined;
  const columns: Column[] = single ? oneCell(first) : manyCells(study, places, names);
  const laws = names.flatMap((name) =>
    places.flatMap((place) => place.laws.filter((law) => law.name === name)).slice(0, 1),
  );
  const notes = laws.flatMap((law) =>
    wrap(
      `${law.name} (${law.kind === "exact" ? "exact" : "limit of large width"}; ${law.source})${single ? `: ${law.note}` : ""}`,
      width,
      "  ",
    ),
  );
  return [...head, ...table(columns), "", ...notes].join("\n");
}

function oneCell({ laws }: Place): Column[] {
  const count = Math.max(...laws.map((law) => law.exponents.length));
  const rows = Array.from({ length: count }, (_, i) => i);
  return [
    { title: "i", cells: rows.map((i) => String(i + 1)) },
    ...laws.map((law) => ({ title: law.name, cells: rows.map((i) => exponent(law.exponents[i], DECIMALS)) })),
  ];
}

function manyCells({ axes }: ResolvedStudy, places: readonly Place[], names: readonly string[]): Column[] {
  return [
    ...axes.map(({ path }) => ({ title: path, cells: places.map(({ at }) => value(at[path])) })),
    ...names.map((name) => ({
      title: `λ₁ ${name}`,
      cells: places.map(({ laws }) => exponent(laws.find((law) => law.name === name)?.exponents[0], DECIMALS)),
    })),
  ];
}
