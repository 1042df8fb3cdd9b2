import type { Law, MergedLaw } from "../../theory/law.ts";

/** Differences this small are rounding of f64, however small the standard error. */
const ROUNDING = 1e-12;

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
