import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { GradientProfile, Spectrum } from "../../src/engine/engine.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { type GradientQuestion, runGradient, runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { STORIES, variantOf } from "../../src/study/stories.ts";
import { batchNormGrowth } from "../../src/theory/batchnorm.ts";
import { criticalVariance } from "../../src/theory/critical-line.ts";
import { meanFieldExponent } from "../../src/theory/mean-field.ts";
import { newmanExponents } from "../../src/theory/newman.ts";
import { residualLinearTop } from "../../src/theory/residual-linear.ts";
import { residualReluTop } from "../../src/theory/residual-relu.ts";

// What every story claims must be in the numbers behind its picture.

const engine = createCpuEngine();
afterAll(() => engine.close());

async function spectra(study: StudyInput): Promise<Spectrum[]> {
  let cells: readonly (Spectrum | null)[] = [];
  for await (const snapshot of runSpectrum(resolveStudy(study), engine)) cells = snapshot.cells;
  return cells.flatMap((cell) => cell ?? []);
}

async function profiles(study: StudyInput, question: GradientQuestion = {}): Promise<GradientProfile[]> {
  let cells: readonly (GradientProfile | null)[] = [];
  for await (const snapshot of runGradient(resolveStudy(study), engine, question)) cells = snapshot.cells;
  return cells.flatMap((cell) => cell ?? []);
}

/** A story's study over the values of a field. */
function over(study: StudyInput, path: string, values: readonly (number | string)[]): StudyInput {
  return { ...study, axes: [{ path, values: [...values] }] };
}

const finite = (value: number | null | undefined): number => value ?? Number.NaN;
const exponentsOf = ({ exponents }: Spectrum): number[] => exponents.map(finite);
const top = ({ exponents }: Spectrum): number => finite(exponents[0]);
const error = ({ standardErrors }: Spectrum, i = 0): number => finite(standardErrors.at(i));
const spread = ({ exponents }: Spectrum): number => finite(exponents[0]) - finite(exponents.at(-1));
/** Decades from the output to the input. */
const decades = ({ log10GradientNorm }: GradientProfile): number => finite(log10GradientNorm[0]);
const SKIP = "network.skip";
const VARIANCE = "network.weights.variance";

describe("stories", () => {
  const variants = STORIES.flatMap((story) => story.variants);

  test("are eleven, each with words, a source and a study of its own", () => {
    expect(STORIES).toHaveLength(11);
    for (const ids of [STORIES.map(({ id }) => id), variants.map(({ id }) => id)]) {
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    }
    for (const { title, variants } of STORIES) {
      expect(title.length).toBeLessThan(28);
      expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
    }
  });

  test.each(variants)("$id: one sentence, one thing to try, and a study that can be run", (variant) => {
    const { claim, attempt, source, study, sides } = variant;
    expect(claim).toMatch(/^(?:[^.]|\.\d)+\.$/);
    expect(attempt).toMatch(/^(?:[^.]|\.\d)+\.$/);
    expect(source.authors).not.toBe("");
    expect(source.title).not.toBe("");
    expect(source.year).toBeGreaterThan(1979);
    expect(resolveStudy(study).cells).toHaveLength(1);
    if (sides !== undefined) {
      const axis = { path: sides.path, values: [...sides.values] };
      expect(resolveStudy({ ...study, axes: [axis] }).cells).toHaveLength(2);
    }
  });
});

describe("1 the scalar tower", () => {
  test("sigmoid: less than |w|/4 a layer, and so nothing explodes up to |w| = 4", async () => {
    const { study } = variantOf("sigmoid-tower");
    const values = [0.25, 1, 4, 16];
    (await spectra(over(study, VARIANCE, values))).forEach((spectrum, i) => {
      expect(top(spectrum)).toBeLessThan(Math.log(Math.sqrt(values[i]) / 4));
    });
  });

  test("linear 1.5: 57.67 times in 10 layers, exactly", async () => {
    const { study } = variantOf("linear-tower");
    const [spectrum] = await spectra(study);
    expect(Math.abs(top(spectrum) - Math.log(1.5))).toBeLessThan(1e-12);
    const [profile] = await profiles(study);
    expect(10 ** decades(profile)).toBeCloseTo(1.5 ** 10, 9);
    expect(1.5 ** 10).toBeCloseTo(57.67, 2);
  });
});

