import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import {
  ALL,
  dataOf,
  distance,
  draw,
  FIGURES,
  type Figure,
  measure,
  pathOf,
  theoryOf,
  withLines,
} from "../../scripts/laws/index.mjs";
import { createCpuEngine } from "../../src/engine/cpu/engine.ts";
import { inProcess } from "../cli/in-process.ts";
import { linesOf, words } from "../support/markdown.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = readFileSync(join(ROOT, "docs/laws.md"), "utf8");
const svgOf = (figure: Figure): string => readFileSync(join(ROOT, pathOf(figure)), "utf8");
const named = (name: string): Figure => {
  const figure = FIGURES.find((each) => each.name === name);
  if (figure === undefined) throw new Error(`no figure ${name}`);
  return figure;
};

/** Names that the laws in src/theory have, as they are written there. */
const NAMES = readdirSync(join(ROOT, "src/theory"))
  .filter((file) => /^laws.*\.ts$/.test(file))
  .flatMap((file) => [...readFileSync(join(ROOT, "src/theory", file), "utf8").matchAll(/^ +name: (.*"),?$/gm)])
  .flatMap(([, expression = ""]) => [...expression.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name));

describe("the page of the laws", () => {
  it("has a row and a section with a picture for every law that the program knows", () => {
    expect(new Set(NAMES).size).toBeGreaterThan(20);
    for (const name of NAMES) {
      const row = PAGE.split("\n").find((line) => line.startsWith(`| ${name} | `));
      expect(row, name).toBeDefined();
      const [, section = ""] = /\(#([\w-]+)\)/.exec(row ?? "") ?? [];
      expect(PAGE, name).toContain(`\n### ${section}\n`);
    }
  });

  it.each(FIGURES.map(({ name }) => name))("tells %s as its picture does", (name) => {
    const [, section = ""] = PAGE.split(`\n### ${name}\n`);
    const [own = ""] = section.split(/\n##/);
    expect(own).toContain(`](images/laws/${name}.svg)`);
    expect(own).toContain(`\n<!-- ${name} -->\n_Measured: `);
  });

  it("says what the data say, with the domain of every law", () => {
    expect(
      withLines(
        PAGE,
        FIGURES.map((figure) => dataOf(svgOf(figure))),
      ),
    ).toBe(PAGE);
    expect(PAGE).not.toContain("undefined");
  });

  it("has no picture without a section", () => {
    const files = readdirSync(join(ROOT, "docs/images/laws")).sort();
    expect(files).toEqual(FIGURES.map(({ name }) => `${name}.svg`).sort());
  });

  it.each(linesOf(PAGE))("%s", async (line) => {
    const { code, stdout } = await inProcess(words(line.replace("npx lyascope", "")));
    expect(code).toBe(0);
    expect(stdout).toMatch(/exact/);
  });
});

describe.each(ALL.map((figure) => [figure.name, figure] as const))("the picture %s", (_, figure) => {
  it("is drawn from the data in it, and these are of the studies and the laws of today", () => {
    expect(existsSync(join(ROOT, pathOf(figure)))).toBe(true);
    const svg = svgOf(figure);
    const data = dataOf(svg);
    expect(draw(data)).toBe(svg);
    expect(data.panels.map(({ series }) => series.length)).toEqual(figure.panels.map(({ series }) => series.length));
    figure.panels.forEach((panel, p) => {
      panel.series.forEach((question, s) => {
        const told = data.panels[p]?.series[s];
        const known = theoryOf(question);
        expect({ ...told, points: [], curve: [] }).toEqual({
          ...JSON.parse(JSON.stringify(known)),
          points: [],
          curve: [],
        });
        expect(told?.points).toHaveLength(known.points.length);
        known.points.forEach(({ x, law }, i) => {
          const point = told?.points[i];
          expect(point?.x).toBe(x);
          if (typeof law === "number") expect(Math.abs(Number(point?.law) - law)).toBeLessThan(1e-9);
          else expect(point?.law).toBe(law);
        });
      });
    });
  });

  it("shows nothing further from an exact law than 5 errors, from a limit than the stated distance", () => {
    for (const series of dataOf(svgOf(figure)).panels.flatMap((panel) => panel.series)) {
      const compared = series.points.map((point) => distance(series, point)).filter((each) => each !== null);
      expect(compared.length).toBeGreaterThan(0);
      expect(compared.filter(({ holds }) => !holds)).toEqual([]);
      if (series.law.kind === "limit") expect(series.within).toBeGreaterThan(0);
    }
  });
});

describe("measured again", () => {
  const engine = createCpuEngine();
  afterAll(() => engine.close());

  it.each(["constant", "orthogonal", "leaky-relu"])("%s gives the same numbers", async (name) => {
    const again = await measure(named(name), engine);
    expect(JSON.parse(JSON.stringify(again))).toEqual(dataOf(svgOf(named(name))));
  });

  it("a wrong law is seen", () => {
    const series = dataOf(svgOf(named("newman"))).panels[0]?.series[0];
    const [point] = series?.points ?? [];
    if (series === undefined || point === undefined) throw new Error("no points");
    const shifted = {
      ...point,
      law: Number(point.law) + 6 * Number(point.error) * Math.sign(Number(point.law) - Number(point.measured)),
    };
    expect(distance(series, shifted)?.holds).toBe(false);
    expect(distance(series, point)?.holds).toBe(true);
  });
});
