import type { Law } from "../../theory/law.ts";

/** Differences this small are rounding of f64, however small the standard error. */
const ROUNDING = 1e-12;

/** What the laws say together: each exponent has the first law, the best, that speaks of it. */
export interface MergedLaw {
  /** Laws that are the first to speak of some exponent. */
  laws: readonly Law[];
  /** For exponent i, its value and which of `laws` it is from; null where none says anything. */
  at(i: number): { value: number; law: Law; index: number } | null;
}

export function mergeLaws(laws: readonly Law[], count: number): MergedLaw {
  const speaks = (law: Law, i: number) => typeof law.exponents[i] === "number";
  const first = (i: number) => laws.find((law) => speaks(law, i));
  const used = laws.filter((law) => Array.from({ length: count }, (_, i) => first(i)).includes(law));
  return {
    laws: used,
    at(i) {
      const index = used.findIndex((law) => speaks(law, i));
      const law = used[index];
      const value = law?.exponents[i];
      return law === undefined || typeof value !== "number" ? null : { value, law, index };
    },
  };
}

/** The letter that ties a value in a table to its law below; none where there is one law only. */
export function mark(laws: readonly Law[], index: number): string {
  return laws.length < 2 ? "" : ` ${String.fromCharCode(97 + index)}`;
}

/** The laws with their sources, one text each; with the note that a law gives of one network if asked. */
export function sources(laws: readonly Law[], notes: boolean): string[] {
  return laws.map((law, index) => {
    const kind = law.kind === "exact" ? "exact" : "limit of large width";
    return `${mark(laws, index)} ${law.name} (${kind}; ${law.source})${notes ? `: ${law.note}` : ""}`.trimStart();
  });
}

/** How far from an exact law, in standard errors; a limit is not expected to agree at this width. */
export function deviation(value: number | null, error: number | null, law: { value: number; law: Law } | null): string {
  if (value === null || law === null || law.law.kind !== "exact" || !Number.isFinite(value)) return "";
  const difference = value - law.value;
  if (Math.abs(difference) <= ROUNDING * Math.max(1, Math.abs(value))) return "0.0 SE";
  if (error === null || error === 0 || !Number.isFinite(difference)) return "";
  return `${difference > 0 ? "+" : "-"}${Math.abs(difference / error).toFixed(1)} SE`;
}

/** Every law that some cell uses, once. */
export function uniteLaws(merged: readonly MergedLaw[]): Law[] {
  const laws = new Map<string, Law>();
  for (const { laws: some } of merged) for (const law of some) if (!laws.has(law.name)) laws.set(law.name, law);
  return [...laws.values()];
}
