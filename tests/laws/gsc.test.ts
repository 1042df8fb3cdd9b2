import { expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { GradientProfile } from "../../src/engine/engine.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { runGradient } from "../../src/study/run.ts";
import { meanFieldGsc } from "../../src/theory/gsc.ts";

test("the gradient scale coefficient of wide networks is that of mean field, at every layer", async () => {
  const networks = [
    { block: "layernorm-mlp" },
    { weights: { variance: 2.5 }, bias: { variance: 0.1 } },
    { block: "residual", scale: 0.8 },
  ] as const;
  const engine = createCpuEngine();
  try {
    for (const network of networks) {
      const study = resolveStudy({ network: { width: 512, ...network }, depth: 12, ensemble: 48, sampling: "law" });
      let profile: GradientProfile | null = null;
      for await (const { cells } of runGradient(study, engine)) profile = cells[0] ?? null;
      const [cell] = study.cells;
      const theory = cell === undefined ? null : meanFieldGsc(cell.network, 12);
      expect(theory).not.toBeNull();
      const { layers = [], gsc = [] }: Partial<GradientProfile> = profile ?? {};
      expect(layers.length).toBeGreaterThan(10);
      layers.forEach((layer, i) => {
        const ratio = (gsc[i] ?? Number.NaN) / (theory?.[layer] ?? Number.NaN);
        expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
      });
      // Mean field says something: the coefficient is not near 1 all along.
      expect(Math.max(...(theory ?? []).map((each) => Math.abs(Math.log(each))))).toBeGreaterThan(0.12);
    }
  } finally {
    await engine.close();
  }
});
