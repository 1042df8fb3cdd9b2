import type { GradientProfile } from "../../engine/engine.ts";
import { QUANTILES } from "../../measure/profile.ts";
import type { Cell } from "../../study/resolve.ts";
import type { Law } from "../../theory/law.ts";
import { mergeLaws } from "../../theory/law.ts";
import { bars } from "./bars.ts";
import { gradientVerdict } from "./gradient-verdict.ts";
import { sources } from "./merged-law.ts";
import { exponent, logDecimals, ratio, standardError } from "./number.ts";
import { slopeTable } from "./slope-table.ts";
import type { Screen } from "./style.ts";
import { type Column, table, tableWidth, wrap } from "./table.ts";

const SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹";
const MAX_BAR = 48;
const MIN_BAR = 8;
/** Steps from the input to the output, the first that divides the depth; the last otherwise. */
const STEPS = [16, 15, 14, 13, 11, 10, 12];

/** One measured profile: lines from the input to the output, a picture, the slope, and what it means. */
export function profileView(
  profile: GradientProfile,
  cell: Cell,
  laws: readonly Law[],
  { columns: width, style }: Screen,
): string[] {
  const merged = mergeLaws(laws, 1);
  const columns = columnsOf(profile, shownPlaces(profile.layers));
  const room = Math.min(MAX_BAR, width - tableWidth(columns) - 2);
  const means = shownPlaces(profile.layers).map((place) => profile.log10GradientNorm[place] ?? null);
  if (room >= MIN_BAR)
    columns.push({
      title: "",
      cells: bars(means, room).map((bar, i) => style.diverging(bar, Math.sign(means[i] ?? 0))),
      align: "left",
    });
  return [
    ...(profile.status === "overflow" ? [] : [...table(columns), "", ...slopeTable(profile, cell, merged.at(0)), ""]),
    ...sources(merged.laws, true)
      .flatMap((line) => wrap(line, width, "  "))
      .map(style.dim),
    ...(merged.laws.length > 0 ? [""] : []),
    ...wrap(gradientVerdict(profile), width).map(style.bold),
  ];
}

function columnsOf(profile: GradientProfile, places: readonly number[]): Column[] {
  const { layers, standardErrors, infinite, networks, quantiles, log10Dilution, normBound } = profile;
  const decimals = logDecimals(standardErrors);
  const logs = (title: string, values: readonly (number | null)[]): Column => ({
    title,
    cells: places.map((place) => exponent(values[place], decimals)),
  });
  return [
    { title: "layer", cells: places.map((place) => String(layers[place])) },
    logs("‖∂L/∂h‖", profile.log10GradientNorm),
    { title: "± SE", cells: places.map((place) => standardError(standardErrors[place], decimals)) },
    {
      title: "zero in",
      cells: places.map((place) => (infinite[place] === 0 ? "" : `${infinite[place]} of ${networks}`)),
    },
    ...(networks < 2 ? [] : [{ title: "5–95 %", cells: places.map((place) => range(quantiles, place)) }]),
    ...profile.log10WeightGradientNorm.map((values, matrix, all) => logs(weightTitle(matrix, all.length), values)),
    ...(normBound === undefined ? [] : [logs("Π‖J‖₂", normBound.log10)]),
    ...(log10Dilution === null
      ? []
      : [{ title: "dilution", cells: places.map((place) => ratio(powerOf(log10Dilution[place]))) }]),
    { title: "GSC", cells: places.map((place) => ratio(profile.gsc[place])) },
  ];
}

/** Title of the gradients of the weights, of some layer; numbered above where a layer has several matrices. */
export function weightTitle(matrix: number, count: number, layer = ""): string {
  const number = count === 1 ? "" : (SUPERSCRIPTS[matrix] ?? `^${matrix + 1}`);
  return `‖∂L/∂W${number}${layer}‖`;
}

/** Places in `layers` that are shown: about a dozen evenly spaced ones, the first and the last among them. */
export function shownPlaces(layers: readonly number[]): number[] {
  const last = layers.length - 1;
  const steps = last <= 16 ? last : (STEPS.find((each) => last % each === 0) ?? 12);
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * last) / steps));
}

function range(quantiles: GradientProfile["quantiles"], place: number): string {
  const low = quantiles[0]?.[place];
  const high = quantiles[QUANTILES.length - 1]?.[place];
  return low === null || low === undefined ? "" : `${exponent(low, 2)} … ${exponent(high, 2)}`;
}

function powerOf(log10: number | null | undefined): number | null {
  return log10 === null || log10 === undefined ? null : 10 ** log10;
}