describe("2 the deep linear product", () => {
  test("Gaussian fans out by Newman's law", async () => {
    const study: StudyInput = { ...variantOf("gaussian-product").study, sampling: "law", ensemble: 64, exponents: 32 };
    const [spectrum] = await spectra(study);
    const law = newmanExponents(32, 32, 1);
    exponentsOf(spectrum).forEach((value, i) => {
      expect(Math.abs(value - law[i]) / error(spectrum, i)).toBeLessThan(4);
    });
    expect(top(spectrum)).toBeGreaterThan(-0.05);
    expect(spread(spectrum)).toBeGreaterThan(0.5 * Math.log(32));
  });

  test("orthogonal is one line", async () => {
    const { study } = variantOf("orthogonal-product");
    const [spectrum] = await spectra({ ...study, exponents: 32 });
    for (const value of exponentsOf(spectrum)) expect(Math.abs(value)).toBeLessThan(1e-12);
  });

  test("two blocks: a vector of the first shrinks, a generic one grows at λ₁", async () => {
    const { study } = variantOf("reducible");
    const [spectrum] = await spectra({ ...study, ensemble: 16, exponents: 1 });
    const [inside, generic] = spectrum.fixedVectors ?? [];
    expect(finite(inside?.growth)).toBeLessThan(-4 * finite(inside?.standardError));
    expect(finite(generic?.growth)).toBeGreaterThan(4 * finite(generic?.standardError));
    expect(Math.abs(finite(generic?.growth) - top(spectrum))).toBeLessThan(4 * error(spectrum));
    // Nothing is left of that with a contrast of 1.
    const network = { ...study.network, weights: { split: 16, contrast: 1, variance: 2.95 } };
    const [{ fixedVectors: [one, other] = [] }] = await spectra({ ...study, network, ensemble: 16, exponents: 1 });
    const gap = finite(other?.growth) - finite(one?.growth);
    expect(Math.abs(gap)).toBeLessThan(4 * Math.hypot(finite(one?.standardError), finite(other?.standardError)));
    expect(finite(one?.growth)).toBeGreaterThan(4 * finite(one?.standardError));
  });
});

describe("3 saturation quenches", () => {
  const { study } = variantOf("saturated-tanh");

  test("σ_w = 5 vanishes under large biases, and grows less than ln σ_w without", async () => {
    const [quenched, free] = await spectra({
      ...over(study, "network.bias.variance", [200, 0]),
      sampling: "law",
      exponents: 1,
      ensemble: 16,
    });
    expect(top(quenched)).toBeLessThan(-8 * error(quenched));
    expect(top(free)).toBeGreaterThan(8 * error(free));
    expect(top(free)).toBeLessThan(Math.log(5) - 1);
    // Both tend to the mean field as n grows, which has the same signs.
    expect(meanFieldExponent("tanh", 25, 200)).toBeLessThan(0);
    expect(meanFieldExponent("tanh", 25, 0)).toBeGreaterThan(0);
  });

  test("while W alone stretches by ln 5 a layer", async () => {
    const network = { ...study.network, activation: "linear" } as const;
    const [spectrum] = await spectra({ ...study, network, sampling: "law", exponents: 1, ensemble: 16 });
    expect(Math.abs(top(spectrum) - newmanExponents(64, 1, 25)[0])).toBeLessThan(4 * error(spectrum));
    expect(top(spectrum)).toBeGreaterThan(1.58);
  });
});

describe("4 it is directional", () => {
  const study: StudyInput = { ...variantOf("directions").study, exponents: 32 };

  test("one network stretches and squeezes", async () => {
    const [single] = await spectra({ ...study, ensemble: 1, depth: 256 });
    expect(single.networks).toBe(1);
    expect(top(single)).toBeGreaterThan(4 * error(single));
    expect(finite(single.exponents.at(-1))).toBeLessThan(-4 * error(single, -1));
  });

  test("twice the depth squares the condition number", async () => {
    const [{ checkpoints = [], exponents }] = await spectra({ ...study, checkpoints: 2, ensemble: 16 });
    const [half, whole] = checkpoints.map(({ log10ConditionNumber }) => log10ConditionNumber);
    expect(finite(whole?.value) / finite(half?.value)).toBeCloseTo(2, 1);
    const rate = (finite(exponents[0]) - finite(exponents.at(-1))) / Math.LN10;
    expect(finite(whole?.value)).toBeCloseTo(56 * rate, 6);
  });
});

