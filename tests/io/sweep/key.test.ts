import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { studyKey } from "../../../src/io/sweep/key.ts";
import { resolveStudy } from "../../../src/study/resolve.ts";

test("a study's key is the SHA-256 of its JSON with sorted keys, without spaces", () => {
  const text = '{"axes":[{"path":"depth","values":[9,8]}],"network":{"bias":{"variance":0.1},"width":3},"seed":1}';
  const key = createHash("sha256").update(text).digest("hex");
  expect(studyKey(JSON.parse(text))).toBe(key);
  expect(
    studyKey({
      seed: 1,
      depth: undefined,
      network: { width: 3, bias: { variance: 0.1 } },
      axes: [{ values: [9, 8], path: "depth" }],
    }),
  ).toBe(key);
});

test("other studies have other keys, the same one however it was written the same", () => {
  const keyOf = (input: unknown) => studyKey(resolveStudy(input).study);
  expect(keyOf({ seed: 42, network: {} })).toBe(keyOf({}));
  const axes = [{ path: "depth", values: [9, 8] }];
  const others = [{}, { seed: 1 }, { depth: 9 }, { axes }, { axes: [{ path: "depth", values: [8, 9] }] }];
  expect(new Set(others.map(keyOf)).size).toBe(others.length);
});
