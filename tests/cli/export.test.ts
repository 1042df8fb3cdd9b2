import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import JSZip from "jszip";
import Npyjs from "npyjs";
import Papa from "papaparse";
import { afterAll, describe, expect, test } from "vitest";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import type { EngineInfo, GradientProfile, Snapshot, Spectrum } from "../../src/engine/engine.ts";
import { datasetCsv, datasetNpz } from "../../src/io/dataset.ts";
import { commandsOf, settingsOf } from "../../src/lab/export/command.ts";
import {
  comparisonNumbers,
  heatNumbers,
  type Numbers,
  planeNumbers,
  profileNumbers,
  sameCells,
  spectrumNumbers,
} from "../../src/lab/export/numbers.ts";
import { panelDataset } from "../../src/lab/export/panel-dataset.ts";
import { PLOTTING, pythonOf } from "../../src/lab/export/python.ts";
import { RELEASE } from "../../src/lab/export/release.ts";
import { shellWord } from "../../src/lab/export/shell.ts";
import { fileName } from "../../src/lab/export/words.ts";
import { choiceOf } from "../../src/lab/heat-choice.ts";
import { rowLayers } from "../../src/lab/heat-field.ts";
import type { HeatQuestion } from "../../src/lab/heat-question.ts";
import { clipOf, comparisonStudy, heatStudy } from "../../src/lab/heat-study.ts";
import { type Plane, planeAxis, planeStudy, spectrumStudy, valuesAt } from "../../src/lab/plane.ts";
import { LAB_STORIES } from "../../src/lab/stories.ts";
import { type ResolvedStudy, resolveStudy } from "../../src/study/resolve.ts";
import { runGradient, runSpectrum } from "../../src/study/run.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { hasPython, python } from "../support/python.ts";
import { inProcess } from "./in-process.ts";

const engine = createCpuEngine({ workers: 1 });
afterAll(() => engine.close());

const PLANE: Plane = {
  ...{ columns: 3, rows: 2 },
  ...{ x: planeAxis("network.weights.variance"), y: planeAxis("network.bias.variance") },
};
const STUDY: StudyInput = { network: { width: 4, activation: "tanh" }, depth: 12, ensemble: 3, seed: 7 };
const PLACE = { x: 2, y: 0.25 };
const QUESTION: HeatQuestion = {
  ...{ study: STUDY, plane: PLANE, place: PLACE, clip: 3 },
  axis: { path: "network.scale", from: 0.5, to: 1.5, log: true },
};
const BLOCKS: HeatQuestion = {
  ...{ study: { ...STUDY, network: { width: 4, block: "residual", scale: 0.5 } }, plane: PLANE, place: PLACE },
  axis: { path: "network.weights.variance", from: 0.5, to: 1.5, log: false },
  sides: { path: "network.block", values: ["residual", "lstm"] },
};

async function last<Result>(snapshots: AsyncIterable<Snapshot<Result>>): Promise<(Result | null)[]> {
  let cells: readonly (Result | null)[] = [];
  for await (const snapshot of snapshots) ({ cells } = snapshot);
  return [...cells];
}
const spectraOf = (study: ResolvedStudy): Promise<(Spectrum | null)[]> => last(runSpectrum(study, engine));
const profilesOf = (study: ResolvedStudy, question: HeatQuestion | null): Promise<(GradientProfile | null)[]> =>
  last(runGradient(study, engine, clipOf(question)));

async function ofPlane(study = STUDY): Promise<Numbers> {
  const resolved = planeStudy(study, PLANE);
  return planeNumbers(resolved, await spectraOf(resolved));
}
async function ofHeat(question: HeatQuestion): Promise<Numbers> {
  const resolved = heatStudy(question);
  return heatNumbers(question, resolved, await profilesOf(resolved, question));
}
async function ofSpectrum(): Promise<Numbers> {
  const [study, pinned] = [PLACE, { x: 3, y: 0.75 }].map((place) => ({
    place,
    own: spectrumStudy(STUDY, PLANE, place),
  }));
  if (study === undefined || pinned === undefined) throw new Error("two places");
  const [cell] = pinned.own.cells;
  const [spectrum = null] = await spectraOf(pinned.own);
  if (cell === undefined) throw new Error("a study without axes has one cell");
  const pin = { slot: 1, place: pinned.place, cell, spectrum, profile: null, failure: null };
  const at = (place: typeof PLACE) => Object.fromEntries(valuesAt(PLANE, place));
  const [own = null] = await spectraOf(study.own);
  return spectrumNumbers(study.own, at(PLACE), own, [{ pin, at: at(pinned.place), study: pinned.own.study }]);
}
async function ofProfile(pinned: boolean): Promise<Numbers> {
  const resolved = heatStudy(QUESTION);
  const profiles = await profilesOf(resolved, QUESTION);
  const grid = { columns: resolved.axes[1]?.values.map(Number) ?? [], layers: rowLayers(12) };
  const choice = choiceOf(QUESTION, resolved, { grid, cell: { column: 5, row: 0 } }, profiles, "both");
  if (!pinned) return profileNumbers(choice, []);
  const place = { x: 3, y: 0.75 };
  // A pin of another depth, as on a plane over depths.
  const own = spectrumStudy({ ...STUDY, depth: 20 }, PLANE, place);
  const [cell] = own.cells;
  const [profile = null] = await profilesOf(own, null);
  if (cell === undefined) throw new Error("a study without axes has one cell");
  const pin = { slot: 0, place, cell, spectrum: null, profile, failure: null };
  return profileNumbers(choice, [{ pin, at: Object.fromEntries(valuesAt(PLANE, place)), study: own.study }]);
}
async function ofComparison(question: HeatQuestion): Promise<Numbers> {
  const resolved = comparisonStudy(question, 1);
  return comparisonNumbers({ question, value: 1 }, resolved, await spectraOf(resolved));
}

