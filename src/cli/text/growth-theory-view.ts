import type { GrowthTheory, SmallScale } from "../../study/growth-theory.ts";
import type { CellTheory } from "../../study/theory.ts";
import type { LogNormLaw } from "../../theory/log-norm.ts";
import { depthText, exponent, power, ratio } from "./number.ts";
import { shownPlaces } from "./profile-view.ts";
import { table, wrap } from "./table.ts";

/** What is known of one cell beside its exponents: gradients layer by layer, the spread of ln‖J u‖, the limit of small branches. */
export function growthTheoryView({ growth, logNorm, smallScale }: CellTheory, columns: number): string[] {
  return [
    ...(growth === null ? [] : ["", ...growthTable(growth, columns)]),
    ...(logNorm === null ? [] : ["", ...wrap(spread(logNorm), columns, "  ")]),
    ...(smallScale === null ? [] : ["", ...wrap(small(smallScale), columns, "  ")]),
  ];
}

function growthTable(growth: GrowthTheory, columns: number): string[] {
  const { layers, log10GradientNorm, log10StateSize, gsc, squareRootLaw, source, domain } = growth;
  const places = shownPlaces(layers);
  const size = (log10: number | null | undefined): string =>
    log10 === null || log10 === undefined ? "" : log10 === Number.NEGATIVE_INFINITY ? "0" : power(log10, 4);
  const depth = layers.at(-1) ?? 0;
  return [
    ...wrap("Layer by layer (root mean squares, n → ∞)", columns, "  "),
    ...table([
      { title: "layer", cells: places.map((place) => String(layers[place])) },
      { title: "‖∂L/∂h‖", cells: places.map((place) => size(log10GradientNorm[place])) },
      { title: "rms h", cells: places.map((place) => size(log10StateSize[place])) },
      { title: "GSC", cells: places.map((place) => size(logOf(gsc[place]))) },
    ]),
    ...wrap(`‖∂L/∂h‖ as a part of that of the output (${source}). Holds for ${domain}.`, columns, "  "),
    ...(squareRootLaw === null
      ? []
      : wrap(
          `Deep down λ₁ goes to 0 and gradients grow as e^√L all the same: ln of their mean square is 8/(3√(2π)) α σ_w √L = ${exponent(squareRootLaw, 3)} at ${depthText(depth)} layers as L → ∞; ${exponent(2 * Math.LN10 * (log10GradientNorm[0] ?? 0), 3)} at this depth (Yang & Schoenholz 2017).`,
          columns,
          "  ",
        )),
  ];
}

function logOf(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.log10(value);
}

function spread({ name, layers, mean, variance, vanishing, source, domain }: LogNormLaw): string {
  const dies =
    vanishing > 0 ? `, given that it does not vanish, which it does with probability ${ratio(vanishing)}` : "";
  return `ln‖J u‖ over ${layers} layers, by ${name} (exact; ${source}): mean ${exponent(mean, 4)}, variance ${exponent(variance, 4)}${dies}. Holds for ${domain}.`;
}

function small({ ratio: size, exponents }: SmallScale): string {
  const [first, last] = [exponents[0], exponents.at(-1)];
  return `To second order in the branch, a = |α| σ_w/|skip| = ${ratio(size)}: λ_i = ln|skip| + a²(n − 2i)/(2n), λ₁ = ${exponent(first, 6)} to λ_${exponents.length} = ${exponent(last, 6)} (perturbation of the QR factors; the next term is of order a⁴).`;
}
