import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { refusal } from "../../../src/engine/gpu/family.ts";
import { reportedLayers } from "../../../src/measure/gradient.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { furthestApart, gradientCellOf, profilesOf } from "../../support/gradients.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
// Whole segments of layers are in front of a window, others in part.
const cut = useGpuEngine({ maxSegment: 3 });
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const RNN: NetworkInput = { block: "rnn", width: 4, weights: { variance: 0.9 }, bias: { variance: 0.1 } };

describe("truncated backpropagation: the f64 engine's profiles", () => {
  test.each<[string, NetworkInput]>([
    ["tied", RNN],
    ["not tied", { ...RNN, tied: false }],
  ])("%s", async (_name, network) => {
    const whole = gradientCellOf(network, { depth: 11, burnIn: 0, ensemble: 2 });
    const cells = [
      whole,
      ...[1, 4, 6, 50].map((window) => ({ ...whole, window })),
      { ...whole, window: 6, clip: { norm: 0.3, per: "global" as const } },
    ];
    expect(await furthestApart(cut, cpu, cells)).toBeLessThan(2e-6);
    const [, { log10GradientNorm }] = await profilesOf(cut, cells);
    expect(log10GradientNorm.map((value) => value === Number.NEGATIVE_INFINITY)).toEqual(
      Array.from({ length: 12 }, (_, layer) => layer < 10),
    );
  });
});

test("truncated between layers that are reported", async () => {
  const [depth, window] = [5000, 1706];
  const cell = gradientCellOf(RNN, { depth, burnIn: 0, ensemble: 1, window });
  expect(reportedLayers(depth)).not.toContain(depth - window);
  const apart = await furthestApart(gpu, cpu, [cell]);
  expect(apart).toBeLessThan(1e-4);
});

test("the continuous adjoint is the CPU's", () => {
  const network: NetworkInput = { block: "neural-ode", integrator: "rk4" };
  expect(refusal(gradientCellOf(network))).toBeNull();
  expect(refusal(gradientCellOf(network, { adjoint: "continuous" }))).toBe(
    "adjoint is continuous; that equation is solved by the CPU engine only",
  );
});
