import type { Spectrum } from "../engine/engine.ts";
import { type NetworkSpec, stateDimension } from "../network/spec.ts";
import type { Cell } from "../study/resolve.ts";
import { differenceOf, spectrumDifference } from "./difference.ts";
import { decimalsFor, exponent, subscript } from "./format.ts";
import type { Showing } from "./heat-picture.ts";
import { sampleOfSides } from "./sampling.ts";
import { both, differenceName, type Sides } from "./sides.ts";
import { spanOf, type TimeAxis } from "./time-axis.ts";
import type { NamedSpectrum } from "./views/comparison-view.ts";

/** Two whole spectra and what is behind them. */
export interface Comparison {
  sides: Sides;
  /** Of both sides; spectra are in its units. */
  time: TimeAxis;
  /** Exponents of the side that has more of them. */
  count: number;
  cells: readonly [Cell, Cell];
  spectra: readonly [Spectrum | null, Spectrum | null];
  /** Whether the branch has a factor other than 1. */
  scaled: boolean;
}

/** "A beside I + A", "relu − tanh". */
export function titleOf({ names, jacobians }: Sides, showing: Showing): string {
  return showing === "both" ? (jacobians ?? names).join(" beside ") : differenceName({ names });
}

/** The curves of the chart. */
export function curvesOf({ sides, spectra }: Comparison, showing: Showing): NamedSpectrum[] {
  const { names, jacobians } = sides;
  if (showing === "difference") {
    return [{ name: differenceName(sides), side: 2, spectrum: spectrumDifference(...spectra) }];
  }
  return both(names, (name, side) => ({
    name: jacobians === null ? name : `${name}, ${jacobians[side]}`,
    side,
    spectrum: spectra[side],
  }));
}

/** What is to be read off: how far each spectrum spreads, or by how much both ends differ. */
export function captionOf(comparison: Comparison, showing: Showing): string {
  const { spectra, time, sides } = comparison;
  if (spectra.every((each) => each === null)) return "Measuring …";
  if (showing === "difference") return differenceCaption(comparison);
  const last = wholeOf(comparison) ? "λₙ" : "the last λ";
  const [a, b] = both(spectra, spreadOf);
  const [of, and] = (sides.jacobians ?? sides.names).map((name) => name.replaceAll(" ", "\u00a0"));
  return `Spread λ₁ − ${last}: ${a} for ${of}, ${b} for ${and}, in ${time.rate}.`;
}

function spreadOf(spectrum: Spectrum | null): string {
  if (spectrum === null) return "…";
  const { exponents, standardErrors, status } = spectrum;
  const [first, end] = [exponents[0], exponents.at(-1)];
  if (status === "overflow" || typeof first !== "number" || typeof end !== "number") return "overflow";
  if (!Number.isFinite(first)) return "nothing (every λ is −∞)";
  if (!Number.isFinite(end)) return "∞";
  const error = (standardErrors[0] ?? 0) + (standardErrors.at(-1) ?? 0);
  return (first - end).toFixed(Math.min(3, decimalsFor(error)));
}

function differenceCaption({ spectra, sides, time }: Comparison): string {
  const [a, b] = spectra;
  const difference = spectrumDifference(a, b);
  if (a === null || b === null || difference === null) return "Measuring …";
  const name = differenceName(sides);
  if (difference.status === "overflow") return `${name}: overflow on a side.`;
  const count = difference.exponents.length;
  const at = (i: number): string => {
    const { value, error } = differenceOf(a.exponents[i], b.exponents[i], a.standardErrors[i], b.standardErrors[i]);
    return value === null ? "no number (−∞ on both sides)" : exponent(value, error);
  };
  const ends = count === 1 ? `λ₁ ${at(0)}` : `λ₁ ${at(0)}, λ${subscript(count)} ${at(count - 1)}`;
  return `${name}: ${ends}, in ${time.rate}.`;
}

/** How all this was measured. */
export function sampleOf(comparison: Comparison, showing: Showing): string {
  const { sides, cells, spectra, scaled, count, time } = comparison;
  const [cell] = cells;
  const jacobian = `A = ${scaled ? "α " : ""}${branchOf(cell.network)}, the branch’s Jacobian; `;
  const errors =
    showing === "both"
      ? "measured ± 2 standard errors"
      : "measured ± 2 √(a² + b²) of the sides’ standard errors a and b";
  const networks = Math.min(...spectra.map((spectrum) => spectrum?.networks ?? 0));
  const which = wholeOf(comparison) ? "all" : "the first";
  const behind = `${sampleOfSides(cells, networks)}, ${which} ${count} exponents, ${spanOf(time, cell.depth - cell.burnIn)}`;
  return `${sides.jacobians === null ? "" : jacobian}${errors}: ${behind}`;
}

function wholeOf({ cells }: Comparison): boolean {
  return cells.every(({ network, exponents }) => exponents === stateDimension(network));
}

/** The Jacobian of the branch in symbols, where it is as short as that. */
function branchOf({ branch }: NetworkSpec): string {
  return branch.join() === "linear,activation" ? "φ′ W" : "∂f/∂h";
}