test("5 the edge of chaos: λ₁ = 0 right of the line, the nearer the wider", async () => {
  const { study } = variantOf("edge-of-chaos");
  const line = finite(criticalVariance("tanh", 0.05));
  expect(line).toBeCloseTo(1.760955, 5);
  const values = [1.65, 1.75, 1.85, 1.95];
  const crossing = async (width: number, depth: number): Promise<number> => {
    const network = { ...study.network, width, bias: { variance: 0.05 } };
    const measured = (
      await spectra({ ...over({ ...study, network }, VARIANCE, values), sampling: "law", depth, exponents: 1 })
    ).map(top);
    const right = measured.findIndex((value) => value > 0);
    expect(right).toBeGreaterThan(0);
    const [below, above] = [measured[right - 1], measured[right]];
    return values[right - 1] + (0.1 * -below) / (above - below);
  };
  const [narrow, wide] = [await crossing(64, 512), await crossing(256, 256)];
  expect(Math.abs(narrow - 1.9)).toBeLessThan(0.03);
  expect(Math.abs(wide - 1.79)).toBeLessThan(0.025);
  // Of order 1/n: two widths take it out.
  expect(Math.abs((4 * wide - narrow) / 3 - line)).toBeLessThan(0.03);
});

describe("6 residual tames the spectrum", () => {
  const SCALE = "network.scale";

  test("linear: the spread of I + αA is of order α², that of A is not", async () => {
    const study: StudyInput = { ...variantOf("residual-linear").study, exponents: 32, sampling: "law", ensemble: 16 };
    const scales = [0.15, 0.3];
    const [small, large] = await spectra(over(study, SCALE, scales));
    expect(spread(large) / spread(small)).toBeGreaterThan(3.4);
    expect(spread(large) / spread(small)).toBeLessThan(4.6);
    expect(spread(large)).toBeCloseTo(0.3 ** 2, 1.5);
    [small, large].forEach((each, i) => {
      expect(Math.abs(top(each) - residualLinearTop(32, 1, scales[i]))).toBeLessThan(4 * error(each));
    });
    const [bare] = await spectra({ ...study, network: { ...study.network, skip: 0 } });
    expect(spread(bare)).toBeGreaterThan(20 * spread(large));
  });

  test("ReLU: λ₁ is of order α, and of α² again behind a second matrix", async () => {
    const { study } = variantOf("residual-relu");
    const wide: StudyInput = {
      ...study,
      network: { ...study.network, width: 256 },
      sampling: "law",
      exponents: 1,
      depth: 192,
      burnIn: 64,
      ensemble: 8,
    };
    const scales = [0.15, 0.3];
    const [small, large] = (await spectra(over(wide, SCALE, scales))).map(top);
    expect(large / small).toBeGreaterThan(1.8);
    expect(large / small).toBeLessThan(2.2);
    [small, large].forEach((value, i) => {
      expect(value / residualReluTop(scales[i], Math.SQRT2)).toBeCloseTo(1, 1);
    });
    const two: StudyInput = { ...wide, network: { ...wide.network, block: "residual-two-matrix" } };
    const [once, twice] = (await spectra(over(two, SCALE, scales))).map(top);
    expect(twice / once).toBeGreaterThan(3);
    expect(once).toBeLessThan(small / 3);
  });
});

test("7 any network is residual: GSC explodes without the skip path, and the diluted one stays near 1", async () => {
  const { study } = variantOf("gradient-scale");
  const [plain, residual] = await profiles({ ...over(study, SKIP, [0, 1]), sampling: "law", ensemble: 16 });
  const gsc = ({ gsc: [value] }: GradientProfile): number => finite(value);
  expect(gsc(plain)).toBeGreaterThan(30);
  expect(gsc(residual)).toBeLessThan(1.5);
  const [, strong] = await profiles({ ...over(study, "network.scale", [0.3, 1.6]), sampling: "law", ensemble: 16 });
  expect(gsc(strong)).toBeGreaterThan(1.4 * gsc(residual));
  const dilution = ({ log10Dilution }: GradientProfile): number => finite(log10Dilution?.[32]);
  expect(dilution(residual)).toBeGreaterThan(dilution(strong) + 0.05);
});

