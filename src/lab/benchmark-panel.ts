import type { BenchOptions } from "../bench/bench.ts";
import type { Progress } from "../bench/benchmark.ts";
import type { Case } from "../bench/case.ts";
import type { BenchmarkDocument } from "../bench/document.ts";
import { toJson } from "../io/json.ts";
import { h } from "./dom.ts";
import { Latest } from "./latest.ts";
import { createBenchmarkView } from "./views/benchmark-view.ts";

export interface BenchmarkPanelOptions extends BenchOptions {
  /** What is timed; a few sizes that take a GPU seconds if not given. */
  cases?: readonly Case[];
  /** The study on the page, timed before them; null where it cannot be. */
  own?: () => Case | null;
  /** Resolves as soon as work may go on: between two runs it is waited for. */
  opened?: (signal: AbortSignal) => Promise<void>;
}

export interface BenchmarkPanel {
  readonly element: HTMLElement;
  /** What was timed; null before. */
  readonly document: BenchmarkDocument | null;
  /** Releases workers and device. */
  destroy(): Promise<void>;
}

const CASES: readonly Case[] = [
  { width: 16, exponents: 16, sampling: "network" },
  { width: 32, exponents: 32, sampling: "network" },
  { width: 64, exponents: 64, sampling: "network" },
  { width: 64, exponents: 8, sampling: "network" },
  { width: 64, exponents: 8, sampling: "law" },
];

/**
 * GPU against CPU on the visitor's machine, at the press of a button. `quiet` is called before it starts: what else the
 * page measures would take its time. It opens engines of its own, whose GPU tells the time.
 */
export function createBenchmarkPanel(quiet: () => void, options: BenchmarkPanelOptions = {}): BenchmarkPanel {
  const latest = new Latest();
  const view = createBenchmarkView();
  let document: BenchmarkDocument | null = null;
  /** Ends once the last run has closed its engines. */
  let ended: Promise<void> = Promise.resolve();
  const button = h("button", { type: "button", class: "bench-run", onclick: toggle });
  const copy = h("button", { type: "button", class: "bench-copy", onclick: () => void copyJson() }, "Copy JSON");
  const said = h("p", { class: "bench-said", role: "status" });
  const text = h("textarea", { class: "bench-json", readonly: true, rows: 6, "aria-label": "The benchmark as JSON" });
  const element = h(
    "section",
    { class: "panel benchmark-panel", "aria-label": "Benchmark" },
    h(
      "header",
      {},
      h("h2", {}, "Benchmark"),
      h("span", { class: "where" }, "network·layers per second on this machine, everything included"),
      h("span", { class: "bench-buttons" }, copy, button),
    ),
    view.element,
    said,
    text,
  );
  state(
    "idle",
    "Times the GPU against the CPU, on this study and at a few sizes; what the page measures is stopped meanwhile.",
  );

  function state(next: "idle" | "running" | "done" | "cancelled" | "failed", words: string): void {
    element.dataset.state = next;
    button.textContent = next === "running" ? "Stop" : "Run";
    copy.disabled = document === null || document.rows.length === 0;
    said.textContent = words;
    if (next !== "failed") text.hidden = true;
  }

  function toggle(): void {
    if (latest.running) {
      latest.cancel();
      if (document !== null) document = { ...document, interrupted: true };
      state("cancelled", "Stopped: the rows that were finished.");
      return;
    }
    quiet();
    document = null;
    view.clear();
    state("running", "Opening the engines …");
    const before = ended;
    ended = latest.run((signal) => measure(signal, before), {
      value(progress) {
        document = progress.document;
        view.show(document);
        state("running", `Measuring, ${progress.done} of ${progress.total} …`);
      },
      end: () => state("done", "Done: medians of the runs, ± half their interquartile range."),
      fail: (error) => state("failed", error instanceof Error ? error.message : String(error)),
    });
  }

  async function* measure(signal: AbortSignal, before: Promise<void>): AsyncGenerator<Progress> {
    await before;
    signal.throwIfAborted();
    // Few press the button: the page is there without it.
    const [{ Bench }, { runBenchmark }] = await Promise.all([
      import("../bench/bench.ts"),
      import("../bench/benchmark.ts"),
    ]);
    const bench = await Bench.open(options);
    try {
      const own = options.own?.() ?? null;
      const rows = [...(own === null ? [] : [own]), ...(options.cases ?? CASES)];
      for await (const progress of runBenchmark(bench, { rows }, signal)) {
        yield progress;
        await options.opened?.(signal);
      }
    } finally {
      await bench.close();
    }
  }

  async function copyJson(): Promise<void> {
    if (document === null) return;
    const json = toJson(document, 2);
    try {
      await navigator.clipboard.writeText(json);
      said.textContent = "Copied: the same JSON as of lyascope bench --json.";
    } catch {
      // A page may not be allowed to: the text can be copied by hand.
      text.hidden = false;
      text.value = json;
      text.select();
      said.textContent = "The browser does not allow a page to copy: here it is, selected.";
    }
  }

  return {
    element,
    get document() {
      return document;
    },
    async destroy() {
      latest.cancel();
      await ended;
    },
  };
}
