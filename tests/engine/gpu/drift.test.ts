import { afterAll, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine({ variant: { threads: 4, tile: 4, table: "storage" } });
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

test("the halves and batches of the counted layers, and what is judged of them, are those of the CPU", async () => {
  const network = { width: 16, block: "residual" } as const;
  const cells = [
    cellOf(network, { depth: 201, burnIn: 20, ensemble: 24, exponents: 2 }),
    cellOf({ ...network, scale: 0.01 }, { depth: 60, burnIn: 7, ensemble: 1, exponents: 2 }),
    cellOf(network, { depth: 3, burnIn: 2, ensemble: 2, exponents: 2 }),
  ];
  const [found, expected] = [await measured(gpu, cells), await measured(cpu, cells)];
  expect(found.map(({ status }) => status)).toEqual(["drifting", "ok", "ok"]);
  expect(expected.map(({ status }) => status)).toEqual(["drifting", "ok", "ok"]);
  found.forEach(({ drift }, cell) => {
    const other = expected[cell].drift;
    expect(drift === null).toBe(other === null);
    if (drift === null || other === null) return;
    for (const each of ["first", "second", "standardError"] as const) {
      expect(Math.abs(drift[each] - other[each])).toBeLessThan(1e-4);
    }
    expect(drift.first).not.toBe(drift.second);
    expect(drift.fit?.form).toBe(other.fit?.form);
    expect(Math.abs((drift.fit?.coefficient ?? 0) - (other.fit?.coefficient ?? 0))).toBeLessThan(1e-3);
  });
  found.forEach(({ withinErrors, batchLayers }, cell) => {
    expect(batchLayers).toEqual(expected[cell].batchLayers);
    withinErrors.forEach((error, i) => {
      expect(Math.abs((error ?? 0) - (expected[cell].withinErrors[i] ?? 0))).toBeLessThan(1e-5);
    });
  });
  expect(found.map(({ withinErrors }) => withinErrors[0] === null)).toEqual([false, false, true]);
  expect(found[0]?.drift?.fit).not.toBeNull();
  expect(found.map(({ drift }) => drift === null)).toEqual([false, false, true]);
});
