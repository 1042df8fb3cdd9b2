import type { BenchmarkDocument } from "../../bench/document.ts";
import { type CsvColumn, type CsvValue, toCsv } from "../../io/csv.ts";

type Row = BenchmarkDocument["rows"][number];

/** The rows of a benchmark as a table; rates in network·layers per second. */
export function benchmarkCsv({ rows, adapter, workers }: BenchmarkDocument): string {
  const column = (name: string, of: (row: Row) => CsvValue): CsvColumn => ({ name, values: rows.map(of) });
  return toCsv([
    column("width", (row) => row.width),
    column("exponents", (row) => row.exponents),
    column("sampling", (row) => row.sampling),
    column("network", (row) => (row.network === undefined ? null : JSON.stringify(row.network))),
    ...(["gpu", "cpu"] as const).flatMap((engine) => [
      column(`${engine}.rate.median`, (row) => row[engine]?.rate.median),
      column(`${engine}.rate.lower`, (row) => row[engine]?.rate.lower),
      column(`${engine}.rate.upper`, (row) => row[engine]?.rate.upper),
      column(`${engine}.networks`, (row) => row[engine]?.networks),
      column(`${engine}.depth`, (row) => row[engine]?.depth),
      column(`${engine}.gflops`, (row) => row[engine]?.gflops),
    ]),
    column("maxError", (row) => row.agreement?.maxError),
    column("refused", (row) => row.refused),
    column("adapter", () => adapter?.name),
    column("workers", () => workers),
  ]);
}

/** The lines of a terminal that time the same widths and numbers of exponents; the page's own study is not among its rows. */
export function benchmarkCommands({ rows, adapter }: BenchmarkDocument): string[] {
  const engine = adapter === null ? " --engine cpu" : "";
  return rows
    .filter(({ network }) => network === undefined)
    .map(
      ({ width, exponents, sampling }) =>
        `npx lyascope bench --widths ${width} --exponents ${exponents} --sampling ${sampling}${engine} --json`,
    );
}
