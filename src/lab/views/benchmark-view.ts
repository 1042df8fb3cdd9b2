import type { BenchmarkDocument } from "../../bench/document.ts";
import { percentOfPeak, speedup } from "../../bench/ratios.ts";
import type { Row } from "../../bench/rows.ts";
import type { Timing } from "../../bench/timing.ts";
import { h } from "../dom.ts";
import { rate, short } from "../format.ts";

export interface BenchmarkView {
  readonly element: HTMLElement;
  show(document: BenchmarkDocument): void;
  clear(): void;
}

const HEADINGS = ["n", "k", "weights", "GPU f32", "CPU f64", "GPU / CPU", "GFLOP/s (of peak)", "max error"] as const;

/** Who computes, and a table with one row a case. */
export function createBenchmarkView(): BenchmarkView {
  const who = h("ul", { class: "bench-who" });
  const body = h("tbody");
  const headings = HEADINGS.map((heading) => h("th", { scope: "col" }, heading));
  const table = h("table", { class: "bench-table" }, h("thead", {}, h("tr", {}, ...headings)), body);
  const reasons = h("p", { class: "bench-reasons" });
  const element = h("div", { class: "bench-result" }, who, h("div", { class: "bench-scroll" }, table), reasons);
  element.hidden = true;
  return {
    element,
    show(document) {
      element.hidden = false;
      who.replaceChildren(...whoComputes(document));
      body.replaceChildren(...document.rows.map((row) => rowOf(row, document)));
      const refused = document.rows.flatMap((row) => (row.refused === null ? [] : [row.refused]));
      reasons.textContent = [...new Set(refused)].map((reason) => `– ${reason}`).join(" ");
    },
    clear() {
      element.hidden = true;
      body.replaceChildren();
    },
  };
}

function whoComputes({ adapter, reason, peak, workers, method }: BenchmarkDocument): HTMLElement[] {
  const gpu = adapter === null ? [`GPU: none, ${reason ?? "not asked for"}`] : [`GPU: ${adapter.name}`];
  const software = "This adapter computes on the CPU: it shows that the kernels are right, not how fast a GPU is.";
  return [
    h(
      "li",
      {},
      ...gpu,
      ...(adapter?.software ? [" ", h("span", { class: "software", title: software }, "software")] : []),
      ...(peak === null ? [] : [`, f32 peak ${short(peak.flops / 1e9, 3)} GFLOP/s`]),
    ),
    h("li", {}, `CPU: ${workers} ${workers === 1 ? "worker" : "workers"}, f64`),
    h("li", {}, `${method.runs} runs of about ${short(method.seconds)} s a row`),
  ];
}

function rowOf(row: Row, { peak }: BenchmarkDocument): HTMLElement {
  const percent = percentOfPeak(row.gpu, peak);
  const ratio = speedup(row.gpu, row.cpu);
  const gflops = row.gpu === null ? "" : short(row.gpu.gflops, 3);
  return h(
    "tr",
    {},
    h("td", {}, row.network === undefined ? String(row.width) : `this study, ${row.width}`),
    h("td", {}, String(row.exponents)),
    h("td", {}, row.sampling === "law" ? "in law" : "real"),
    timing(row.gpu),
    timing(row.cpu),
    h("td", {}, ratio === null ? "" : `${short(ratio, 2)} ×`),
    h("td", {}, percent === null ? gflops : `${gflops} (${short(percent, 2)} %)`),
    h("td", {}, row.agreement === null ? "" : row.agreement.maxError.toExponential(1).replace("-", "−")),
  );
}

function timing(entry: Timing | null): HTMLElement {
  if (entry === null) return h("td", {}, "–");
  const { median, lower, upper } = entry.rate;
  const spread = h("span", { class: "spread" }, ` ± ${short((50 * (upper - lower)) / median, 2)} %`);
  const own = entry.gpuRate === null ? "" : `; by the GPU’s own clock ${rate(entry.gpuRate.median)}`;
  return h("td", { title: `${entry.networks} networks of ${entry.depth} layers a run${own}` }, rate(median), spread);
}
