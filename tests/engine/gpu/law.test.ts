import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../../src/engine/cpu/engine.ts";
import type { GradientCell, Spectrum, SpectrumCell } from "../../../src/engine/engine.ts";
import { familyOf, refusal } from "../../../src/engine/gpu/family.ts";
import { spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { BASELINE } from "../../../src/engine/gpu/platform.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { compareMeans, expectAgreement } from "../../laws/joint.ts";
import { differences, largest } from "../../support/agreement.ts";
import { gradientCellOf, profileDifferences, profilesOf } from "../../support/gradients.ts";
import { cellOf, measured } from "../../support/jobs.ts";
import { checkAgainstDefaults } from "../../support/limits.ts";
import { useGpuEngine } from "../../support/webgpu.ts";

const gpu = useGpuEngine();
const cpu = createCpuEngine({ workers: 1 });
afterAll(() => cpu.close());

function inLaw(network: NetworkInput, settings: Partial<SpectrumCell> = {}): SpectrumCell {
  return cellOf(network, { sampling: "law", ...settings });
}

function profileInLaw(network: NetworkInput, settings: Partial<GradientCell> = {}): GradientCell {
  return gradientCellOf(network, { sampling: "law", ...settings });
}

/** The largest difference of anything, of cells with the same kernel. */
async function difference(cells: readonly GradientCell[]): Promise<number> {
  const [found, expected] = [await profilesOf(gpu, cells), await profilesOf(cpu, cells)];
  return Math.max(...found.flatMap((profile, i) => Object.values(profileDifferences(profile, expected[i]))));
}

/** The same network from h_0 = 0: what a matrix does to a state of 0 tells nothing of it. */
function fromZero<Cell extends SpectrumCell | GradientCell>(cell: Cell): Cell {
  return { ...cell, network: { ...cell.network, input: { variance: 0 } } };
}

// Bounds are four times what was measured, or more.
describe("the CPU's spectra of the same networks", () => {
  test.each<[string, NetworkInput, Partial<SpectrumCell>, number]>([
    ["residual relu, n = 48", { width: 48, block: "residual", activation: "relu" }, { exponents: 4 }, 1e-6],
    [
      "two matrices in the branch, φ after the sum",
      {
        width: 12,
        skip: 0.9,
        scale: 0.4,
        branch: ["linear", "activation", "linear"],
        after: ["activation"],
        activation: "elu",
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
    ["n = 4,096", { width: 4096, weights: { variance: 1.5 } }, { exponents: 2, depth: 6, ensemble: 2 }, 1e-6],
  ])("%s", async (_name, network, settings, within) => {
    const cell = inLaw(network, settings);
    expect(largest(await differences(gpu, cpu, [cell, fromZero(cell)]))).toBeLessThan(within);
  });

  test("I + W, W orthogonal, biased: the same networks become singular", async () => {
    const cell = inLaw(
      { width: 5, block: "residual", activation: "linear", weights: { law: "orthogonal" }, bias: { variance: 0.1 } },
      { depth: 2, burnIn: 0, exponents: 5, ensemble: 40 },
    );
    const cells = [cell, { ...cell, depth: 12 }];
    const [short] = await measured(gpu, cells);
    // det W = −1 in half of the layers, and then −1 is one of its eigenvalues.
    expect(Math.abs(short.infinite[4] - 30)).toBeLessThan(9);
    expect(largest(await differences(gpu, cpu, cells))).toBeLessThan(1.5e-5);
  });

  test("relu, plain: states and tangents that die, −∞ in the same places", async () => {
    const cell = inLaw(
      { width: 6, activation: "relu", weights: { variance: 2 } },
      { depth: 30, burnIn: 0, exponents: 6, ensemble: 40 },
    );
    const cells = [cell, fromZero(cell), { ...cell, depth: 6 }];
    const [long, , short] = await measured(gpu, cells);
    expect(long.infinite).toEqual([expect.any(Number), 40, 40, 40, 40, 40]);
    expect(long.infinite[0]).toBeLessThan(40);
    expect(short.infinite[1]).toBeLessThan(40);
    expect(largest(await differences(gpu, cpu, cells))).toBeLessThan(1e-6);
  });
});

// A homogeneous network turns its state into the leading tangent: what a tangent has beside the state is then rounding, and
// which of equally lawful networks is drawn depends on it.
test("where states have become tangents engines agree in law: leaky-relu, k = n", async () => {
  const cell = inLaw(
    { width: 8, activation: "leaky-relu", weights: { variance: 2 } },
    { depth: 60, burnIn: 20, ensemble: 100, exponents: 8 },
  );
  const [found] = await measured(gpu, [cell]);
  const [expected] = await measured(cpu, [{ ...cell, seed: 7 }]);
  const side = ({ exponents, standardErrors, networks }: Spectrum, i: number) => ({
    mean: exponents[i] ?? Number.NaN,
    error: standardErrors[i] ?? Number.NaN,
    networks,
  });
  expectAgreement(
    found.exponents.map((_, i) => compareMeans(`λ_${i + 1}`, side(found, i), side(expected, i))),
    8,
  );
});

// Decades.
describe("the CPU's gradient profiles of the same networks", () => {
  test.each<[string, NetworkInput, Partial<GradientCell>, number]>([
    [
      "two matrices beside a skip path, n = 1,000",
      { width: 1000, skip: 1, scale: 0.4, branch: ["linear", "activation", "linear"] },
      { depth: 20, ensemble: 2, burnIn: 1 },
      4e-7,
    ],
  ])("%s", async (_name, network, settings, within) => {
    const cell = profileInLaw(network, settings);
    const silent = network.bias === undefined ? [] : [fromZero(cell)];
    expect(await difference([cell, ...silent])).toBeLessThan(within);
  });

  test("orthogonal relu that dies: −∞ in the same networks", async () => {
    const cell = profileInLaw(
      { width: 4, activation: "relu", weights: { law: "orthogonal", variance: 2 } },
      { depth: 20, ensemble: 40, burnIn: 0 },
    );
    const [profile] = await profilesOf(gpu, [cell]);
    expect(profile.infinite[0]).toBeGreaterThan(10);
    expect(profile.infinite[0]).toBeLessThan(40);
    expect(await difference([cell, fromZero(cell)])).toBeLessThan(1e-5);
  });
});

/** As many tangents as units, two depths, a segment that is not full, and one cell that overflows. */
const network = { width: 10, activation: "softplus", skip: 0.5, bias: { variance: 0.1 } } as const;
const spectra = [
  inLaw(network, { exponents: 10, ensemble: 7, checkpoints: [10, 33] }),
  inLaw({ ...network, bias: { variance: 9 } }, { exponents: 10, depth: 23, ensemble: 1, seed: 3 }),
  inLaw({ ...network, weights: { variance: 1e6 } }, { exponents: 10, depth: 40, ensemble: 2 }),
];
const profiles = [
  profileInLaw(network, { ensemble: 7 }),
  profileInLaw({ ...network, bias: { variance: 9 } }, { depth: 23, ensemble: 3, seed: 3 }),
  profileInLaw({ ...network, weights: { variance: 1e6 } }, { depth: 40, ensemble: 2 }),
];

describe("numbers do not depend on how the work was cut, and overflow is a status", () => {
  const other = useGpuEngine({ maxLayers: 3, maxBatch: 2, maxSegment: 7 });

  test("spectra and profiles: the same bits", async () => {
    const [first, second] = [await measured(gpu, spectra), await profilesOf(gpu, profiles)];
    expect(first.map(({ status }) => status)).toEqual(["ok", "ok", "overflow"]);
    expect(second.map(({ status }) => status)).toEqual(["ok", "ok", "overflow"]);
    expect(await measured(other, spectra)).toEqual(first);
    expect(await profilesOf(other, profiles)).toEqual(second);
  });

  // φ(0) ≠ 0, and n is no multiple of four: rows beyond the last must stay out of it.
  test("and they are the CPU's", async () => {
    const apart = await differences(gpu, cpu, spectra.slice(0, 2));
    expect(largest(apart, 5)).toBeLessThan(1e-6);
    // 4.1e-5 was measured, of the last exponent.
    expect(largest(apart)).toBeLessThan(2e-4);
    expect(await difference(profiles.slice(0, 2))).toBeLessThan(1e-5);
  });
});

describe("as hardware runs it", () => {
  const hardware = useGpuEngine({ variant: { threads: 32, tile: 1, table: "workgroup" } });

  test("32 threads, n = 1,000, the table in workgroup memory: the CPU's numbers", async () => {
    const cell = inLaw({ width: 1000, weights: { variance: 1.5 } }, { exponents: 3, depth: 20, ensemble: 2 });
    expect(largest(await differences(hardware, cpu, [cell]))).toBeLessThan(1e-6);
  });

  test("the largest kernel fits WebGPU's default limits", async () => {
    const cell = inLaw({ width: 16_384, activation: "linear" }, { exponents: 64 });
    const code = spectrumKernel(cell, familyOf(cell).spectrumVariant(cell, BASELINE));
    await expect(checkAgainstDefaults(code)).resolves.toBeInstanceOf(GPUComputePipeline);
  });
});

test("widths up to 16,384 are taken; weights that have no law of their own are refused", () => {
  expect(refusal(inLaw({ width: 16_384 }, { exponents: 64 }))).toBeNull();
  expect(refusal(profileInLaw({ width: 16_384 }))).toBeNull();
  expect(refusal(inLaw({ tied: true }))).toMatch(/^sampling is law; allowed: network for tied weights/);
});
