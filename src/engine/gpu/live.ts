import type { SpectrumCell } from "../engine.ts";
import type { LiveRun } from "../live-map.ts";
import { bytesPerSlot, HEAD } from "./batch.ts";
import { link } from "./link.ts";
import type { Session } from "./session.ts";
import type { Slot } from "./slots.ts";
import { runsOf } from "./slots.ts";
import { SOURCES } from "./sources.ts";

/** Threads of a workgroup of shaders/live.wgsl. */
const THREADS = 64;

/** A live map, and the place on it of every slot's cell. */
export interface LiveSlots {
  readonly run: LiveRun;
  placeOf(slot: number): number;
}

/** Adds finished networks to a live map on the GPU, without reading them. */
export interface LivePainter {
  /** Issues it for the slots whose cells end at this depth. */
  paint(counters: GPUBuffer, depth: number): void;
}

/** The painter of a batch; null where its device is not the map's. Cells of a batch have the same number of exponents. */
export async function livePainter(
  session: Session,
  { run, placeOf }: LiveSlots,
  cells: readonly SpectrumCell[],
  slots: readonly Slot[],
  signal?: AbortSignal,
): Promise<LivePainter | null> {
  const { device } = session;
  const there = run.map.takes(run) ? run.map.on(device) : null;
  if (there === null) return null;
  const size = bytesPerSlot(cells[0]).counters / 4;
  const code = `const HEAD = ${HEAD}u;\nconst SIZE = ${size}u;\n${link("live", SOURCES)}`;
  const pipeline = await session.wait(session.pipeline(code), signal);
  return {
    paint(counters, depth) {
      const words = [...runsOf(slots)].flatMap(({ cell, first, count }) => {
        const { burnIn, depth: own } = cells[cell];
        return own === depth ? [placeOf(first), first, count, own - burnIn, slots[first].network === 0 ? 1 : 0] : [];
      });
      if (words.length === 0 || signal?.aborted || !run.map.takes(run)) return;
      const { accepted } = session.checked(() => {
        const runs = device.createBuffer({
          size: 4 * words.length,
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
        });
        device.queue.writeBuffer(runs, 0, new Uint32Array(words));
        const resources = [{ buffer: runs }, { buffer: counters }, { buffer: there.sums }, there.texture.createView()];
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        pass.setPipeline(pipeline);
        pass.setBindGroup(
          0,
          device.createBindGroup({
            layout: pipeline.getBindGroupLayout(0),
            entries: resources.map((resource, binding) => ({ binding, resource })),
          }),
        );
        pass.dispatchWorkgroups(Math.ceil(words.length / 5 / THREADS));
        pass.end();
        device.queue.submit([encoder.finish()]);
        runs.destroy();
        run.map.added(run);
      });
      accepted.catch(() => run.map.spoil(run));
    },
  };
}
