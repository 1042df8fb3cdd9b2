import { expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { Spectrum } from "../../src/engine/engine.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import { runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";

const study: StudyInput = {
  network: { width: 12, activation: "relu", weights: { variance: 2 } },
  depth: 200,
  ensemble: 37,
  exponents: 12,
  axes: [
    { path: "network.skip", values: [0, 1] },
    { path: "network.scale", from: 0.1, to: 1, steps: 3 },
  ],
};

async function run(workers: number): Promise<Spectrum[]> {
  const engine = createCpuEngine({ workers });
  let cells: readonly (Spectrum | null)[] = [];
  for await (const snapshot of runSpectrum(resolveStudy(study), engine)) cells = snapshot.cells;
  await engine.close();
  return cells.filter((cell) => cell !== null);
}

test("the same bits whatever the number of workers, and so the batches that they are given", async () => {
  const [one, two, three] = [await run(1), await run(2), await run(3)];
  expect(one).toHaveLength(6);
  expect(two).toEqual(one);
  expect(three).toEqual(one);
});

test("a cell of a sweep has the same bits as the same cell alone", async () => {
  const sweep = await run(2);
  const engine = createCpuEngine({ workers: 2 });
  const alone = resolveStudy({
    ...study,
    network: { ...study.network, skip: 1, scale: 0.1 },
    axes: [],
  });
  for await (const snapshot of runSpectrum(alone, engine)) {
    if (snapshot.complete[0]) expect(snapshot.cells[0]).toEqual(sweep[3]);
  }
  await engine.close();
});
