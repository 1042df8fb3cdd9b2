import type { BenchmarkDocument } from "../../bench/document.ts";
import type { Quartiles } from "../../bench/quartiles.ts";
import { percentOfPeak, speedup } from "../../bench/ratios.ts";
import type { Row } from "../../bench/rows.ts";
import type { Scaling } from "../../bench/scaling.ts";
import { type Column, table } from "./table.ts";

/** What `lyascope bench` shows a person. */
export function benchView(document: BenchmarkDocument): string {
  const { rows, scaling, firstSnapshots, interrupted } = document;
  return [
    ...heading(document),
    ...(rows.length === 0 ? [] : ["", ...rowTable(document), ...reasons(rows), ...lawTable(rows)]),
    ...(scaling.length === 0 ? [] : ["", ...scalingTable(scaling)]),
    ...(firstSnapshots.length === 0 ? [] : [""]),
    ...firstSnapshots.map(
      ({ engine, cells, seconds }) =>
        `first snapshot of a plane of ${cells} cells, ${engine.toUpperCase()}: ${spread(seconds, (each) => `${(1000 * each).toPrecision(3)} ms`)}`,
    ),
    ...(interrupted ? ["", "interrupted: the rows that were finished"] : []),
  ].join("\n");
}

/** What was measured on, and how. */
function heading({ adapter, reason, host, workers, peak, method }: BenchmarkDocument): string[] {
  const label = adapter?.software ? " (SOFTWARE adapter: shows that the kernels are right, not how fast a GPU is)" : "";
  const gpu =
    adapter === null ? `none${reason === null ? ", not asked for" : `: ${reason}`}` : `${adapter.name}${label}`;
  const clock = peak?.timer === "timestamps" ? "by its own clock" : "by the wall clock";
  return [
    "network·layers per second, everything included, engine warm; max error against f64, nats per layer",
    `GPU   f32, ${gpu}`,
    ...(peak === null ? [] : [`peak  ${(peak.flops / 1e9).toPrecision(3)} GFLOP/s in f32, ${clock}`]),
    `CPU   f64, ${workers} ${workers === 1 ? "worker" : "workers"}, ${host.processor ?? "unknown"}`,
    `runs  ${method.runs} of about ${method.seconds} s a row: median ± half the interquartile range`,
  ];
}

function rowTable({ rows, peak }: BenchmarkDocument): string[] {
  const column = (title: string, cell: (row: Row) => string, align: Column["align"] = "right"): Column => ({
    title,
    cells: rows.map(cell),
    align,
  });
  return table([
    column("n", ({ width }) => String(width)),
    column("k", ({ exponents }) => String(exponents)),
    column("sampling", ({ sampling }) => sampling, "left"),
    column("GPU", ({ gpu }) => (gpu === null ? "–" : spread(gpu.rate, count))),
    column("GPU clock", ({ gpu }) => (gpu?.gpuRate == null ? "" : count(gpu.gpuRate.median))),
    column("GFLOP/s", ({ gpu }) => (gpu === null ? "" : figure(gpu.gflops))),
    column("of peak", ({ gpu }) => percent(percentOfPeak(gpu, peak))),
    column("CPU", ({ cpu }) => (cpu === null ? "" : spread(cpu.rate, count))),
    column("GFLOP/s", ({ cpu }) => (cpu === null ? "" : figure(cpu.gflops))),
    column("GPU/CPU", (row) => ratio(speedup(row.gpu, row.cpu))),
    column("layers per QR", ({ gpu, cpu }) =>
      [gpu, cpu].flatMap((timing) => timing?.orthogonalizedEvery?.toPrecision(2) ?? []).join(" / "),
    ),
    column("max error", ({ agreement }) => (agreement === null ? "" : agreement.maxError.toExponential(1))),
  ]);
}

/** How many times faster sampling in law is than real weights, where both were timed on the same engine. */
function lawTable(rows: readonly Row[]): string[] {
  const pairs = rows.flatMap((law) => {
    const real = rows.find(
      ({ width, exponents, sampling }) => sampling === "network" && width === law.width && exponents === law.exponents,
    );
    return law.sampling === "law" && real !== undefined ? [{ law, real }] : [];
  });
  if (pairs.length === 0) return [];
  return [
    "",
    "in law against real weights, the same engine",
    ...table([
      { title: "n", cells: pairs.map(({ law }) => String(law.width)) },
      { title: "k", cells: pairs.map(({ law }) => String(law.exponents)) },
      { title: "GPU", cells: pairs.map(({ law, real }) => ratio(speedup(law.gpu, real.gpu))) },
      { title: "CPU", cells: pairs.map(({ law, real }) => ratio(speedup(law.cpu, real.cpu))) },
    ]),
  ];
}

/** Why the GPU did not take some rows, each reason once. */
function reasons(rows: readonly Row[]): string[] {
  const all = [...new Set(rows.flatMap(({ refused }) => (refused === null ? [] : [refused])))];
  return all.map((reason) => `–  ${reason}`);
}

function scalingTable(scaling: readonly Scaling[]): string[] {
  const column = (title: string, cell: (each: Scaling) => string, align: Column["align"] = "right"): Column => ({
    title,
    cells: scaling.map(cell),
    align,
  });
  return [
    "the power with which the cost grows: 1 is linear",
    ...table([
      column("n", ({ width }) => String(width)),
      column("k", ({ exponents }) => String(exponents)),
      column("sampling", ({ sampling }) => sampling, "left"),
      column("engine", ({ engine }) => engine.toUpperCase(), "left"),
      column("along", ({ along }) => along, "left"),
      column("from", ({ along, points }) => count(points[0]?.[along] ?? 0)),
      column("to", ({ along, points }) => count(points.at(-1)?.[along] ?? 0)),
      column("power", ({ power, standardError }) => `${power.toFixed(3)} ± ${standardError.toFixed(3)}`),
    ]),
  ];
}

/** A median with half the interquartile range. */
function spread({ median, lower, upper }: Quartiles, show: (value: number) => string): string {
  return `${show(median)} ± ${((50 * (upper - lower)) / median).toFixed(1)} %`;
}

/** Three figures, thousands apart. */
function count(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US");
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function ratio(value: number | null): string {
  return value === null ? "" : String(Number(value.toPrecision(2)));
}

function percent(value: number | null): string {
  return value === null ? "" : `${value.toPrecision(2)} %`;
}
