/** What is known of a spectrum without measuring it. */
export interface Law {
  /** Short name, such as "Newman". */
  name: string;
  /** `exact`: holds at this width; `limit`: as the width grows. */
  kind: "exact" | "limit";
  /** λ_1 … λ_k in nats per layer; null where the law says nothing of an exponent, −Infinity where it is −∞. */
  exponents: (number | null)[];
  /** For which networks it holds: a phrase that goes on from "holds for". */
  domain: string;
  /** Where it comes from, such as "Newman 1986". */
  source: string;
  /** One sentence for a reader: what it assumes, how good it is here. */
  note: string;
}

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
