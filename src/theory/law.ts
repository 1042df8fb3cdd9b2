/** What is known of a spectrum without measuring it. */
export interface Law {
  /** Short name, such as "Newman". */
  name: string;
  /** `exact`: holds at this width; `limit`: as the width grows. */
  kind: "exact" | "limit";
  /** λ_1 … λ_k in nats per layer; null where the law says nothing of an exponent, −Infinity where it is −∞. */
  exponents: (number | null)[];
  /** Where it comes from, such as "Newman 1986". */
  source: string;
  /** One sentence for a reader: what it assumes, how good it is here. */
  note: string;
}
