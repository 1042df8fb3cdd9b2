import type { Law } from "../../theory/law.ts";

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
