import type { CellTheory } from "../../study/theory.ts";
import type { PlainTheory } from "../../theory/plain-theory.ts";
import { exponent } from "./number.ts";
import { type Column, fitting, table, wrap } from "./table.ts";

/** A 1/n term beyond this is no correction any more. */
const LARGEST_CORRECTION = 0.1;
/** This close to the edge of chaos, relative to it, a network is on it. */
const ON_EDGE = 1e-9;

/** The mean-field quantities of one cell, a line each. */
export function meanFieldView({ meanField, whyNoMeanField }: CellTheory, width: number, columns: number): string[] {
  if (meanField === null) {
    return whyNoMeanField === undefined
      ? []
      : wrap(`No mean field of a plain network: ${whyNoMeanField}.`, columns, "  ");
  }
  const rows = rowsOf(meanField, width);
  return [
    ...wrap("Mean field (n → ∞; Poole et al. 2016, Schoenholz et al. 2017)", columns, "  "),
    ...table([
      { title: "", cells: rows.map(([name]) => name), align: "left" },
      { title: "", cells: rows.map(([, shown]) => shown) },
      { title: "", cells: rows.map(([, , about]) => about), align: "left" },
    ]).slice(1),
    ...reasons(meanField).flatMap((line) => wrap(line, columns, "  ")),
  ];
}

function rowsOf(theory: PlainTheory, width: number): [name: string, shown: string, about: string][] {
  const { q, chi, exponent: top, correlation, slope, correlationDepth, gradientDepth, limit } = theory;
  const rows: [string, string | null, string][] = [
    ["q*", number(q), "variance of the pre-activations"],
    ["χ₁", number(chi), "growth of the mean squared gradient per layer"],
    ["λ₁", exponent(top, 5), `½ ln χ₁${finiteWidth(theory, width)}`],
    ["c*", number(correlation), "correlation that two inputs end up with"],
    ["χ_c", number(slope), "slope of the correlation map there"],
    ["ξ_c", number(correlationDepth), "layers over which correlations relax"],
    ["ξ", number(gradientDepth), "layers over which squared gradients change by e"],
    ["σ_w² of the edge", number(theory.criticalVariance), `at this σ_b²; ${side(theory)}`],
    ["D_KY/n", limit.dimension === 0 ? null : number(limit.dimension), "Kaplan–Yorke dimension"],
    ["H/n", limit.entropy === 0 ? null : number(limit.entropy), "sum of positive exponents, nats per layer"],
  ];
  return rows.flatMap(([name, shown, about]) => (shown === null ? [] : [[name, shown, about]]));
}

function finiteWidth({ exponent: top, widthCoefficient }: PlainTheory, width: number): string {
  if (widthCoefficient === null || !Number.isFinite(top)) return "";
  const { value, approximate } = widthCoefficient;
  const shift = value / width;
  if (Math.abs(shift) >= LARGEST_CORRECTION) return "";
  return `; ${approximate ? "about " : ""}${exponent(top + shift, 5)} at n = ${width}, to order 1/n`;
}

function side({ distance, criticalVariance }: PlainTheory): string {
  if (distance === null || criticalVariance === null) return "";
  if (Math.abs(distance) <= ON_EDGE * criticalVariance) return "here";
  return `${number(Math.abs(distance))} ${distance > 0 ? "above it" : "below it"} here`;
}

function reasons({ whyNoCorrelation, whyNoEdge }: PlainTheory): string[] {
  return [
    ...(whyNoCorrelation === undefined ? [] : [`No c* and ξ_c: ${whyNoCorrelation}.`]),
    ...(whyNoEdge === undefined ? [] : [`No edge: ${whyNoEdge}.`]),
  ];
}

/** λ₁'s mean field across many cells: as many columns as the screen holds behind those of the axes. */
export function meanFieldTable(axes: readonly Column[], theories: readonly CellTheory[], columns: number): string[] {
  const of = (title: string, pick: (theory: PlainTheory) => number | null): Column => ({
    title,
    cells: theories.map(({ meanField }) => (meanField === null ? "" : (number(pick(meanField)) ?? ""))),
  });
  const all = [
    of("q*", ({ q }) => q),
    of("χ₁", ({ chi }) => chi),
    of("c*", ({ correlation }) => correlation),
    of("ξ_c", ({ correlationDepth }) => correlationDepth),
    of("ξ", ({ gradientDepth }) => gradientDepth),
    of("σ_w² − edge", ({ distance }) => distance),
    of("D_KY/n", ({ limit }) => limit.dimension),
  ];
  if (theories.every(({ meanField }) => meanField === null)) {
    const [reason] = theories.flatMap(({ whyNoMeanField }) => (whyNoMeanField === undefined ? [] : [whyNoMeanField]));
    return reason === undefined ? [] : wrap(`No mean field of plain networks: ${reason}.`, columns, "  ");
  }
  return ["Mean field (n → ∞):", ...table(fitting(axes, all, columns))];
}

/** Four or five figures, ∞ as a sign; null where nothing is known. */
function number(value: number | null): string | null {
  if (value === null) return null;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(2);
  return String(Number(size >= 1 ? value.toPrecision(5) : value.toFixed(5)));
}
