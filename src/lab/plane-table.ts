import type { Snapshot, Spectrum } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { plainSymbolOf, wordsOf } from "./axis.ts";
import { exponent, short } from "./format.ts";
import { inUnitsOf } from "./in-units.ts";
import { type Plane, placeOf } from "./plane.ts";
import { type TimeAxis, timeAxis } from "./time-axis.ts";
import type { TableContent } from "./views/data-table.ts";

/** λ₁ of every cell, rows from the top as on the picture. */
export function planeTable(plane: Plane, study: ResolvedStudy, { cells }: Pick<Snapshot, "cells">): TableContent {
  const { columns, rows, x, y } = plane;
  const [first] = study.cells;
  const time = first && timeAxis(first.network);
  const name = (path: string) => `${wordsOf(path)}${plainSymbolOf(path)}`;
  return {
    caption: `Largest exponent λ₁ ± standard error, ${time?.rate}; rows: ${name(y.path)}, columns: ${name(x.path)}`,
    head: [
      `${plainSymbolOf(y.path)} ↓, ${plainSymbolOf(x.path)} →`,
      ...Array.from({ length: columns }, (_, column) => short(placeOf(plane, column).x)),
    ],
    rows: Array.from({ length: rows }, (_, index) => {
      const row = rows - 1 - index;
      const own = Array.from({ length: columns }, (_, column) => {
        const cell = row * columns + column;
        const resolved = study.cells[cell];
        return said(cells[cell] ?? null, resolved && timeAxis(resolved.network));
      });
      return [short(placeOf(plane, row * columns).y), ...own];
    }),
  };
}

/** A cell's number, and its status where that is another than ok. */
function said(spectrum: Spectrum | null, time: TimeAxis | undefined): string {
  if (spectrum === null || time === undefined) return "–";
  const { status, exponents, standardErrors } = inUnitsOf(time, spectrum);
  if (status === "overflow") return "overflow";
  const value = exponent(exponents[0], standardErrors[0]);
  return status === "ok" ? value : `${value}, ${status}`;
}
