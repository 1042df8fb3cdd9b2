// From a figure to its data: measured through the library, f64, with what the laws say. Ten digits are kept, so that data do not
// change with the rounding of a sum.

import { readFileSync } from "node:fs";
import { resolveStudy, runForward, runSpectrum } from "../../dist/index.js";
import { lawOf } from "./series.mjs";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** Errors below are rounding, and told as 0: a difference is no multiple of them. */
const ROUNDING = 1e-11;

/** The data of a figure, measured. */
export async function measure(figure, engine) {
  const panels = [];
  for (const panel of figure.panels) {
    const series = [];
    for (const each of panel.series) {
      const results = [];
      for (const study of each.studies) results.push(await cells(study, engine, each.forward));
      series.push(withMeasured(theoryOf(each), each.read(results)));
    }
    panels.push({ ...panel, series });
  }
  return { figure: figure.name, title: figure.title, lyascope: version, engine: "cpu f64", panels };
}

/** What is known of a series without measuring: its data but for the points' measured values. */
export function theoryOf(series) {
  const { label, within, relative, apart, forward, studies } = series;
  return {
    ...(label === undefined ? {} : { label }),
    law: lawOf(series),
    ...(within === undefined ? {} : { within }),
    ...(relative === undefined ? {} : { relative }),
    ...(apart === undefined ? {} : { apart }),
    ...(forward === undefined ? {} : { forward }),
    studies: [...studies],
    points: series.places().map(({ x, law, beyond }) => ({
      x: digits(x),
      law: digits(law, 13),
      ...(beyond ? { beyond } : {}),
    })),
    ...(series.curve === undefined
      ? {}
      : { curve: series.curve().map((each) => each.map((value) => digits(value, 6))) }),
  };
}

function withMeasured(series, values) {
  const points = series.points.map(({ law, ...place }, i) => {
    const { value, error: spread } = values[i];
    const error = spread !== null && spread < ROUNDING ? 0 : spread;
    const measured = digits(value);
    const clear = typeof law === "number" && typeof measured === "number" && error !== null && error > 0;
    return {
      ...place,
      measured,
      error: digits(error),
      law,
      z: clear ? digits((value - law) / error, 4) : null,
    };
  });
  return { ...series, points };
}

/** Spectra, or, with a question about inputs, the signals that go forward. */
async function cells(study, engine, question) {
  const resolved = resolveStudy(study);
  const run = question === undefined ? runSpectrum(resolved, engine) : runForward(resolved, engine, question);
  let last;
  for await (const snapshot of run) last = snapshot;
  return last.cells;
}

/** A number for JSON; null where there is none, −∞ as a word. */
function digits(value, count = 10) {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  return Number.isFinite(value) ? Number(value.toPrecision(count)) : String(value);
}
