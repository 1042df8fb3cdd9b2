import type { ResolvedStudy } from "../../study/resolve.ts";
import type { Scalar } from "../../study/schema.ts";
import type { CellTheory } from "../../study/theory.ts";
import { describe, value } from "./describe.ts";
import { growthTheoryView } from "./growth-theory-view.ts";
import { meanFieldTable, meanFieldView } from "./mean-field-view.ts";
import { exponent } from "./number.ts";
import type { Screen } from "./style.ts";
import { type Column, fitting, table, wrap } from "./table.ts";

const DECIMALS = 5;

/** What is known of a cell, and where the cell is. */
export interface Place extends CellTheory {
  at: Record<string, Scalar>;
}

/**
 * What is known of a study: the laws, a column each (every exponent of a single cell, λ₁ of each of many), where they hold and come
 * from, what no law speaks of, and mean field.
 */
export function theoryView(study: ResolvedStudy, places: readonly Place[], { columns, style }: Screen): string {
  const [title = "", ...more] = describe(study);
  const [first] = places;
  const single = study.axes.length === 0 && first !== undefined;
  const width = study.cells[0]?.network.width ?? 1;
  return [
    style.bold(title),
    ...more.map(style.dim),
    "",
    ...lawTable(study, places, single, columns),
    ...sources(places, single, columns),
    ...silences(places, single, columns),
    ...(single && first.spectrum !== null && first.spectrum.entropy > 0
      ? ["", ...spectrumLine(first.spectrum, columns)]
      : []),
    "",
    ...(single ? meanFieldView(first, width, columns) : meanFieldTable(axisColumns(study, places), places, columns)),
    ...(single ? growthTheoryView(first, columns) : []),
  ].join("\n");
}

function namesOf(places: readonly Place[]): string[] {
  return [...new Set(places.flatMap(({ laws }) => laws.map(({ name }) => name)))];
}

function lawTable(study: ResolvedStudy, places: readonly Place[], single: boolean, columns: number): string[] {
  const [first] = places;
  const names = namesOf(places);
  if (names.length === 0 || first === undefined) return [];
  if (single) return [...table(oneCell(first)), ""];
  return ["λ₁ by each law:", ...table(fitting(axisColumns(study, places), lawColumns(places, names), columns)), ""];
}

/** Of each law, where it comes from and for which networks it holds. */
function sources(places: readonly Place[], single: boolean, columns: number): string[] {
  const all = places.flatMap(({ laws }) => laws);
  return namesOf(places).flatMap((name) => {
    const law = all.find((each) => each.name === name);
    if (law === undefined) return [];
    const kind = law.kind === "exact" ? "exact" : "limit of large width";
    const note = single ? `: ${law.note}` : ".";
    return wrap(`${name} (${kind}; ${law.source})${note} Holds for ${law.domain}.`, columns, "  ");
  });
}

/** What no law speaks of: a line, or one a reason where cells differ. */
function silences(places: readonly Place[], single: boolean, columns: number): string[] {
  const silent = places.filter((place) => place.silent !== undefined);
  if (silent.length === 0) return [];
  const reasons = [...new Set(silent.map(({ silent: each }) => each?.reason ?? ""))];
  const none = places.every(({ laws }) => laws.length === 0);
  const head = none
    ? "No law is known here for these exponents"
    : `No law for ${single ? ranges(silent[0]?.silent?.exponents ?? []) : "some exponents"}`;
  const lines = reasons.map((reason) => `${head}: ${reason}.`);
  return [...lines, ...(none ? ["Measure them: lyascope spectrum."] : [])].flatMap((line) => wrap(line, columns, "  "));
}

/** "λ_2 … λ_16". */
function ranges(exponents: readonly number[]): string {
  const [from, to] = [exponents[0], exponents.at(-1)];
  const whole = from !== undefined && to !== undefined && to - from + 1 === exponents.length;
  if (whole) return from === to ? `λ_${from}` : `λ_${from} … λ_${to}`;
  return exponents.length <= 6 ? exponents.map((i) => `λ_${i}`).join(", ") : `${exponents.length} of the exponents`;
}

function spectrumLine(spectrum: NonNullable<CellTheory["spectrum"]>, columns: number): string[] {
  const { kaplanYorkeDimension, entropy, laws } = spectrum;
  const from = `whole spectrum by ${laws.join(" and ")}`;
  const text = `Kaplan–Yorke dimension ${exponent(kaplanYorkeDimension, 2)}, entropy (Σ of the positive exponents) ${exponent(entropy, 4)} nats per layer: ${from}.`;
  return wrap(text, columns, "  ");
}

function oneCell({ laws }: Place): Column[] {
  const count = Math.max(...laws.map((law) => law.exponents.length));
  const rows = Array.from({ length: count }, (_, i) => i);
  return [
    { title: "i", cells: rows.map((i) => String(i + 1)) },
    ...laws.map((law) => ({ title: law.name, cells: rows.map((i) => exponent(law.exponents[i], DECIMALS)) })),
  ];
}

function axisColumns({ axes }: ResolvedStudy, places: readonly Place[]): Column[] {
  return axes.map(({ path }) => ({
    title: path.replace(/^network\./, ""),
    cells: places.map(({ at }) => value(at[path])),
  }));
}

function lawColumns(places: readonly Place[], names: readonly string[]): Column[] {
  return names.map((name) => ({
    title: name,
    cells: places.map(({ laws }) => exponent(laws.find((law) => law.name === name)?.exponents[0], DECIMALS)),
  }));
}
