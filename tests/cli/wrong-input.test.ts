import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inProcess } from "./in-process.ts";
import { lyascope, type Run } from "./lyascope.ts";

const folder = mkdtempSync(join(tmpdir(), "lyascope-"));
writeFileSync(join(folder, "nan.json"), '{ "depth": NaN }');
writeFileSync(join(folder, "comma.json"), '{\n  "depth": 5,\n}');
writeFileSync(join(folder, "empty.json"), "");
writeFileSync(join(folder, "list.json"), "[1]");

const set = (...settings: string[]) => ["spectrum", ...settings.flatMap((each) => ["--set", each])];

const CASES: [args: string[], says: RegExp][] = [
  [["spectum"], /unknown command "spectum"; commands: spectrum, sweep, merge, gradient, forward, theory, bench, lab/],
  [["sweep", "--set", "network.width=8"], /sweep needs --out FILE/],
  [["sweep", "--out", "x.zip"], /out is "x.zip"; allowed: a name that ends in \.zarr/],
  [["sweep", "--out", "x.zarr", "--shard", "3/3"], /i of --shard is "3"; allowed: a whole number from 0 to 2/],
  [["sweep", "--out", "x.npz", "--shard", "0/3"], /shards write parts of one \.zarr, not x\.npz/],
  [["sweep", "--out", "x.zarr", "--engine", "cpu", "--device", "0"], /--device numbers GPUs/],
  [["merge"], /merge needs a store/],
  [["merge", "nowhere.zarr"], /nowhere\.zarr/],
  [["--nope"], /unknown option "--nope"/],
  [["spectrum", "--nope"], /unknown option '--nope'/],
  [["spectrum", "--json=3"], /option '--json' does not take an argument/],
  [["spectrum", "nan.json", "b.json"], /unexpected argument "b.json"/],
  [["lab", "extra"], /unexpected argument "extra"/],
  [["spectrum", "--set"], /--set needs a value/],
  [["spectrum", "--set", "--json"], /--set needs a value/],
  [["spectrum", "--engine", "tpu"], /--engine is "tpu"; allowed: one of auto, gpu, cpu/],
  [["spectrum", "--workers", "0"], /--workers is "0"; allowed: a whole number from 1/],
  [["spectrum", "--workers", "two"], /--workers is "two"/],
  [["spectrum", "--out", "not/there/x.json"], /cannot write not\/there\/x.json \(no such directory\)/],
  [["spectrum", "missing.json"], /missing.json: no such file/],
  [["gradient", "missing.json"], /missing.json: no such file/],
  [["gradient", "--norm-bound=1"], /option '--norm-bound' does not take an argument/],
  [["gradient", "--engine", "tpu"], /--engine is "tpu"; allowed: one of auto, gpu, cpu/],
  [["gradient", "--set", "depth=0"], /depth is 0; allowed: a whole number from 1/],
  [["bench", "--widths", "8,x"], /--widths is "x"; allowed: a whole number from 1 to 16384/],
  [["bench", "extra"], /unexpected argument "extra"/],
  [["spectrum", "--norm-bound"], /unknown option '--norm-bound'/],
  [["theory", "missing.json"], /missing.json: no such file/],
  [["spectrum", "."], /\.: is a directory/],
  [["spectrum", "nan.json"], /nan.json is not JSON: .*'N'/],
  [["spectrum", "comma.json"], /comma.json is not JSON: .*\(line 3, column 1\)/],
  [["spectrum", "empty.json"], /empty.json is not JSON: .*empty/],
  [["spectrum", "-"], /standard input is not JSON/],
  [["spectrum", "list.json"], /the study is \[1\]/],
  [set("network.width"), /--set "network.width" is not of the form path=value/],
  [set("=3"), /is not of the form path=value/],
  [set("network.width=0"), /network.width is 0; allowed: a whole number from 1 to 16384/],
  [set("network.width=1.5"), /network.width is 1.5/],
  [set('network.width="64"'), /network.width is "64"/],
  [set("network.width=1e9"), /network.width is 1000000000/],
  [set("network.wdith=3"), /network.wdith is 3; allowed: one of the fields width, /],
  [set("__proto__.width=3"), /__proto__ is {"width":3}; allowed: one of the fields network, /],
  [set("network.activation=step"), /network.activation is "step"; allowed: one of linear, tanh/],
  [set("network.weights.variance=-1"), /network.weights.variance is -1/],
  [set("network.weights.law=student-t", "network.weights.nu=2"), /network.weights.nu is 2; allowed: a number above 2/],
  [
    set("network.weights.sparsity=65"),
    /network.weights.sparsity is 65; allowed: a whole number from 1 to 64, the width/,
  ],
  [set("network.weights=[{},{}]"), /network.weights is \[{},{}\]; allowed: one object, or a list of 1/],
  [
    set("depth=9", 'network.weights={"variance":{"depth":[1]}}'),
    /network.weights.variance.depth is \[1\]; allowed: a list of 9/,
  ],
  [set("network.weights.variance=NaN"), /network.weights.variance is "NaN"/],
  [set("network.weights.variance=1e999"), /network.weights.variance is Infinity/],
  [set("exponents=65"), /exponents is 65; allowed: a whole number from 1 to 64, the state dimension/],
  [set("depth=8", "burnIn=8"), /burnIn is 8; allowed: a whole number below the depth, 8/],
  [set("axes.0.path=seed"), /axes is .*allowed: a list/],
  [set('axes=[{"path":"network.nope","values":[1]}]'), /axes.0.path is "network.nope"; allowed: one of network.width/],
  [set('axes=[{"path":"network.width","values":[4,0]}]'), /network.width is 0/],
  [set("network.width=16384", "exponents=16384", "depth=9"), /needs .* \(\d+ bytes\) of memory/],
];

/** One of every way to be refused: by the name of the command, its options, the study's file, its fields. */
const ALONE = ["spectum", "--workers", "-", "network.width=0"];

function expectRefusal({ code, stdout, stderr }: Run, says: RegExp): void {
  expect(stderr).toMatch(/^lyascope: [^\n]+\n$/);
  expect(stderr).toMatch(says);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
}

describe("wrong input is one line on stderr and exit code 2", () => {
  it.each(CASES)("lyascope %j", async (args, says) => {
    // Many workers, so that the memory of the largest study is out of reach of any machine.
    const more = args.includes("network.width=16384") ? ["--workers", "256"] : [];
    expectRefusal(await inProcess([...args, ...more], { cwd: folder }), says);
  });

  const alone = ALONE.map((word) => CASES.find(([args]) => args.includes(word)) ?? fail(word));
  it.each(alone)("in a process of its own: lyascope %j", async (args, says) => {
    expectRefusal(await lyascope(args, { cwd: folder }), says);
  });
});

function fail(word: string): never {
  throw new Error(`no case has ${word}`);
}
