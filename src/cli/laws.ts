import type { Cell } from "../study/resolve.ts";
import type { Law } from "../theory/law.ts";
import { lawsFor } from "../theory/laws.ts";

/** The laws of a cell's exponents. */
export function lawsOf({ network, exponents, depth }: Cell): Law[] {
  return lawsFor(network, exponents, depth);
}
