import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { SpectrumCell } from "../../../src/engine/engine.ts";
import { refusal } from "../../../src/engine/gpu/family.ts";
import { resolveNetwork } from "../../../src/network/resolve.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { differences, largest } from "../../support/agreement.ts";
import { furthestApart, gradientCellOf, profilesOf } from "../../support/gradients.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

const N = 9; // not a multiple of the four weights of a hash, nor of the threads
const DEPTH = 16;

/** Single networks of some inputs, one a seed, every exponent. */
function spectraOf(inputs: readonly NetworkInput[], settings: Partial<SpectrumCell>): SpectrumCell[] {
  const { depth = DEPTH } = settings;
  return inputs.flatMap((input) =>
    [0, 1].map((seed) => {
      const network = resolveNetwork({ width: N, ...input }, depth);
      return { ...cellOf(), network, depth, burnIn: 2, exponents: N * network.batch, ensemble: 1, seed, ...settings };
    }),
  );
}

function gradientsOf(inputs: readonly NetworkInput[], settings: Partial<SpectrumCell>) {
  const { depth = DEPTH } = settings;
  return inputs.map((input) => {
    return { ...gradientCellOf(), depth, ...settings, network: resolveNetwork({ width: N, ...input }, depth) };
  });
}

const norm = { gain: { mean: 0.8, variance: 0.1 }, bias: { variance: 0.2 } };
const byLayer = (value: (layer: number) => number) => ({ depth: Array.from({ length: DEPTH }, (_, l) => value(l)) });

/** One matrix dense, one orthogonal; in the second network numbers of every kind change with depth. */
const PRELN: NetworkInput[] = [
  { block: "preln", scale: 0.4, norm, weights: [{ variance: 1.5 }, { law: "orthogonal", variance: 0.8 }] },
  {
    block: "preln",
    skip: { depth: { from: 1, to: 0.7 } },
    scale: byLayer((layer) => 0.2 + (layer % 3) / 5),
    norm: { gain: { mean: 0.8, variance: { depth: { from: 0.4, to: 0.1 } } }, bias: { variance: 0.2 } },
    weights: [
      { variance: { depth: { from: 2, to: 0.5 } } },
      { law: "orthogonal", variance: byLayer((layer) => 1 / (1 + layer)) },
    ],
  },
];

/** Networks that share a kernel; what single exponents may differ by, and decades of profiles: four times what was measured. */
type Case = [name: string, networks: NetworkInput[], settings: Partial<SpectrumCell>, nats: number, decades: number];

const CASES: Case[] = [
  ["preln: a dense and an orthogonal matrix, gains and biases, numbers that change with depth", PRELN, {}, 4e-6, 4e-6],
  // The state lies in the range of the tangents, which LayerNorm takes one more of.
  [
    "layernorm-mlp, relu, two laws of one kernel",
    [
      { block: "layernorm-mlp", activation: "relu" },
      { block: "layernorm-mlp", activation: "relu", weights: { law: "uniform" } },
    ],
    {},
    4e-6,
    4e-5,
  ],
  [
    "rmsnorm, tied, student-t and sparse weights; a branch that stops in some layers",
    [
      {
        branch: ["linear", "rmsnorm", "activation", "linear"],
        tied: true,
        skip: 0.5,
        scale: byLayer((layer) => (layer < 6 ? 0 : 0.5)),
        weights: [
          { law: "student-t", nu: 3 },
          { sparsity: 4, variance: 2 },
        ],
        norm,
      },
    ],
    {},
    2e-4,
    1e-5,
  ],
  ["postln, biased", [{ block: "postln", scale: 0.5, bias: { variance: 0.1 } }], {}, 2e-5, 4e-6],
  // Chaotic: states part later.
  ["batchnorm-mlp, relu", [{ block: "batchnorm-mlp", batch: 4, activation: "relu" }], { depth: 6 }, 3e-4, 4e-6],
  [
    "batchnorm-residual, a dense and an orthogonal matrix, gains and biases",
    [
      {
        block: "batchnorm-residual",
        batch: 4,
        scale: 0.4,
        norm,
        bias: { variance: 0.1 },
        weights: [{ law: "uniform" }, { law: "orthogonal" }],
      },
    ],
    {},
    4e-6,
    4e-6,
  ],
  [
    "no normalisation: a batch of a tied network",
    [{ batch: 3, tied: true, weights: { variance: 0.9 }, bias: { variance: 0.1 } }],
    {},
    4e-5,
    4e-6,
  ],
];