/** A command as a shell splits it. */
function words(line: string): string[] {
  const run = spawnSync("/bin/sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  return run.stdout.split("\0").slice(0, -1);
}

const CASES: [name: string, numbers: () => Promise<Numbers>, commands: number][] = [
  ["the phase diagram", () => ofPlane(), 1],
  [
    "a phase diagram of relu, dead and alive",
    () => ofPlane({ ...STUDY, network: { width: 4, activation: "relu" } }),
    1,
  ],
  ["the heatmap without and with a skip path, clipped", () => ofHeat(QUESTION), 1],
  ["the heatmap of two blocks", () => ofHeat(BLOCKS), 2],
  ["the spectrum and a pin", ofSpectrum, 2],
  ["the gradient against depth", () => ofProfile(false), 2],
  ["the gradient against depth and a pin", () => ofProfile(true), 3],
  ["the comparison", () => ofComparison(QUESTION), 1],
  ["the comparison of two blocks", () => ofComparison(BLOCKS), 2],
];

describe.each(CASES)("%s", (_, measure, commands) => {
  let found: Promise<Numbers> | null = null;
  const numbersOf = () => {
    found ??= measure();
    return found;
  };

  test("is measured again by its command, to the last digit", async () => {
    const numbers = await numbersOf();
    const lines = commandsOf(numbers, "cpu");
    expect(lines).toHaveLength(commands);
    const again: unknown[] = [];
    for (const line of lines) {
      const [runner, program, ...args] = words(line);
      expect([runner, program]).toEqual(["npx", "lyascope"]);
      const { code, stdout, stderr } = await inProcess([...args, "--workers", "1"]);
      expect([code, stderr]).toEqual([0, ""]);
      again.push(...JSON.parse(stdout).cells);
    }
    const key = numbers.kind === "spectrum" ? "exponents" : "log10GradientNorm";
    const told = (cell: unknown) => [Reflect.get(Object(cell), key), Reflect.get(Object(cell), "standardErrors")];
    const own = numbers.results.map((result) =>
      JSON.parse(
        JSON.stringify(told(result), (_key, value) => (value === Number.NEGATIVE_INFINITY ? "-Infinity" : value)),
      ),
    );
    expect(own.length).toBeGreaterThan(0);
    expect(own.flat(9).some((value) => typeof value === "number" && value !== 0)).toBe(true);
    expect(again.map(told)).toEqual(own);
  });

  test("is read from its NPZ and its CSV as it was measured", async () => {
    const numbers = await numbersOf();
    const info: EngineInfo = { kind: "cpu", precision: "f64", adapter: null };
    const { dataset, table } = panelDataset(numbers, info, RELEASE);
    const archive = await JSZip.loadAsync(datasetNpz(dataset));
    const load = async (name: string) => {
      const member = await archive.file(`${name}.npy`)?.async("arraybuffer");
      const { data, shape } = await new Npyjs().load(member ?? "");
      return { data: Array.from(data as Float64Array), shape };
    };
    const isSpectrum = numbers.kind === "spectrum";
    const key = isSpectrum ? "exponents" : "log10GradientNorm";
    const { data, shape } = await load(key);
    const expected = numbers.results.flatMap((result): number[] => {
      const values: readonly (number | null)[] = Reflect.get(Object(result), key);
      const padded = Array.from({ length: shape.at(-1) ?? 0 }, (_value, i) => values[i] ?? Number.NaN);
      return padded;
    });
    expect(data).toEqual(expected);
    expect(shape.reduce((a, b) => a * b)).toBe(data.length);
    expect((await load("networks")).data).toEqual(numbers.results.map((result) => result?.networks));
    expect((await load("status")).data.every((code) => code >= 0)).toBe(true);

    const { data: rows, errors } = Papa.parse<Record<string, string>>(datasetCsv(dataset, table), {
      ...{ header: true, skipEmptyLines: true },
    });
    expect(errors).toEqual([]);
    expect(rows).toHaveLength(data.length);
    const read = rows.map((row) => {
      const text = row[key] ?? "";
      return text === "" ? Number.NaN : text === "-inf" ? Number.NEGATIVE_INFINITY : Number(text);
    });
    expect(read).toEqual(expected);
    expect(new Set(rows.map((row) => row.status))).toEqual(new Set(numbers.results.map((result) => result?.status)));
    const first = numbers.measured[0];
    for (const [path, value] of Object.entries(first?.at ?? {})) expect(rows[0]?.[path]).toBe(String(value));

    // Its Python: NumPy reads, and what draws is Python at least.
    if (!hasPython("numpy")) return;
    const folder = mkdtempSync(join(tmpdir(), "export-"));
    const file = `${fileName(numbers)}.npz`;
    writeFileSync(join(folder, file), datasetNpz(dataset));
    const program = pythonOf(numbers.panel, file, Object.keys(numbers.cells.dims));
    const [reading = ""] = program.split(PLOTTING);
    const shown = numbers.panel === "phase-diagram" ? "largest" : isSpectrum ? "exponents" : "norm";
    const ask = `
import ast
ast.parse(${JSON.stringify(program)})
print(json.dumps([[repr(v) for v in ${shown}.ravel().tolist()], about["version"], about["commands"], about["studies"]]))`;
    const [values, version, commandsTold, studies] = python(reading + ask, [], folder) as [string[], ...unknown[]];
    const numbersRead = values.map((value) => (value === "-inf" ? Number.NEGATIVE_INFINITY : Number(value)));
    expect(numbersRead).toEqual(expected);
    expect([version, commandsTold]).toEqual([RELEASE.version, commandsOf(numbers, "cpu")]);
    const cells = (studies as StudyInput[]).flatMap((study) => resolveStudy(study).cells);
    expect(sameCells(cells, numbers.measured)).toBe(true);
  });
});

describe("a command", () => {
  test("says what differs from the defaults, and its seed", () => {
    const study: StudyInput = { network: { width: 64, block: "residual", scale: 0.5 }, depth: 256, ensemble: 8 };
    const { study: written } = resolveStudy(study);
    expect(settingsOf(written)).toEqual([
      ["network.block", "residual"],
      ["network.scale", 0.5],
      ["ensemble", 8],
      ["seed", 42],
    ]);
    expect(commandsOf({ kind: "gradient", studies: [written], clip: { norm: 2, per: "layer" } }, "gpu")).toEqual([
      "npx lyascope gradient --engine gpu --set network.block=residual --set network.scale=0.5 --set ensemble=8 --set seed=42 --clip 2 --clip-per layer --json",
    ]);
  });

  test("asks for what every story measures", () => {
    for (const { study, axes, place, id } of LAB_STORIES) {
      const plane = { ...PLANE, ...axes };
      for (const { study: asked, cells } of [planeStudy(study, plane), spectrumStudy(study, plane, place)]) {
        const sets = Object.fromEntries(settingsOf(asked));
        const lines = commandsOf({ kind: "spectrum", studies: [asked] }, "cpu");
        let again: unknown = {};
        for (const word of words(lines[0] ?? "").filter((each) => each.includes("="))) {
          const [path = "", text = ""] = [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)];
          expect(sets, id).toHaveProperty([path]);
          const value: unknown =
            /^[a-z][a-z-]*$/.test(text) && text !== "true" && text !== "false" ? text : JSON.parse(text);
          again = merged(again, path.split("."), value);
        }
        expect(sameCells(resolveStudy(again).cells, cells), id).toBe(true);
      }
    }
  });

  test("reaches the program as it was meant, whatever a shell makes of its characters", () => {
    for (const text of ["a b", "it's", '$HOME "x" `y`', "*?[a]{b}", "\\", "", "σ", "a\nb", "--set", "x=1"]) {
      expect(words(shellWord(text))).toEqual([text]);
    }
  });
});

function merged(target: unknown, [key = "", ...rest]: string[], value: unknown): unknown {
  const object: Record<string, unknown> = { ...(target as Record<string, unknown>) };
  object[key] = rest.length === 0 ? value : merged(object[key] ?? {}, rest, value);
  return object;
}
