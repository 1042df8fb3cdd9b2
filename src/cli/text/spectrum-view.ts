import type { Spectrum } from "../../engine/engine.ts";
import { stateDimension } from "../../network/spec.ts";
import type { Cell } from "../../study/resolve.ts";
import type { Law } from "../../theory/law.ts";
import { mergeLaws } from "../../theory/law.ts";
import { bars } from "./bars.ts";
import { checkpointRows, derivedView } from "./derived-view.ts";
import { growthView } from "./growth-view.ts";
import { deviation, mark, sources } from "./merged-law.ts";
import { decimalsFor, exponent, standardError } from "./number.ts";
import type { Screen } from "./style.ts";
import { type Column, table, tableWidth, wrap } from "./table.ts";
import { verdict } from "./verdict.ts";

const MAX_BAR = 48;
const MIN_BAR = 12;

/** What a picture needs of the cell; how much may be measured of it where it may stop early. */
type Shown = Pick<Cell, "network" | "fixedVectors"> &
  Partial<Pick<Cell, "tolerance" | "ensemble" | "depth" | "burnIn">>;

/** One measured spectrum: a line an exponent, the law beside it, a picture, what else was measured (`further`), and what it means. */
export function spectrumView(
  spectrum: Spectrum,
  cell: Shown,
  laws: readonly Law[],
  { columns: width, style }: Screen,
  further: readonly string[] = [],
): string[] {
  const { network, fixedVectors = [] } = cell;
  const { exponents, standardErrors, infinite, networks } = spectrum;
  const { dt } = network;
  const decimals = decimalsFor(standardErrors);
  const merged = mergeLaws(laws, exponents.length);
  const columns: Column[] = [
    { title: "i", cells: exponents.map((_, i) => String(i + 1)) },
    { title: "λ_i", cells: exponents.map((value) => exponent(value, decimals)) },
    { title: "± SE", cells: standardErrors.map((error) => standardError(error, decimals)) },
    ...(dt === undefined
      ? []
      : [
          {
            title: "per time",
            cells: exponents.map((value) => exponent(value === null ? null : value / dt, Math.max(2, decimals - 1))),
          },
        ]),
    { title: "−∞ in", cells: infinite.map((count) => (count === 0 ? "" : `${count} of ${networks}`)) },
    {
      title: merged.laws.length === 1 ? (merged.laws[0]?.name ?? "") : "law",
      cells: exponents.map((_, i) => {
        const law = merged.at(i);
        return law === null ? "" : exponent(law.value, decimals) + mark(merged.laws, law.index);
      }),
    },
    { title: "off by", cells: exponents.map((value, i) => deviation(value, standardErrors[i] ?? null, merged.at(i))) },
  ];
  const room = Math.min(MAX_BAR, width - tableWidth(columns) - 2);
  if (room >= MIN_BAR)
    columns.push({
      title: "",
      cells: bars(exponents, room).map((bar, i) => style.diverging(bar, Math.sign(exponents[i] ?? 0))),
      align: "left",
    });
  return [
    ...table(columns),
    "",
    ...sources(merged.laws, true)
      .flatMap((line) => wrap(line, width, "  "))
      .map(style.dim),
    ...(merged.laws.length > 0 ? [""] : []),
    ...more(derivedView(spectrum, stateDimension(network), dt).flatMap((line) => wrap(line, width, "  "))),
    ...more(checkpoints(spectrum)),
    ...more(growthView(fixedVectors, spectrum.fixedVectors ?? [])),
    ...more(further),
    ...wrap(verdict(spectrum), width).map(style.bold),
    ...stopped(spectrum, cell),
  ];
}

/** How much of a cell was measured, where its tolerance needed no more. */
function stopped({ networks, layers }: Spectrum, { tolerance, ensemble, depth = 0, burnIn = 0 }: Shown): string[] {
  if (tolerance === undefined) return [];
  if (ensemble !== 1) return networks === ensemble ? [] : [`Stopped after ${networks} of ${ensemble} networks.`];
  return layers === depth - burnIn ? [] : [`Stopped after ${layers} of ${depth - burnIn} layers.`];
}

/** Lines with an empty one behind them, if there are any. */
function more(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines, ""];
}

/** The spectrum up to the depths that were asked for. */
function checkpoints(spectrum: Spectrum): string[] {
  const rows = checkpointRows(spectrum);
  if (rows.length === 0) return [];
  const [first = "", last = ""] = ["λ₁ to there", `λ${spectrum.exponents.length} to there`];
  return table(
    ["depth", first, last, "condition ≥"].map((title, i) => ({ title, cells: rows.map((row) => row[i] ?? "") })),
  );
}
