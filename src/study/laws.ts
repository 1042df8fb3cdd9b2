import { type Law, type MergedLaw, mergeLaws } from "../theory/law.ts";
import { lawsFor } from "../theory/laws.ts";
import type { Cell } from "./resolve.ts";

/** The laws of a cell's exponents, best first. */
export function lawsOf({ network, exponents, depth, burnIn, ensemble }: Cell): Law[] {
  return lawsFor(network, exponents, depth, { burnIn, ensemble });
}

/** The same, as one: each exponent has the best that speaks of it. */
export function lawOf(cell: Cell): MergedLaw {
  return mergeLaws(lawsOf(cell), cell.exponents);
}
