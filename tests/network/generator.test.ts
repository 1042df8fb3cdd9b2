import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createBundle } from "../../src/network/bundle.ts";
import { type Key, pcg4d, STREAMS, streamKey, wordAt } from "../../src/network/generator.ts";
import { randomNetwork } from "../../src/network/network.ts";
import { fillStandardised, standardised, tableOf } from "../../src/network/quantile.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import { rowMask } from "../../src/network/sparsity.ts";

// What is published, computed there by NumPy and by Python's integers, is what the program must do.
const page = readFileSync(new URL("../../docs/generator.md", import.meta.url), "utf8");

function numbers(cell: string | undefined): number[] {
  return (cell ?? "").split(",").map(Number);
}

/** Rows of the page's tables that have this many cells, all numbers. */
function rowsOf(cells: number): string[][] {
  return page
    .split("\n")
    .map((line) => line.split("|").slice(1, -1))
    .filter((row) => row.length === cells && row.every((cell) => numbers(cell).every((x) => !Number.isNaN(x))))
    .filter((row) => row.every((cell) => cell.trim() !== ""));
}

function four(cell: string | undefined): Key {
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = numbers(cell);
  return [a, b, c, d];
}

describe("published test vectors", () => {
  test("of pcg4d", () => {
    const rows = rowsOf(2);
    expect(rows.length).toBe(3);
    for (const [input, output] of rows) expect(pcg4d(four(input))).toEqual(four(output));
  });

  test("of keys, words and weights", () => {
    const rows = rowsOf(6);
    expect(rows.length).toBe(6);
    const documented = rows[1] ?? [];
    expect(four(documented[0])).toEqual([42, 7, 3, STREAMS.weights]);
    for (const [input, key, place, word, gaussian, uniform] of rows) {
      const actual = streamKey(...four(input));
      expect(actual).toEqual(four(key));
      const [row = Number.NaN, column = Number.NaN] = numbers(place);
      expect(wordAt(actual, row, column)).toBe(Number(word));
      expect(standardised(tableOf("gaussian"), Number(word))).toBe(Number(gaussian));
      expect(standardised(tableOf("uniform"), Number(word))).toBe(Number(uniform));
    }
  });

  test("of a network rebuilt in NumPy", () => {
    const key = streamKey(42, 7, 3, STREAMS.weights);
    const lines = [0, 1, 2].map((row) => {
      const out = new Float64Array(3);
      fillStandardised(out, 3, tableOf("gaussian"), key, row);
      return out.join(" ");
    });
    expect(page).toContain(`\`\`\`\n${lines.join("\n")}\n\`\`\``);
  });

  test("of tables of student-t", () => {
    const rows = rowsOf(4).map((row) => row.map(Number));
    expect(rows.length).toBe(5);
    for (const [nu, bits, bases, slopes] of rows) {
      const { base, slope, fractionBits } = tableOf("student-t", nu);
      const sum = (values: Uint32Array) => values.reduce((total, value) => total + value, 0);
      expect([fractionBits, sum(base), sum(slope)]).toEqual([bits, bases, slopes]);
    }
    const words = rowsOf(3).map((row) => row.map(Number));
    expect(words.length).toBe(11);
    for (const [word, low, three] of words) {
      expect(standardised(tableOf("student-t", 2.1), word)).toBe(low);
      expect(standardised(tableOf("student-t"), word)).toBe(three);
    }
  });

  test("of student-t weights and sparse rows rebuilt in NumPy", () => {
    const first = [0, 1, 2];
    const weights = first.map((row) => {
      const out = new Float64Array(3);
      fillStandardised(out, 3, tableOf("student-t", 3), streamKey(42, 7, 3, STREAMS.weights), row);
      return out.join(" ");
    });
    const mask = rowMask(64, 3);
    const kept = first.map((row) => {
      const line = Float64Array.from({ length: 64 }, (_, column) => column + 1);
      mask.apply(line, streamKey(42, 7, 3, STREAMS.mask), row);
      return [...line.filter((x) => x > 0)].map((x) => x - 1).join(" ");
    });
    expect(page).toContain(`\`\`\`\n${[...weights, ...kept].join("\n")}\n\`\`\``);
  });

  test("of a matrix of norm 1 rebuilt in NumPy", () => {
    const n = 64;
    const bundle = createBundle(n, 1 + n);
    for (let i = 0; i < n; i++) bundle.data[i * (1 + n) + 1 + i] = 1;
    randomNetwork(resolveNetwork({ width: n, branch: ["linear"], weights: { spectralNorm: 1 } }), 42, 7).push(
      bundle,
      3,
    );
    const first = Array.from(bundle.data.subarray(1, 4), (weight) => String(Number(weight.toFixed(9))));
    expect(page).toContain(`\`\`\`\n${first.join(" ")}\n\`\`\``);
  });

  test("of an orthogonal network rebuilt in NumPy", () => {
    const n = 64;
    const bundle = createBundle(n, 1 + n);
    for (let i = 0; i < n; i++) bundle.data[i * (1 + n) + 1 + i] = 1;
    const spec = resolveNetwork({ width: n, branch: ["linear"], weights: { law: "orthogonal" } });
    randomNetwork(spec, 42, 7).push(bundle, 3);
    const first = Array.from(bundle.data.subarray(1, 4), (weight) => weight.toFixed(12));
    expect(page).toContain(`\`\`\`\n${first.join(" ")}\n\`\`\``);
  });
});

test("arguments count modulo 2³²", () => {
  expect(streamKey(-1, 2 ** 32, 5, 6)).toEqual(streamKey(2 ** 32 - 1, 0, 5, 6));
});

test("the last two words of a key are even", () => {
  for (let network = 0; network < 200; network++) {
    const [, , z, w] = streamKey(1, network, 0, STREAMS.bias);
    expect([z % 2, w % 2]).toEqual([0, 0]);
  }
});

test("streams leave room for 2¹⁶ matrices each", () => {
  const tags = Object.values(STREAMS).sort((a, b) => a - b);
  expect(tags.every((tag, i) => tag % 2 ** 16 === 0 && tag !== tags[i - 1])).toBe(true);
});
