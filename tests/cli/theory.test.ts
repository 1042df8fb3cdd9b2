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

  it("says so where no law is known", async () => {
    const { code, stdout } = await inProcess(["theory", "--set", 'network.after=["activation"]']);
    expect(code).toBe(0);
    expect(stdout).toContain("No law is known here");
  });
});
