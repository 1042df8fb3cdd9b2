import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { beforeAll, describe, expect, it } from "vitest";
import { newmanExponents } from "../../src/theory/newman.ts";
import { install, type PackedPackage, pack, ROOT } from "./package.ts";

let packed: PackedPackage;
let folder: string;

beforeAll(() => {
  packed = pack();
  folder = install(packed);
}, 60_000);

function node(file: string, content: string): string {
  writeFileSync(join(folder, file), content);
  return execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
}

describe("the package", () => {
  it("holds the build, the licence and nothing of the workshop", () => {
    for (const path of [
      "LICENSE",
      "README.md",
      "CITATION.cff",
      "bin/lyascope.js",
      "dist/index.d.ts",
      "dist/lab/index.html",
    ]) {
      expect(packed.files).toContain(path);
    }
    const top = new Set(packed.files.map((path) => path.split("/")[0]));
    expect([...top].sort()).toEqual(["CITATION.cff", "LICENSE", "README.md", "bin", "dist", "package.json"]);
    expect(packed.files.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))).toEqual([]);
  });

  it("passes publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: join(folder, "package"), pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("has types that resolve (are the types wrong?)", () => {
    const attw = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [attw, packed.tarball, "--profile", "esm-only", "--format", "json"];
    // A problem in ESM or a bundler is an exit code other than 0, which throws.
    const { analysis } = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    for (const kind of ["node16-esm", "bundler"]) {
      expect(analysis.entrypoints["."].resolutions[kind].resolution.fileName).toMatch(/dist\/index\.d\.ts$/);
    }
  }, 60_000);

  it("gives the schema, the engine and the laws to who imports it", () => {
    const output = node(
      "measure.mjs",
      `import { createCpuEngine, gradientDocument, lawsFor, QUANTILES, resolveStudy, runGradient, runSpectrum } from "lyascope";
       import { scalarFields, studySchema, StudyError } from "lyascope";
       const study = resolveStudy({ network: { width: 4, activation: "linear" }, ensemble: 64 });
       const engine = createCpuEngine({ workers: 2 });
       let last;
       for await (const snapshot of runSpectrum(study, engine)) last = snapshot;
       let measured;
       for await (const { cells, seconds } of runGradient(study, engine)) measured = { results: cells, seconds };
       const [gradient] = gradientDocument(study, engine.info, { ...measured, interrupted: false }).cells;
       const profile = [gradient.layers.length, gradient.quantiles.log10GradientNorm.length === QUANTILES.length];
       await engine.close();
       const [cell] = study.cells;
       const [law] = lawsFor(cell.network, cell.exponents, cell.depth);
       let refused;
       try { resolveStudy({ depth: 0 }); } catch (error) { refused = error instanceof StudyError && error.path; }
       const valid = studySchema.safeParse({ depth: 5 }).success;
       console.log(JSON.stringify({ ...last.cells[0], law, refused, valid, profile, fields: scalarFields.length }));`,
    );
    const { exponents, standardErrors, law, refused, valid, profile, fields } = JSON.parse(output);
    expect(law.exponents).toEqual(newmanExponents(4, 4, 1));
    for (const i of [0, 1, 2, 3]) {
      expect(Math.abs(exponents[i] - law.exponents[i])).toBeLessThan(4 * standardErrors[i]);
    }
    expect(profile).toEqual([257, true]);
    expect({ refused, valid }).toEqual({ refused: "depth", valid: true });
    expect(fields).toBeGreaterThan(10);
  });

  it("has types that a strict project compiles against", () => {
    writeFileSync(
      join(folder, "typed.ts"),
      `import { createCpuEngine, type Engine, type GradientProfile, type Law, lawsFor, runGradient, resolveStudy, runSpectrum, type StudyInput } from "lyascope";
       const input: StudyInput = { network: { width: 4, weights: { law: "orthogonal" } } };
       const engine: Engine = createCpuEngine();
       for await (const { cells, seconds } of runSpectrum(resolveStudy(input), engine)) {
         const first: number | null | undefined = cells[0]?.exponents[0];
         console.log(first, seconds.toFixed(1));
       }
       for await (const { cells } of runGradient(resolveStudy(input), engine, { normBound: true })) {
         const profile: GradientProfile | null | undefined = cells[0];
         console.log(profile?.slope.value, profile?.normBound?.exponent);
       }
       const laws: Law[] = resolveStudy(input).cells.flatMap((cell) => lawsFor(cell.network, 1, cell.depth));
       // @ts-expect-error: widths are numbers
       const wrong: StudyInput = { network: { width: "4" } };
       console.log(laws, wrong);`,
    );
    const compilerOptions = { strict: true, target: "ES2023", module: "NodeNext", noEmit: true, types: ["node"] };
    const typeRoots = [join(ROOT, "node_modules/@types")];
    const config = { compilerOptions: { ...compilerOptions, typeRoots }, files: ["typed.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc")], { cwd: folder, stdio: "pipe" });
  }, 60_000);

  it("runs the library example of the README as it stands", () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? "";
    expect(example).toContain('from "lyascope"');
    const output = node("example.mjs", example);
    expect(output).toMatch(/8192 of 8192 network-layers/);
    expect(output).toContain("Newman");
  });

  it("has a command that runs", () => {
    const bin = join(folder, "node_modules/lyascope/bin/lyascope.js");
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(execFileSync(process.execPath, [bin, "--version"], { encoding: "utf8" })).toBe(`${version}\n`);
  });
});
