import { expect, test } from "vitest";
import { drawsOf, KEPT_NUMBERS } from "../../src/network/draws.ts";
import { IN_LAW, STREAMS, streamKey, wordAt } from "../../src/network/generator.ts";
import { standardised, tableOf } from "../../src/network/quantile.ts";

function expected(n: number, row: number, layer: number, stream: number, first = 0): number[] {
  const key = streamKey(5, 3, layer, IN_LAW + stream + 1);
  return Array.from({ length: n - first }, (_, i) => standardised(tableOf("gaussian"), wordAt(key, row, first + i)));
}

test("numbers are those of the generator, whether a network is met for the first time or the third", () => {
  for (let time = 0; time < 3; time++) {
    const { normals } = drawsOf(5, 3, 1, 9);
    for (const stream of [STREAMS.weights, STREAMS.bias, STREAMS.backward]) {
      for (const layer of [0, 7, 999_999]) {
        for (const row of [0, 1, 8]) {
          expect([...normals(stream, layer, row)]).toEqual(expected(9, row, layer, stream));
          expect([...normals(stream, layer, row, row)]).toEqual(expected(9, row, layer, stream, row));
        }
      }
    }
    // Another width or seed in between forgets nothing that matters.
    drawsOf(6, 3, 1, 9).normals(STREAMS.weights, 0, 0);
  }
});

test("are kept from the second meeting on, the same array again, up to a limit", () => {
  drawsOf(5, 3, 1, 4096);
  const again = drawsOf(5, 3, 1, 4096);
  const kept = again.normals(STREAMS.weights, 0, 0);
  const first = [...kept];
  again.normals(STREAMS.weights, 1, 0);
  expect(drawsOf(5, 3, 1, 4096).normals(STREAMS.weights, 0, 0)).toBe(kept);
  expect([...kept]).toEqual(first);
  for (let layer = 0; layer <= KEPT_NUMBERS / 4096; layer++) again.normals(STREAMS.weights, layer, 1);
  const beyond = again.normals(STREAMS.weights, 0, 2);
  again.normals(STREAMS.weights, 0, 3);
  expect(again.normals(STREAMS.weights, 0, 2)).toBe(beyond);
  expect([...beyond.slice(0, 3)]).toEqual(expected(4096, 2, 0, STREAMS.weights).slice(0, 3));
});
