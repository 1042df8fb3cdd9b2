import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import JSZip from "jszip";
import Npyjs from "npyjs";
import { describe, expect, test } from "vitest";
import { type NpyArray, toNpy } from "../../src/io/npy.ts";
import { toNpz } from "../../src/io/npz.ts";
import { hasPython, python } from "../support/python.ts";

const NUMBERS: Readonly<Record<string, NpyArray>> = {
  f64: { shape: [2, 3], data: Float64Array.of(0.1, -0, Number.MIN_VALUE, Number.NEGATIVE_INFINITY, Number.NaN, 1e308) },
  f32: { shape: [2], data: Float32Array.of(1.5, Math.fround(0.1)) },
  i32: { shape: [1, 2, 1], data: Int32Array.of(-1, 2 ** 31 - 1) },
  i64: { shape: [1], data: BigInt64Array.of(-(2n ** 62n)) },
  u8: { shape: [3], data: Uint8Array.of(0, 128, 255) },
  none: { shape: [0, 4], data: new Float64Array(0) },
  one: { shape: [], data: Float64Array.of(7) },
};
const WORDS: Readonly<Record<string, NpyArray>> = {
  "network.block": { shape: [3], data: ["plain", "", "σ_w² 𝛌"] },
  tied: { shape: [2], data: [true, false] },
  text: { shape: [], data: ['{"a": 1}\n'] },
};

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => [
  ...new Uint8Array(buffer, byteOffset, byteLength),
];

describe("an .npy file", () => {
  test("has its data where they can be mapped, whatever its header is", () => {
    for (const array of Object.values({ ...NUMBERS, ...WORDS })) {
      const bytes = toNpy(array);
      const length = new DataView(bytes.buffer).getUint16(8, true);
      expect((10 + length) % 64).toBe(0);
      expect(bytes[9 + length]).toBe(0x0a);
    }
    const many = toNpy({ shape: Array.from({ length: 30_000 }, () => 1), data: Float64Array.of(1) });
    expect([...many.subarray(6, 8)]).toEqual([2, 0]);
    expect((12 + new DataView(many.buffer).getUint32(8, true)) % 64).toBe(0);
    expect(many.length % 64).toBe(8);
  });

  test("does not take data of another shape", () => {
    expect(() => toNpy({ shape: [2, 2], data: Float64Array.of(1, 2, 3) })).toThrow(
      "an array of shape (2, 2) has 4 values, not 3",
    );
  });
});

describe("an .npz file", () => {
  test("is read by others to the last bit", async () => {
    const archive = await JSZip.loadAsync(toNpz(NUMBERS));
    expect(Object.keys(archive.files)).toEqual(Object.keys(NUMBERS).map((name) => `${name}.npy`));
    for (const [name, { shape, data }] of Object.entries(NUMBERS)) {
      const member = await archive.file(`${name}.npy`)?.async("arraybuffer");
      const read = await new Npyjs().load(member ?? "");
      expect([read.shape, read.fortranOrder], name).toEqual([[...shape], false]);
      expect(bytesOf(read.data), name).toEqual(bytesOf(data as Float64Array));
    }
  });

  test("is read by NumPy, strings and all, where there is one", () => {
    const bytes = toNpz({ ...NUMBERS, ...WORDS });
    // The same arrays, the same bytes.
    expect(toNpz({ ...NUMBERS, ...WORDS })).toEqual(bytes);
    if (!hasPython("numpy")) return;
    const folder = mkdtempSync(join(tmpdir(), "npz-"));
    writeFileSync(join(folder, "a.npz"), bytes);
    const read = python(
      `import json, numpy as np
data = np.load("a.npz")
told = {name: [list(data[name].shape), str(data[name].dtype), [repr(v) for v in data[name].ravel().tolist()]] for name in data.files}
print(json.dumps(told))`,
      [],
      folder,
    );
    expect(read).toEqual({
      f64: [[2, 3], "float64", ["0.1", "-0.0", "5e-324", "-inf", "nan", "1e+308"]],
      f32: [[2], "float32", ["1.5", "0.10000000149011612"]],
      i32: [[1, 2, 1], "int32", ["-1", "2147483647"]],
      i64: [[1], "int64", ["-4611686018427387904"]],
      u8: [[3], "uint8", ["0", "128", "255"]],
      none: [[0, 4], "float64", []],
      one: [[], "float64", ["7.0"]],
      "network.block": [[3], "<U6", ["'plain'", "''", "'σ_w² 𝛌'"]],
      tied: [[2], "bool", ["True", "False"]],
      text: [[], "<U9", [`'{"a": 1}\\n'`]],
    });
  });
});