describe("8 normalisation is not a cure", () => {
  const { study } = variantOf("batchnorm-relu");

  test("the plain network explodes, the residual one much less", async () => {
    const [plain, residual] = await profiles({ ...over(study, SKIP, [0, 1]), ensemble: 8 });
    const perLayer = ({ slope: { value } }: GradientProfile): number => Math.exp(finite(value));
    expect(perLayer(plain)).toBeGreaterThan(1.2);
    expect(perLayer(residual)).toBeLessThan(1.06);
    expect(Math.log(perLayer(plain))).toBeGreaterThan(5 * Math.log(perLayer(residual)));
    expect(decades(plain)).toBeGreaterThan(2 + decades(residual));
  });

  test("1.21 a layer: what wide networks tend to as batches grow, small ones come by more", async () => {
    const network = { block: "batchnorm-mlp", activation: "relu", width: 256 } as const;
    const batches = [8, 16];
    const wide = await profiles(
      over({ network, depth: 32, ensemble: 4, seed: 42, sampling: "law" }, "network.batch", batches),
    );
    const slopes = wide.map(({ slope }) => finite(slope.value));
    slopes.forEach((slope, i) => {
      expect(Math.abs(slope - 0.5 * Math.log(batchNormGrowth("relu", batches[i])))).toBeLessThan(0.02);
    });
    expect(slopes[0]).toBeGreaterThan(slopes[1]);
    const limit = 0.5 * Math.log(Math.PI / (Math.PI - 1));
    expect(Math.exp(limit)).toBeCloseTo(1.21, 2);
    expect(slopes[1]).toBeGreaterThan(limit);
    expect(0.5 * Math.log(batchNormGrowth("relu", 256))).toBeCloseTo(limit, 2);
  });
});

describe("9 time is depth", () => {
  test("orthogonal RNN: one line at ½ ln σ_w²", async () => {
    const { study } = variantOf("orthogonal-rnn");
    const values = [0.5, 1, 2];
    (await spectra({ ...over(study, VARIANCE, values), depth: 32, exponents: 32 })).forEach((spectrum, i) => {
      for (const value of exponentsOf(spectrum)) expect(Math.abs(value - Math.log(values[i]) / 2)).toBeLessThan(1e-10);
    });
  });

  test("tanh RNN: quiet below g = 1, chaotic far above", async () => {
    const { study } = variantOf("tanh-rnn");
    const network = { ...study.network, width: 128, bias: { variance: 0 } };
    const [quiet, chaotic] = await spectra({ ...over({ ...study, network }, VARIANCE, [0.64, 9]), exponents: 1 });
    expect(top(quiet)).toBeLessThan(-4 * error(quiet));
    expect(top(chaotic)).toBeGreaterThan(4 * error(chaotic));
    // Below g = 1 states die out, and what is left is the spectral radius.
    expect(Math.abs(top(quiet) - Math.log(0.8))).toBeLessThan(0.12);
  });

  test("rate network: the leak puts exponents around −1 per unit time", async () => {
    const { study } = variantOf("rate-network");
    const [spectrum] = await spectra({ ...study, exponents: 48 });
    const mean = exponentsOf(spectrum).reduce((sum, value) => sum + value, 0) / 48 / 0.1;
    expect(Math.abs(mean + 1.05)).toBeLessThan(0.06);
    const [calm] = await spectra({
      ...study,
      network: { ...study.network, weights: { variance: 0.01 } },
      exponents: 48,
    });
    expect(spread(calm)).toBeLessThan(spread(spectrum) / 4);
  });

  test("GRU: a shut update gate keeps all exponents near 0", async () => {
    const { study } = variantOf("gru");
    const [shut, open] = await spectra({
      ...over(study, "network.gates.update.bias.mean", [-4, 4]),
      exponents: 24,
      depth: 32,
      ensemble: 4,
    });
    const [kept, lost] = [exponentsOf(shut), exponentsOf(open)];
    expect(kept.filter((value) => Math.abs(value) < 0.06).length).toBeGreaterThan(18);
    expect(finite(kept[12])).toBeGreaterThan(finite(lost[12]) / 10);
    expect(Math.min(...kept)).toBeGreaterThan(Math.min(...lost) / 10);
    for (const ends of await spectra({ ...over(study, VARIANCE, [0.05, 3.95]), exponents: 1 })) {
      expect(Math.abs(top(ends))).toBeLessThan(0.03);
    }
  });

  test("LSTM: an open forget gate keeps half of the exponents near 0", async () => {
    const { study } = variantOf("lstm");
    const [open] = await spectra({ ...study, exponents: 32, depth: 32 });
    const values = exponentsOf(open);
    for (const value of values.slice(0, 16)) expect(Math.abs(value)).toBeLessThan(0.25);
    for (const value of values.slice(16)) expect(value).toBeLessThan(-1);
    const [shut] = await spectra({ ...over(study, "network.gates.forget.bias.mean", [0]), exponents: 32, depth: 32 });
    expect(finite(shut.exponents[15])).toBeLessThan(values[15] - 0.3);
  });
});

