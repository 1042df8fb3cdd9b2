import { entropy, kaplanYorke } from "../measure/derived.ts";
import { stateDimension } from "../network/spec.ts";
import { type Law, mergeLaws } from "../theory/law.ts";
import { lawsFor } from "../theory/laws.ts";
import { type LogNormLaw, logNormLaw } from "../theory/log-norm.ts";
import { type PlainTheory, plainTheory, whyNoPlainTheory } from "../theory/plain-theory.ts";
import { whyNoLaw } from "../theory/why-no-law.ts";
import { type GrowthTheory, growthTheory, type SmallScale, smallScaleTheory } from "./growth-theory.ts";
import { lawsOf } from "./laws.ts";
import type { Cell } from "./resolve.ts";

/** All that is known of a cell without measuring it. */
export interface CellTheory {
  /** Best first. */
  laws: Law[];
  /** Exponents, from 1, that no law speaks of, and why; where there are any. */
  silent?: { exponents: number[]; reason: string };
  /** Where a law is known of every exponent of the state: what follows from them at this width. */
  spectrum: { kaplanYorkeDimension: number; entropy: number; laws: string[] } | null;
  /** Mean-field theory of plain networks, n → ∞; null where it does not hold: `whyNoMeanField`. */
  meanField: PlainTheory | null;
  whyNoMeanField?: string;
  /** Gradients and signals layer by layer; null where mean field does not hold. */
  growth: GrowthTheory | null;
  /** Exact law of ln‖J u‖ over the counted layers; null where none is known. */
  logNorm: LogNormLaw | null;
  /** The spectrum of a small branch; null where it is not small, or not linear. */
  smallScale: SmallScale | null;
}

/** Up to here a whole spectrum is worth its time. */
const LARGEST = 1024;

export function theoryOf(cell: Cell): CellTheory {
  const { network, exponents } = cell;
  const laws = lawsOf(cell);
  const merged = mergeLaws(laws, exponents);
  const silent = Array.from({ length: exponents }, (_, i) => i + 1).filter((i) => merged.at(i - 1) === null);
  const meanField = plainTheory(network);
  const why = whyNoPlainTheory(network);
  return {
    laws,
    ...(silent.length === 0 ? {} : { silent: { exponents: silent, reason: whyNoLaw(network) } }),
    spectrum: laws.length === 0 ? null : wholeSpectrum(cell),
    meanField,
    ...(why === null ? {} : { whyNoMeanField: why }),
    growth: growthTheory(cell),
    logNorm: logNormLaw(network, cell.depth, cell.burnIn),
    smallScale: smallScaleTheory(cell),
  };
}

function wholeSpectrum({ network, depth, burnIn, ensemble }: Cell): CellTheory["spectrum"] {
  const dimension = stateDimension(network);
  if (dimension > LARGEST) return null;
  const merged = mergeLaws(lawsFor(network, dimension, depth, { burnIn, ensemble }), dimension);
  const exponents = Array.from({ length: dimension }, (_, i) => merged.at(i)?.value ?? null);
  const known = exponents.filter((value) => value !== null);
  if (known.length < dimension) return null;
  const [fractal, production] = [kaplanYorke(known, dimension), entropy(known, dimension)];
  if (fractal === null || production === null) return null;
  return { kaplanYorkeDimension: fractal, entropy: production, laws: merged.laws.map(({ name }) => name) };
}
