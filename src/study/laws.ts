import type { Spectrum } from "../engine/engine.ts";
import { type Law, type MergedLaw, mergeLaws } from "../theory/law.ts";
import { lawsFor } from "../theory/laws.ts";
import type { Cell } from "./resolve.ts";

/** The networks and counted layers behind a spectrum. */
type Used = Pick<Spectrum, "networks" | "layers">;

/** The laws of a cell's exponents, best first; of a cell with a tolerance, of what was `used` of it, if that is known. */
export function lawsOf({ network, exponents, depth, burnIn, ensemble, tolerance }: Cell, used?: Used): Law[] {
  if (tolerance === undefined || used === undefined) return lawsFor(network, exponents, depth, { burnIn, ensemble });
  return lawsFor(network, exponents, burnIn + used.layers, { burnIn, ensemble: used.networks });
}

/** The same, as one: each exponent has the best that speaks of it. */
export function lawOf(cell: Cell, used?: Used): MergedLaw {
  return mergeLaws(lawsOf(cell, used), cell.exponents);
}