describe("the CPU's numbers of the same networks", () => {
  test.each(CASES)("%s: every exponent", async (_name, inputs, settings, within) => {
    const apart = largest(await differences(gpu, cpu, spectraOf(inputs, settings)));
    expect(apart).toBeLessThan(within);
  });

  test.each(CASES)("%s: gradients", async (_name, inputs, settings, _nats, within) => {
    const apart = await furthestApart(gpu, cpu, gradientsOf(inputs, settings));
    expect(apart).toBeLessThan(within);
  });
});

describe("and of those sampled in law, the same draws", () => {
  const batch: NetworkInput[] = [{ block: "batchnorm-mlp", batch: 4, activation: "relu" }];
  test.each<[string, NetworkInput[], Partial<SpectrumCell>, number]>([
    ["preln, two laws, numbers that change with depth", PRELN, { exponents: 7 }, 4e-6],
    ["layernorm-mlp, relu", [{ block: "layernorm-mlp", activation: "relu" }], {}, 4e-6],
    ["batchnorm-mlp, relu", batch, { depth: 5, exponents: 17 }, 2e-4],
  ])("%s: exponents", async (_name, inputs, settings, within) => {
    const apart = largest(await differences(gpu, cpu, spectraOf(inputs, { sampling: "law", ...settings })));
    expect(apart).toBeLessThan(within);
  });

  test("layernorm, gains, numbers that change with depth: gradients", async () => {
    const network: NetworkInput = {
      branch: ["layernorm", "linear"],
      skip: 0.7,
      norm: { gain: { mean: 0.8, variance: { depth: { from: 0.4, to: 0.1 } } }, bias: { variance: 0.2 } },
      weights: { variance: { depth: { from: 2, to: 0.5 } } },
    };
    expect(await furthestApart(gpu, cpu, gradientsOf([network], { sampling: "law" }))).toBeLessThan(1e-6);
  });
});

test("−∞ by structure: LayerNorm behind relu without a bias loses a direction more than with one", async () => {
  const settings = { depth: 8, burnIn: 0, exponents: N, ensemble: 40 };
  const network = { width: N, block: "layernorm-mlp", activation: "relu" } as const;
  const cells = [cellOf(network, settings), cellOf({ ...network, bias: { variance: 0.5 } }, settings)];
  const [bare, biased] = await measured(gpu, cells);
  const lost = ({ infinite }: { infinite: number[] }): number => infinite.reduce((sum, count) => sum + count, 0);
  expect(lost(bare)).toBeGreaterThan(lost(biased));
  expect(bare.infinite).toEqual((await measured(cpu, cells))[0].infinite);
});

describe("numbers do not depend on how the work was cut", () => {
  const other = useGpuEngine({ maxLayers: 3, maxBatch: 2, maxSegment: 5 });
  const inputs: NetworkInput[] = [
    { block: "layernorm-mlp", activation: "relu", weights: { variance: byLayer((layer) => 1 + layer) } },
    { block: "layernorm-mlp", activation: "relu", norm: { gain: { mean: 1 } } },
  ];
  test("numbers of layers, ranks and places of the state: the same bits", async () => {
    const spectra = spectraOf(inputs, { ensemble: 3 });
    expect(await measured(other, spectra)).toEqual(await measured(gpu, spectra));
    const gradients = gradientsOf(inputs, {});
    expect(await profilesOf(other, gradients)).toEqual(await profilesOf(gpu, gradients));
  });
});

test.each(["layer", "global"] as const)("gradients clipped per %s", async (per) => {
  const network = { weights: { variance: 4 } };
  const cells = [0.5, 3].map((norm) => gradientCellOf(network, { depth: 12, clip: { norm, per } }));
  expect(await furthestApart(gpu, cpu, cells)).toBeLessThan(1e-5);
});

test("what cannot be taken is refused in one line", () => {
  const cell = (input: NetworkInput, settings: Partial<SpectrumCell> = {}) => cellOf(input, settings);
  expect(refusal(cell({ width: 16, batch: 4 }, { exponents: 64 }))).toBeNull();
  expect(refusal(cell({ width: 16, batch: 5 }))).toBeNull();
  expect(refusal(cell({ width: 1000, batch: 64 }, { sampling: "law" }))).toBeNull();
  expect(refusal(gradientCellOf({ batch: 4 }, { sampling: "law" }))).toBeNull();
  const clip = { norm: 1, per: "layer" } as const;
  expect(refusal(gradientCellOf({ tied: true }, { clip }))).toMatch(/^clip is 1 per layer; .* untied weights only/);
});