describe("10 clipping and spectral norm", () => {
  test("‖W‖₂ = 1 moves the spectrum as a whole", async () => {
    const { study } = variantOf("spectral-norm");
    const whole: StudyInput = { ...study, exponents: 8, ensemble: 16 };
    const [normed] = await spectra(whole);
    const [free] = await spectra({ ...whole, network: { ...study.network, weights: { variance: 1 } } });
    const shifts = exponentsOf(normed).map((value, i) => value - exponentsOf(free)[i]);
    for (const shift of shifts) expect(shift).toBeCloseTo(shifts[0], 8);
    expect(shifts[0]).toBeLessThan(-0.5);
    expect(shifts[0]).toBeGreaterThan(-Math.log(2));
    expect(spread(normed)).toBeGreaterThan(1);
    expect(top(normed)).toBeLessThan(-0.5);
    const own = { ...study.network, weights: { variance: 1, spectralNorm: 1.8 } };
    const [back] = await spectra({ ...whole, network: own });
    expect(Math.abs(top(back))).toBeLessThan(0.1);
  });

  test("clipping caps what explodes, and changes neither what vanishes nor the Jacobian", async () => {
    const { study, clip } = variantOf("clipped");
    const both = over({ ...study, ensemble: 8 }, VARIANCE, [0.5, 5.1]);
    const free = await profiles(both);
    const clipped = await profiles(both, { clip });
    const cap = Math.log10(finite(clip?.norm));
    expect(decades(free[1])).toBeGreaterThan(cap + 1);
    for (const value of clipped[1].log10GradientNorm) expect(finite(value)).toBeLessThan(cap + 1e-9);
    expect(decades(clipped[1])).toBeGreaterThan(cap - 0.3);
    expect(clipped[0].log10GradientNorm).toEqual(free[0].log10GradientNorm);
    expect(clipped.map(({ gsc }) => gsc)).toEqual(free.map(({ gsc }) => gsc));
  });
});

describe("11 continuous depth", () => {
  const perTime = async (id: "euler-fine" | "neural-ode", dt: number): Promise<number[]> => {
    const { study } = variantOf(id);
    const network = { ...study.network, dt };
    const [spectrum] = await spectra({ ...study, network, exponents: 4, ensemble: 4, burnIn: 0 });
    return exponentsOf(spectrum).map((value) => value / dt);
  };

  test("exponents per unit time tend to those of the flow: at order 1, and at once with steps of order 4", async () => {
    const flow = await perTime("neural-ode", 0.1);
    const distance = (values: readonly number[]): number =>
      Math.max(...values.map((value, i) => Math.abs(value - flow[i])));
    const [coarse, middle, fine] = [
      distance(await perTime("euler-fine", 0.4)),
      distance(await perTime("euler-fine", 0.2)),
      distance(await perTime("euler-fine", 0.1)),
    ];
    expect(coarse / fine).toBeGreaterThan(2.5);
    expect(middle).toBeLessThan(coarse);
    expect(fine).toBeLessThan(middle);
    expect(fine).toBeLessThan(0.02);
    expect(distance(await perTime("neural-ode", 0.4))).toBeLessThan(fine / 50);
  });

  test("the continuous adjoint agrees with backpropagation as dt → 0", async () => {
    const gap = async (dt: number): Promise<number> => {
      const { study } = variantOf("euler-fine");
      const one = { ...study, network: { ...study.network, dt } };
      const [[discrete], [continuous]] = [await profiles(one), await profiles(one, { adjoint: "continuous" })];
      return Math.abs(decades(continuous) - decades(discrete));
    };
    const [coarse, fine] = [await gap(0.4), await gap(0.1)];
    expect(coarse).toBeGreaterThan(0);
    expect(coarse / fine).toBeGreaterThan(2.5);
  });
});

test("the gallery shows every story", () => {
  const docs = new URL("../../docs/", import.meta.url);
  const page = readFileSync(new URL("gallery.md", docs), "utf8");
  for (const { id, title, variants } of STORIES) {
    const [, section = ""] = page.split(`\n## ${title}\n`);
    const [first] = variants;
    expect(section.startsWith(`\n${first?.claim}\n\n_Try:_ ${first?.attempt} `), id).toBe(true);
    expect(section).toContain(`](images/gallery/${id}.png)`);
  }
  const shown = [...page.matchAll(/images\/gallery\/([\w-]+\.png)/g)].map(([, name]) => name).sort();
  expect(readdirSync(new URL("images/gallery/", docs)).sort()).toEqual(shown);
});
