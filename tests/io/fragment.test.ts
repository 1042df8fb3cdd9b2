import { describe, expect, test } from "vitest";
import { entriesOf, fragmentOf, read, written } from "../../src/io/fragment.ts";
import { settingsBetween, withSetting } from "../../src/io/settings.ts";

const VALUES: unknown[] = [
  ...[0, 1.5, -3, 1e21, 5e-324, 1.7976931348623157e308, 4294967295],
  ...[true, false, undefined, "tanh", "layernorm-mlp", "1/sqrt(depth)"],
  ...[["linear", "activation"], [], {}, { from: 1, to: 0.5 }, [{ values: [0.1, 0.2] }], "a & b = c % d # \n 'ü'"],
];

describe("a fragment", () => {
  test.each(VALUES.map((value) => [value]))("holds %j", (value) => {
    const [[key, text] = ["", ""], ...more] = entriesOf(`#${fragmentOf([["some.key", written(value)]])}`);
    expect([key, read(text), more]).toEqual(["some.key", value, []]);
    // What ends a link for some programs is not in it.
    expect(written(value)).toMatch(/^[\w.,:/%~!*'()-]*$/);
  });

  test("can be read, and survives what programs do to it", () => {
    const link = fragmentOf([
      ["network.weights.variance", written(1.5)],
      ["x", "network.scale,0,2"],
    ]);
    expect(link).toBe("network.weights.variance=1.5&x=network.scale,0,2");
    const entries = entriesOf(link);
    expect(entriesOf(link.replace("&", "&amp;"))).toEqual(entries);
    expect(entriesOf(encodeURI(` ${link}\n`))).toEqual(entries);
    expect(entriesOf(link.replaceAll(",", "%2C").replaceAll("=", "%3D"))).toEqual(entries);
    expect(entriesOf("#")).toEqual([]);
  });

  test.each([
    ["depth", /^the link has "depth"; allowed: key=value$/],
    ["=1", /^the link has "=1"; allowed/],
    ["a=%zz", /^the link has "a=%zz"; allowed: percent signs/],
    ["a=%ff", /allowed: percent signs/],
    [`a=${"1".repeat(200_000)}`, /^the link has 200002 characters; allowed: at most 100000$/],
  ])("%# is refused in one line", (fragment, message) => {
    expect(() => entriesOf(fragment)).toThrow(message);
  });
});

describe("settings", () => {
  const from = { network: { width: 8, weights: { variance: 2 }, bias: { variance: 1 } }, depth: 16, seed: 7 };

  test.each([
    [from, []],
    [{ ...from, seed: 8 }, ["seed"]],
    [{ network: from.network }, ["depth", "seed"]],
    [{ ...from, network: { width: 8, bias: {} } }, ["network.weights", "network.bias"]],
    [{ ...from, network: { width: 8, weights: [{ variance: 1 }, {}] } }, ["network.weights", "network.bias"]],
    [{ ...from, network: {} }, ["network"]],
    [{}, ["network", "depth", "seed"]],
    [{ ...from, fixedVectors: [{ from: 1 }], network: { ...from.network, norm: { gain: { mean: 2 } } } }, null],
  ])("%# lead from one object to another", (to, paths) => {
    const settings = settingsBetween(from, to);
    if (paths !== null) expect(settings.map(({ path }) => path)).toEqual(paths);
    expect(settings.reduce<unknown>(withSetting, from)).toEqual(to);
  });

  test("leave prototypes alone", () => {
    const set = withSetting({}, { path: "__proto__.polluted", value: 1 });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(Reflect.get(Object(set), "polluted")).toBeUndefined();
    expect(Object.hasOwn(Object(set), "__proto__")).toBe(true);
  });
});
