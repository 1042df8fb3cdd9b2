import type { Platform } from "./platform.ts";
import { Session } from "./session.ts";
import { SOURCES } from "./sources.ts";

/** How fast an adapter can multiply and add in f32, and who told the time. */
export interface Peak {
  /** Floating-point operations per second; a fused multiply-add is two. */
  flops: number;
  timer: "timestamps" | "wall";
}

/** Multiply-adds of a thread in one turn of shaders/bench/peak.wgsl: eight vectors of four. */
const ADDS = 32;
const TURNS = 8;
/** Enough threads to fill any GPU; a software adapter has few cores, each of them slow. */
export const PEAK_SIZES = {
  hardware: { threads: 256, groups: 4096, seconds: 0.05, runs: 7 },
  software: { threads: 64, groups: 16, seconds: 0.02, runs: 3 },
};
const MOST_STEPS = 2 ** 24;
/** Bytes of a sum, of which each thread keeps one. */
const SUM = 16;

/** WGSL of the kernel that measures it, with so many threads in a workgroup. */
export function peakKernel(threads: number): string {
  return `const THREADS = ${threads}u;\nconst TURNS = ${TURNS}u;\n${SOURCES["bench/peak"]}`;
}

/**
 * Measures the f32 peak of a device with a kernel of fused multiply-adds: the best of several runs. By the GPU's own
 * clock where it has one, since a wall clock counts the submit too. Rejects with the errors of Session.wait.
 */
export async function measurePeak(device: GPUDevice, platform: Platform, signal?: AbortSignal): Promise<Peak> {
  const session = new Session(device, platform, true);
  const { threads, groups, seconds, runs } = PEAK_SIZES[platform.software ? "software" : "hardware"];
  const pipeline = await session.wait(session.pipeline(peakKernel(threads)), signal);
  const { UNIFORM, STORAGE, COPY_DST } = GPUBufferUsage;
  const buffers = [
    device.createBuffer({ size: 16, usage: UNIFORM | COPY_DST }),
    device.createBuffer({ size: SUM * threads * groups, usage: STORAGE }),
  ];
  const [run] = buffers;
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const clock = session.timestamps;
  /** Seconds of so many steps. */
  const time = async (steps: number): Promise<{ wall: number; gpu: number }> => {
    const before = (await clock?.seconds()) ?? 0;
    const since = performance.now();
    const { value: done, accepted } = session.checked(() => {
      // The sums settle at addend / (1 − factor) = 1: neither overflow nor denormal numbers, which some adapters take slowly.
      const words = new DataView(new ArrayBuffer(16));
      words.setUint32(0, steps, true);
      words.setFloat32(4, 0.9990234375, true);
      words.setFloat32(8, 0.0009765625, true);
      if (run !== undefined) device.queue.writeBuffer(run, 0, words.buffer);
      const encoder = device.createCommandEncoder();
      const timed = clock?.begin();
      const pass = encoder.beginComputePass(timed?.pass);
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(groups);
      pass.end();
      timed?.end(encoder);
      device.queue.submit([encoder.finish()]);
      timed?.read();
      return device.queue.onSubmittedWorkDone();
    });
    await session.wait(Promise.all([accepted, done]), signal);
    return { wall: (performance.now() - since) / 1000, gpu: ((await clock?.seconds()) ?? 0) - before };
  };
  try {
    let steps = 16;
    for (let { wall } = await time(steps); wall < seconds / 2 && steps < MOST_STEPS; { wall } = await time(steps)) {
      steps = Math.min(MOST_STEPS, Math.ceil(steps * Math.min(8, (1.2 * seconds) / Math.max(wall, 1e-6))));
    }
    const times: { wall: number; gpu: number }[] = [];
    for (let i = 0; i < runs; i++) times.push(await time(steps));
    // A clock that gives nothing for what took this long is none.
    const timer = clock !== null && times.every(({ gpu, wall }) => gpu > wall / 4) ? "timestamps" : "wall";
    const best = Math.min(...times.map(({ gpu, wall }) => (timer === "wall" ? wall : gpu)));
    return { flops: (2 * ADDS * TURNS * steps * threads * groups) / best, timer };
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}
