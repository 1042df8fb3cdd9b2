import { describe, expect, test } from "vitest";
import type { Snapshot } from "../../../src/engine/engine.ts";
import { openDevice } from "../../../src/engine/gpu/device.ts";
import { measurePeak, PEAK_SIZES, peakKernel } from "../../../src/engine/gpu/peak.ts";
import { platformOf } from "../../../src/engine/gpu/platform.ts";
import { Timestamps } from "../../../src/engine/gpu/timestamps.ts";
import { adapterOf } from "../../support/adapter.ts";
import { cellOf } from "../../support/jobs.ts";
import { checkAgainstDefaults } from "../../support/limits.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const variant = { threads: 8, tile: 4, table: "storage" } as const;
const timed = useGpuEngine({ variant, timestamps: true, maxLayers: 50 });
const untimed = useGpuEngine({ variant });
const job = { cells: [cellOf({ width: 6 }, { depth: 200, ensemble: 40, exponents: 6 })] };

async function last(engine: typeof timed): Promise<Snapshot | undefined> {
  let end: Snapshot | undefined;
  for await (const snapshot of engine.spectrum(job)) end = snapshot;
  return end;
}

describe("the time on the GPU", () => {
  test("is that of the run's own passes: positive, within the wall time, and the same again for the same work", async () => {
    const first = await last(timed);
    const second = await last(timed);
    for (const run of [first, second]) {
      // Each of a few submits is rounded by at most two ticks of 65,536 ns.
      expect(run?.gpuSeconds).toBeGreaterThan(0);
      expect(run?.gpuSeconds).toBeLessThan((run?.seconds ?? 0) + 2e-3);
    }
    // Not the sum of both.
    expect(second?.gpuSeconds).toBeLessThan(second?.seconds ?? 0);
  });

  test("is not told where nobody asked", async () => {
    expect(await last(untimed)).not.toHaveProperty("gpuSeconds");
  });

  test("is not told by a device that cannot", async () => {
    const device = await (await adapterOf()).requestDevice();
    expect(Timestamps.of(device)).toBeNull();
    device.destroy();
  });
});

describe("the peak", () => {
  test("is that of a kernel of multiply-adds, above what any kernel with more in it reaches", async () => {
    const adapter = await adapterOf();
    const device = await openDevice(adapter);
    const { flops, timer } = await measurePeak(device, platformOf(adapter, device));
    device.destroy();
    expect(["timestamps", "wall"]).toContain(timer);
    const run = await last(timed);
    const useful = 4 * 6 ** 3 * ((run?.done ?? 0) / (run?.seconds ?? 0));
    expect(useful).toBeGreaterThan(0);
    expect(flops).toBeGreaterThan(useful);
    expect(flops).toBeLessThan(1e15);
  });

  test.each(Object.values(PEAK_SIZES))("compiles within the default limits: $threads threads", async ({ threads }) => {
    await checkAgainstDefaults(peakKernel(threads));
  });
});
