import { describe, expect, it } from "vitest";
import { inProcess } from "./in-process.ts";

describe("lyascope theory", () => {
  it("prints the laws of a study with their sources", async () => {
    const { code, stdout } = await inProcess(["theory"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *1 +-0\.03190/m);
    expect(stdout).toMatch(/^16 +-2\.02148/m);
    expect(stdout).toContain("Newman (exact; Newman 1986)");
  });

  it("gives every law of every cell as JSON", async () => {
    const axes = 'axes=[{"path":"network.width","values":[2,4]}]';
    const args = ["theory", "--json", "--set", "network.activation=linear", "--set", axes];
    const { study, cells } = JSON.parse((await inProcess(args)).stdout);
    expect(study.network.activation).toBe("linear");
    expect(cells.map(({ at }: { at: unknown }) => at)).toEqual([{ "network.width": 2 }, { "network.width": 4 }]);
    const [first, second] = cells.map(({ laws }: { laws: { kind: string; exponents: number[] }[] }) => laws[0]);
    expect(first.kind).toBe("exact");
    expect(first.exponents[0]).toBeCloseTo(-0.288608, 6);
    expect(second.exponents[3]).toBeCloseTo(-1.328329, 6);
  });

  it("prints mean field with the edge of chaos, and the dimension of the spectrum", async () => {
    const args = ["theory", "--set", "network.bias.variance=0.05", "--set", "network.weights.variance=2"];
    const { stdout } = await inProcess(args);
    for (const line of [
      /^q\* +0\.72176 +variance of the pre-activations$/m,
      /^χ₁ +1\.0477 /m,
      /^λ₁ +0\.02328 +½ ln χ₁; 0\.00918 at n = 64, to order 1\/n$/m,
      /^c\* +0\.74408 /m,
      /^σ_w² of the edge +1\.761 +at this σ_b²; 0\.23905 above it here$/m,
      /^Kaplan–Yorke dimension 3\.59, /m,
    ])
      expect(stdout).toMatch(line);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const [cell] = JSON.parse((await inProcess([...args, "--json"])).stdout).cells;
    expect(cell.meanField).toMatchObject({ widthCoefficient: { approximate: false } });
    expect(cell.meanField.correlation).toBeCloseTo(0.74408, 5);
    expect(cell.laws[0].domain).toContain("plain networks");
    expect(cell.spectrum.kaplanYorkeDimension).toBeCloseTo(3.59, 2);
    expect(cell.silent).toBeUndefined();
  });

  it("prints growth layer by layer, the spread of ln‖J u‖ and the limit of a small branch", async () => {
    const of = (...settings: string[]) => [
      "theory",
      "--set",
      "network.block=residual",
      ...settings.flatMap((each) => ["--set", each]),
    ];
    const tanh = (await inProcess(of("network.scale=0.1"))).stdout;
    expect(tanh).toMatch(/^ +0 +1\.651 +1 +1\.111$/m);
    expect(tanh).toMatch(/^ +256 +1 +1\.486 +1$/m);
    expect(tanh.replaceAll(/\s+/g, " ")).toContain("8/(3√(2π)) α σ_w √L = 1.702 at 256 layers");
    const args = of("network.scale=0.1", "network.activation=linear", "network.width=16");
    const linear = (await inProcess(args)).stdout;
    expect(linear.replaceAll(/\s+/g, " ")).toContain("λ₁ = 0.004375 to λ_16 = -0.005000");
    expect(linear).toMatch(/^ln‖J u‖ over 224 layers, by non-central χ² of residual layers \(exact/m);
    for (const text of [tanh, linear])
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const [cell] = JSON.parse((await inProcess([...args, "--json"])).stdout).cells;
    expect(cell.growth.layers).toHaveLength(201);
    expect(cell.growth.log10GradientNorm[0]).toBeCloseTo(128 * Math.log10(1.01), 9);
    expect(cell.smallScale.ratio).toBeCloseTo(0.1, 12);
    expect(cell.logNorm.mean).toBeCloseTo(224 * cell.laws[0].exponents[0], 9);
  });

  it("prints mean field of many cells in one table", async () => {
    const axes =
      'axes=[{"path":"network.weights.variance","values":[1.5,2]},{"path":"network.bias.variance","values":[0,0.05]}]';
    const { stdout } = await inProcess(["theory", "--set", axes]);
    expect(stdout).toMatch(/^weights\.variance +bias\.variance +q\* +χ₁ +c\* +ξ_c +ξ/m);
    expect(stdout).toMatch(/^ +2 +0\.05 +0\.72176 +1\.0477 +0\.74408 +25\.213 +21\.475/m);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("writes infinities as strings, and reasons where there is nothing", async () => {
    const cellOf = async (...settings: string[]) =>
      JSON.parse((await inProcess(["theory", "--json", ...settings.flatMap((each) => ["--set", each])])).stdout)
        .cells[0];
    const relu = await cellOf("network.activation=relu", "network.weights.variance=2");
    expect(relu.meanField).toMatchObject({ gradientDepth: "Infinity", correlationDepth: "Infinity", distance: 0 });
    const gru = await cellOf("network.block=gru");
    expect(gru).toMatchObject({ laws: [], spectrum: null, meanField: null });
    expect(gru.silent.reason).toBe("no law is known for gated cells");
    expect(gru.whyNoMeanField).toContain("gated");
    const residual = await cellOf("network.block=residual", "exponents=3");
    expect(residual.silent.exponents).toEqual([2, 3]);
  });

  it("says so where no law is known", async () => {
    const { code, stdout } = await inProcess(["theory", "--set", 'network.after=["activation"]']);
    expect(code).toBe(0);
    expect(stdout).toContain("No law is known here");
  });
});
