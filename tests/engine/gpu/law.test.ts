import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { GradientCell, SpectrumCell } from "../../../src/engine/engine.ts";
import { familyOf, refusal } from "../../../src/engine/gpu/family.ts";
import { gradientKernel, spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { compareMeans, expectAgreement } from "../../laws/joint.ts";
import { differences, largest } from "../../support/agreement.ts";
import { gradientCellOf, profileDifferences, profilesOf } from "../../support/gradients.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { adapterOf, useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

function inLaw(network: NetworkInput, settings: Partial<SpectrumCell> = {}): SpectrumCell {
  return cellOf(network, { sampling: "law", ...settings });
}

function profileInLaw(network: NetworkInput, settings: Partial<GradientCell> = {}): GradientCell {
  return gradientCellOf(network, { sampling: "law", ...settings });
}

async function difference(cells: readonly GradientCell[]): Promise<number> {
  const [found, expected] = [await profilesOf(gpu, cells), await profilesOf(cpu, cells)];
  return Math.max(...found.flatMap((profile, i) => Object.values(profileDifferences(profile, expected[i]))));
}

// Bounds are about four times what was measured.
describe("the CPU's spectra of the same networks", () => {
  test.each<[string, NetworkInput, Partial<SpectrumCell>, number]>([
    ["tanh, biased, k = n", { width: 8, weights: { variance: 1.5 }, bias: { variance: 0.1 } }, { exponents: 8 }, 2e-6],
    ["residual relu, n = 48", { width: 48, block: "residual", activation: "relu" }, { exponents: 4 }, 1e-6],
    [
      "two matrices in the branch, one after the sum",
      {
        width: 12,
        skip: 0.9,
        scale: 0.4,
        branch: ["linear", "activation", "linear"],
        after: ["activation", "linear"],
        activation: "gelu",
        bias: { variance: 0.1 },
      },
      { exponents: 5 },
      1e-6,
    ],
    [
      "orthogonal, biased",
      { width: 13, weights: { law: "orthogonal", variance: 1.5 }, bias: { variance: 0.1 } },
      { exponents: 6 },
      1e-6,
    ],
    ["n = 1,000", { width: 1000, weights: { variance: 1.5 } }, { exponents: 3, depth: 20, ensemble: 2 }, 1e-6],
    ["n = 4,096", { width: 4096, weights: { variance: 1.5 } }, { exponents: 2, depth: 6, ensemble: 2 }, 1e-6],
  ])("%s", async (name, network, settings, within) => {
    const worst = largest(await differences(gpu, cpu, [inLaw(network, settings)]));
    console.log(name, worst);
    expect(worst).toBeLessThan(within);
  });

  test("relu, plain: layers whose tangents die, states of 0, growth by 2^300; −∞ in the same places", async () => {
    const dying = { width: 6, activation: "relu" } as const;
    const cells = [
      inLaw({ ...dying, weights: { variance: 2 } }, { depth: 30, burnIn: 0, exponents: 6, ensemble: 40 }),
      inLaw({ ...dying, input: { variance: 0 } }, { depth: 5, burnIn: 0, exponents: 6, ensemble: 3 }),
    ];
    const d = await differences(gpu, cpu, cells);
    console.log("relu", d);
    expect(largest(d)).toBeLessThan(1e-3);
  });
});

// A homogeneous network turns its state into the leading tangent: what of a tangent is then orthogonal to the state is
// rounding, and which of the equally lawful networks is drawn depends on it.
describe("where engines agree in law alone", () => {
  test("linear and leaky-relu, k = n, orthogonal ones too", async () => {
    const networks: NetworkInput[] = [
      { activation: "linear" },
      { activation: "leaky-relu", weights: { variance: 2 } },
      { activation: "leaky-relu", weights: { law: "orthogonal", variance: 2 } },
      { activation: "relu", block: "residual", weights: { variance: 1.5 } },
    ];
    const settings = { depth: 120, burnIn: 40, ensemble: 150, exponents: 8 };
    const cells = networks.map((network) => inLaw({ width: 8, ...network }, settings));
    const found = await measured(gpu, cells);
    const expected = await measured(
      cpu,
      cells.map((cell) => ({ ...cell, seed: 7 })),
    );
    const comparisons = found.flatMap((spectrum, cell) =>
      spectrum.exponents.map((mean, i) => {
        const side = ({ exponents, standardErrors, networks: count }: typeof spectrum) => ({
          mean: Number(exponents[i]),
          error: Number(standardErrors[i]),
          networks: count,
        });
        expect(mean).not.toBeNull();
        return compareMeans(`${cell}, λ_${i + 1}`, side(spectrum), side(expected[cell]));
      }),
    );
    expectAgreement(comparisons, 32);
  });
});

describe("the CPU's gradient profiles of the same networks", () => {
  test.each<[string, NetworkInput, Partial<GradientCell>, number]>([
    ["tanh, biased", { width: 10, weights: { variance: 1.5 }, bias: { variance: 0.1 } }, {}, 6e-6],
    ["orthogonal relu", { width: 9, activation: "relu", weights: { law: "orthogonal", variance: 2 } }, {}, 8e-6],
    [
      "two matrices, n = 1,000",
      { width: 1000, skip: 1, scale: 0.4, branch: ["linear", "activation", "linear"] },
      { depth: 20, ensemble: 2, burnIn: 1 },
      4e-7,
    ],
  ])("%s", async (name, network, settings, within) => {
    const d = await difference([profileInLaw(network, settings)]);
    console.log(name, d);
    expect(d).toBeLessThan(within);
  });

  test("relu that dies, a state of 0, one unit", async () => {
    const dying = { activation: "relu", weights: { variance: 2 } } as const;
    const cell = profileInLaw({ width: 4, ...dying }, { depth: 20, ensemble: 40, burnIn: 0 });
    const [profile] = await profilesOf(gpu, [cell]);
    expect(profile.infinite[0]).toBeGreaterThan(10);
    expect(profile.infinite[0]).toBeLessThan(40);
    const silent = profileInLaw({ width: 4, ...dying, input: { variance: 0 } }, { depth: 20, burnIn: 0 });
    const d = await difference([cell, silent]);
    console.log("dies", d);
    expect(d).toBeLessThan(1e-3);
  });
});

test("overflow is a status", async () => {
  const network = { activation: "softplus", weights: { variance: 1e6 } } as const;
  const [spectrum] = await measured(gpu, [inLaw(network, { depth: 60 })]);
  expect(spectrum.status).toBe("overflow");
  const [profile] = await profilesOf(gpu, [profileInLaw(network, { depth: 60 })]);
  expect(profile).toMatchObject({ status: "overflow", networks: 4, slope: { value: null } });
});

describe("numbers do not depend on how the work was cut", () => {
  const network = { width: 10, skip: 0.5, weights: { variance: 9 }, bias: { variance: 0.1 } } as const;
  const spectra = [
    inLaw(network, { exponents: 5, ensemble: 7, checkpoints: [10, 33] }),
    inLaw({ ...network, bias: { variance: 9 } }, { exponents: 5, depth: 23, ensemble: 1, seed: 3 }),
  ];
  const profiles = [
    profileInLaw(network, { ensemble: 7 }),
    profileInLaw({ ...network, bias: { variance: 9 } }, { depth: 23, ensemble: 3, seed: 3 }),
  ];
  const other = useGpuEngine({ maxLayers: 3, maxBatch: 2, maxSegment: 7 });

  test("spectra and profiles: the same bits", async () => {
    expect(await measured(other, spectra)).toEqual(await measured(gpu, spectra));
    expect(await profilesOf(other, profiles)).toEqual(await profilesOf(gpu, profiles));
  });

  test("as hardware runs it: 32 threads, the table in workgroup memory", async () => {
    const [found, expected] = [await measured(hardware, spectra), await measured(cpu, spectra)];
    found.forEach(({ exponents }, cell) => {
      exponents.forEach((exponent, i) => {
        console.log("hw", Math.abs(Number(exponent) - Number(expected[cell].exponents[i])));
        expect(Math.abs(Number(exponent) - Number(expected[cell].exponents[i]))).toBeLessThan(1e-5);
      });
    });
  });
  const hardware = useGpuEngine({ variant: { threads: 32, tile: 1, table: "workgroup" } });
});

test("what fits is taken, up to n = 16,384 and k = 64; the rest is refused in one line", () => {
  expect(refusal(inLaw({ width: 16_384 }, { exponents: 64 }))).toBeNull();
  expect(refusal(profileInLaw({ width: 16_384 }))).toBeNull();
  expect(refusal(inLaw({ width: 65 }, { sampling: "network" }))).toMatch(/^network\.width is 65; .* at most 64 /);
  expect(refusal(inLaw({ width: 128 }, { exponents: 65 }))).toMatch(/^exponents is 65; .* at most 64 /);
  expect(refusal(inLaw({ width: 20_000 }))).toMatch(/^network\.width is 20000; .* at most 16384 in law/);
  expect(refusal(inLaw({ tied: true }))).toMatch(/^sampling is law; allowed: network for tied weights/);
});

test("the largest kernels fit WebGPU's default limits", async () => {
  const network: NetworkInput = {
    width: 16_384,
    skip: 1,
    activation: "relu",
    bias: { variance: 1 },
    weights: { law: "orthogonal" },
  };
  const device = await (await adapterOf()).requestDevice();
  const made = async (code: string): Promise<GPUComputePipeline> => {
    const module = device.createShaderModule({ code });
    return device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  };
  for (const exponents of [32, 64]) {
    const cell = inLaw(network, { exponents });
    await made(spectrumKernel(cell, familyOf(cell).spectrumVariant(cell, false)));
  }
  const cell = profileInLaw(network);
  await expect(made(gradientKernel(cell, familyOf(cell).gradientVariant(cell, false)))).resolves.toBeInstanceOf(
    GPUComputePipeline,
  );
  device.destroy();
});
