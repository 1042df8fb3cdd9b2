import { afterAll, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import { resolveNetwork } from "../../../src/network/resolve.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { compareMeans, expectAgreement } from "../../laws/joint.ts";
import { furthestApart, gradientCellOf, profilesOf } from "../../support/gradients.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const BOTH: NetworkInput = {
  width: 6,
  batch: 4,
  activation: "leaky-relu",
  branch: ["linear", "activation", "linear", "activation"],
  weights: [{}, { law: "orthogonal" }],
};

/** Batches sampled in law, the same draws: fewer units beside the states than samples, and none. States stay independent. */
const CASES: [name: string, network: NetworkInput, depth: number][] = [
  ["a gaussian and an orthogonal matrix", BOTH, 1],
  ["more samples than units, biased", { width: 4, batch: 6, bias: { variance: 0.1 } }, 12],
];

test.each(CASES)("gradients of batches in law, %s", async (_name, input, depth) => {
  const cell = {
    ...gradientCellOf({}, { depth, burnIn: 0, ensemble: 1, sampling: "law" }),
    network: resolveNetwork(input, depth),
  };
  const apart = await furthestApart(gpu, cpu, [cell]);
  expect(apart).toBeLessThan(3e-5);
});

test("states that grow alike with depth, whose directions become rounding: the CPU’s law, jointly at the .1 % level", async () => {
  const cells = (seed: number) => [gradientCellOf(BOTH, { depth: 12, ensemble: 80, seed, sampling: "law" })];
  const [found, expected] = [await profilesOf(gpu, cells(1)), await profilesOf(cpu, cells(2))];
  const comparisons = found.flatMap((profile, i) =>
    [0, 3, 6, 9].map((layer) => {
      const of = ({ log10GradientNorm, standardErrors, networks, infinite }: typeof profile) => ({
        mean: log10GradientNorm[layer] ?? Number.NaN,
        error: standardErrors[layer] ?? Number.NaN,
        networks: networks - infinite[layer],
      });
      return compareMeans(`layer ${layer}`, of(profile), of(expected[i]));
    }),
  );
  expectAgreement(comparisons, 4);
});
