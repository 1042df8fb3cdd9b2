import { expect, test } from "vitest";
import { Batch } from "../../../src/engine/gpu/batch.ts";
import { spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { roomOf } from "../../../src/engine/gpu/room.ts";
import { Session } from "../../../src/engine/gpu/session.ts";
import { weightSource } from "../../../src/network/weights.ts";
import { cellOf } from "../../support/jobs.ts";
import { readStates } from "../../support/steps.ts";
import { pipelineOf, useDevice } from "../../support/webgpu.ts";

const gpu = useDevice();

/** A second entry point beside the spectrum kernel: a matrix alone, put into storage. */
const PROBE = `
@compute @workgroup_size(THREADS)
fn probe(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) index: u32) {
  thread = index;
  cell = cells[slots[group.x].x];
  network = slots[group.x].y;
  loadTable();
  load(group.x);
  chooseMatrix(run.lastLayer, 1u);
  openMatrix(run.lastLayer, 1u);
  store(group.x, false);
}`;

test("a wide network's weights are the CPU's, bit by bit: blocks of a sparse heavy-tailed matrix in storage", async () => {
  const width = 70;
  const cell = cellOf(
    {
      width,
      branch: ["linear", "activation", "linear"],
      weights: [{ law: "gaussian" }, { law: "student-t", nu: 5, sparsity: 40 }],
    },
    { exponents: 1, depth: 100, seed: 0xfedcba98 },
  );
  const { groups, matrix, room } = roomOf(cell.network, 1, false);
  const code = spectrumKernel(cell, { threads: 16, tile: 1, table: "storage" }) + PROBE;
  const slots = [3, 70_000].map((network) => ({ cell: 0, network }));
  const batch = await Batch.create(new Session(gpu.device), await pipelineOf(gpu.device, code, "probe"), [cell], slots);
  const layer = 57;
  await batch.advance(0, layer);
  const states = await readStates(gpu.device, batch);
  batch.destroy();
  let wrong = 0;
  let kept = 0;
  slots.forEach(({ network }, slot) => {
    const source = weightSource(cell.network, cell.seed, network, 1);
    source.select(layer);
    const start = 4 * (slot * room + matrix);
    for (let row = 0; row < width; row++) {
      source.row(row).forEach((weight, column) => {
        const block = (column >> 2) * groups + (row >> 2);
        const found = states[start + 16 * block + 4 * (row & 3) + (column & 3)];
        if (found !== Math.fround(weight)) wrong++;
        if (found !== 0) kept++;
      });
    }
  });
  expect(wrong).toBe(0);
  expect(kept).toBe(2 * 40 * width);
});
