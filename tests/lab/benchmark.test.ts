import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import type { BenchmarkDocument } from "../../src/bench/document.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, find, openLab } from "./page.ts";

const TINY: StudyInput = { network: { width: 4 }, depth: 8, ensemble: 1 };
const GRID = { columns: 2, rows: 2 };
const CASES = [
  { width: 4, exponents: 4, sampling: "network" },
  { width: 4, exponents: 2, sampling: "law" },
] as const;
const QUICK = { seconds: 0.02, runs: 3, workers: 1, cases: CASES };

cleanPage();

function open(benchmark: Parameters<typeof openLab>[0]["benchmark"]) {
  const root = openLab({ study: TINY, grid: GRID, drawing: "canvas", benchmark: benchmark ?? QUICK });
  return { root, panel: find<HTMLElement>(root, "[aria-label=Benchmark]") };
}

const press = (panel: HTMLElement, name: string) => userEvent.click(find(panel, name));
const reaches = (panel: HTMLElement, state: string) =>
  expect.poll(() => panel.dataset.state, { interval: 20 }).toBe(state);

describe("the benchmark", () => {
  test("times GPU against CPU, names the adapter, labels software, and gives its JSON", async () => {
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    const { root, panel } = open(QUICK);
    expect(find<HTMLButtonElement>(panel, ".bench-copy").disabled).toBe(true);
    await press(panel, ".bench-run");
    // What else the page measures has made room.
    expect(root.dataset.state).not.toBe("running");
    await reaches(panel, "done");
    await press(panel, ".bench-copy");
    expect(write).toHaveBeenCalledOnce();
    const document: BenchmarkDocument = JSON.parse(write.mock.calls[0]?.[0] ?? "");
    const [own, ...others] = document.rows.map(({ width, exponents, sampling, network }) => ({
      ...{ width, exponents, sampling },
      ...(network === undefined ? {} : { network }),
    }));
    expect(others).toEqual(CASES);
    // The page's study, at its place on the plane.
    const variances = { weights: { variance: 3 }, bias: { variance: 0.25 } };
    expect(own).toEqual({ width: 4, exponents: 4, sampling: "law", network: { width: 4, ...variances } });
    for (const { gpu, cpu, agreement } of document.rows) {
      for (const timing of [gpu, cpu]) expect(timing?.seconds).toHaveLength(3);
      expect(agreement?.maxError).toBeLessThan(1e-4);
    }
    expect(panel.textContent).toContain(`GPU: ${document.adapter?.name}`);
    expect(panel.querySelector(".software") !== null).toBe(document.adapter?.software);
    const rows = [...panel.querySelectorAll("tbody tr")].map((row) => row.textContent);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^this study, 44in law/);
    expect(rows[1]).toMatch(/^44real[\d.]+( k)? ± [\d.]+ %[\d.]+ ?[kM]? ± [\d.]+ %.*e−\d$/);
    expect(rows[2]).toMatch(/^42in law/);
  });

  test("leaves the page free while it runs, stops when told to, and shows its text where it may not copy", async () => {
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    // A run of the second row takes half a minute.
    const cases = [CASES[0], { width: 1024, exponents: 1024, sampling: "law" }] as const;
    const { panel } = open({ ...QUICK, cases, engines: "cpu", own: () => null });
    await press(panel, ".bench-run");
    await expect.poll(() => panel.querySelectorAll("tbody tr").length, { interval: 20 }).toBe(1);
    const pauses: number[] = [];
    for (let turn = 0, last = performance.now(); turn < 60; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      pauses.push(performance.now() - last);
      last = performance.now();
    }
    pauses.sort((a, b) => a - b);
    expect(pauses[54]).toBeLessThan(100);
    await press(panel, ".bench-run");
    expect(panel.dataset.state).toBe("cancelled");
    await press(panel, ".bench-copy");
    const text = find<HTMLTextAreaElement>(panel, ".bench-json");
    await expect.poll(() => text.hidden).toBe(false);
    const document: BenchmarkDocument = JSON.parse(text.value);
    expect({ interrupted: document.interrupted, rows: document.rows.length }).toEqual({ interrupted: true, rows: 1 });
  });
});
