import type { Cell } from "../study/resolve.ts";
import type { Law } from "../theory/law.ts";
import { lawsFor } from "../theory/laws.ts";

/** The laws of a cell's exponents, best first. */
export function lawsOf({ network, exponents, depth, burnIn, ensemble }: Cell): Law[] {
  return lawsFor(network, exponents, depth, { burnIn, ensemble });
}
