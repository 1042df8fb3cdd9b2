import { expect, test } from "vitest";
import { decide } from "../../../src/engine/gpu/decide.ts";
import { spectrumKernel } from "../../../src/engine/gpu/kernel.ts";
import { unroll } from "../../../src/engine/gpu/unroll.ts";
import type { NetworkInput } from "../../../src/network/schema.ts";
import { cellOf } from "../../support/jobs.ts";

/** Text without layout, so that it can be compared. */
const plain = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const NESTED = `fn f() {
  //unroll
  for (var c = 0u; c < COLUMNS; c++) {
    let column = x[c];
    //unroll
    for (var q = c; q < 2u; q++) { y[q] += x.c * column[q]; }
  }
  //unroll
  for (var j = 0u; j < ROWS; j++) { z[j] = 0.0; }
}`;

test("marked loops are written out, those within others too, with literals for their variables", () => {
  expect(plain(unroll(NESTED, { COLUMNS: "2u", ROWS: "3u" }))).toBe(
    plain(`fn f() {
      { let column = x[0u]; { y[0u] += x.c * column[0u]; } { y[1u] += x.c * column[1u]; } }
      { let column = x[1u]; { y[1u] += x.c * column[1u]; } }
      { z[0u] = 0.0; } { z[1u] = 0.0; } { z[2u] = 0.0; }
    }`),
  );
});

test("a loop with more turns than are to be written out stays one; what is within it does not have to", () => {
  expect(plain(unroll(NESTED, { COLUMNS: "1u", ROWS: "3u" }, 2))).toBe(
    plain(`fn f() {
      { let column = x[0u]; { y[0u] += x.c * column[0u]; } { y[1u] += x.c * column[1u]; } }
      for (var j = 0u; j < ROWS; j++) { z[j] = 0.0; }
    }`),
  );
  const text =
    "  //unroll\n  for (var c = 0u; c < 9u; c++) {\n  //unroll\n  for (var i = 0u; i < 1u; i++) { y[i] = c; }\n  }";
  expect(plain(unroll(text, {}, 2))).toBe("for (var c = 0u; c < 9u; c++) { { y[0u] = c; } }");
});

test("a marker with no loop below it, and bounds that are not known, are errors", () => {
  expect(() => unroll("//unroll\nlet a = 1;", {})).toThrow("no loop that can be written out: //unroll let a = 1;");
  expect(() => unroll(NESTED, { COLUMNS: "2u" })).toThrow("from 0u to ROWS, which is not known");
});

test("branches on constants are decided, with all of their else", () => {
  const text = "if (A) { a(); } else if (b > 1u) { b(); } else { c(); } if (!A && B) { d(); } if (A && D) { e(); }";
  expect(plain(decide(text, { A: "true", B: "true" }))).toBe("{ a(); } {} if (A && D) { e(); }");
  expect(plain(decide(text, { A: "false", B: "true" }))).toBe("if (b > 1u) { b(); } else { c(); } { d(); } {}");
});

// What is indexed otherwise is not kept in registers.
test.each<[name: string, network: NetworkInput, threads: number]>([
  ["two columns a thread, biased", { width: 12, bias: { variance: 1 } }, 16],
  [
    "layernorm with gains, a skip path",
    { width: 9, skip: 1, after: ["layernorm"], norm: { gain: { variance: 1 } } },
    64,
  ],
  ["batchnorm", { width: 4, batch: 3, branch: ["linear", "batchnorm", "activation"] }, 8],
  ["orthogonal", { width: 6, batch: 2, weights: { law: "orthogonal" } }, 8],
  ["sparse ±1, which may be singular", { width: 9, weights: { law: "rademacher", sparsity: 4 } }, 64],
])("no index of the registers is left to run time: %s", (_name, network, threads) => {
  const cell = cellOf(network, { exponents: 9 });
  const code = spectrumKernel(cell, { threads, tile: 4, table: "workgroup", unrolled: true });
  const places = [...code.matchAll(/(?<![.\w])(x|saved|shift|lengths|before|squares|dots|sums)((?:\[[^[\]]*\])+)/g)];
  const columns = Math.ceil(9 / threads);
  expect(places.filter(([, name]) => name === "x").length).toBeGreaterThan(10 * columns);
  for (const [text, , indices] of places) {
    expect(indices, text).toMatch(/^(\[(?:[\du+*/% ()]|BATCH)+\])+$/);
  }
});
