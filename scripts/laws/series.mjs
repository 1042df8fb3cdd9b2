// What is measured for a figure and what a law says of it. A series is a list of studies, `places`, where points lie and what the law
// says there, without measuring, and `read`, which takes the measured cells, a list for every study, to values with errors.

import { lawsFor, resolveStudy } from "../../dist/index.js";

/** The one cell of a study without axes. */
export function cellOf(study) {
  return resolveStudy(study).cells[0];
}

/** A study with the field at `path` set. */
export function withField(study, path, value) {
  const [key, ...rest] = path.split(".");
  return { ...study, [key]: rest.length === 0 ? value : withField(study[key] ?? {}, rest.join("."), value) };
}

/**
 * A law of a cell: by its name among those of the library, or { name, kind, source, of } with `of` from a cell to the exponents, or whatever
 * is plotted.
 */
export function lawAt(law, cell) {
  if (typeof law !== "string") return { ...law, exponents: law.of(cell) };
  const found = lawsFor(cell.network, cell.exponents, cell.depth, cell).find(({ name }) => name === law);
  if (found === undefined) throw new Error(`no law "${law}" of ${JSON.stringify(cell.network)}`);
  return found;
}

/** What a figure tells of the law of a series. */
export function lawOf(series) {
  const { name, kind, domain, source } = lawAt(series.law, cellOf(series.studies[0]));
  return { name, kind, domain, source };
}

/** Where an exponent lies on an axis from 0 to 1. */
const centre = (i, cell) => (i + 0.5) / cell.network.width;

/**
 * A spectrum against (i − ½)/n, or what `at` makes of i, which counts from 0. `beyond` says of which exponents the law is known to be poor:
 * they are shown, and not compared.
 */
export function spectrum({ study, law, at = centre, scale = 1, beyond = () => false, ...look }) {
  const cell = cellOf(study);
  return {
    ...look,
    law,
    studies: [study],
    places: () =>
      lawAt(law, cell).exponents.map((value, i) => ({
        x: at(i, cell),
        law: times(value, scale),
        beyond: beyond(i, cell),
      })),
    read: ([[{ exponents, standardErrors }]]) =>
      exponents.map((value, i) => ({ value: times(value, scale), error: times(standardErrors[i], scale) })),
  };
}

const times = (value, scale) => (value === null ? null : value * scale);

/**
 * A number of every cell against the field at `path`, by default λ₁. Every point has weights of its own, since its seed is: points are independent,
 * and series are whose first seeds differ by more than their points.
 *
 * @param study of a value, or from a value to a study
 * @param fine how many values the law's line has; 0 for one through the points
 * @param read from what was measured of a cell to { value, error }
 * @param say from the law's exponents and the cell to the number
 */
export function along({
  study,
  path,
  values,
  law,
  seed: base = 100,
  fine = 0,
  read = leading,
  say = ([first]) => first,
  ...look
}) {
  const of = (value, seed) => withField({ ...(typeof study === "function" ? study(value) : study), seed }, path, value);
  const known = (value) => {
    const cell = cellOf(of(value, 0));
    return say(lawAt(law, cell).exponents, cell);
  };
  const studies = values.map((value, i) => of(value, base + i));
  return {
    ...look,
    law,
    studies,
    places: () => values.map((value) => ({ x: value, law: known(value) })),
    curve: fine === 0 ? undefined : () => between(values, fine).map((value) => [value, known(value)]),
    read: (results) => results.map(([cell], i) => read(cell, cellOf(studies[i]))),
  };
}

function leading({ exponents: [value], standardErrors: [error] }) {
  return { value, error };
}

/** From the first to the last value, as evenly as these: by ratios where these are more alike than the differences. */
function between(values, count) {
  const [first, last] = [values[0], values.at(-1)];
  const isLog = first > 0 && last / first > 20;
  return Array.from({ length: count }, (_, i) => {
    const part = i / (count - 1);
    return isLog ? first * (last / first) ** part : first + (last - first) * part;
  });
}

/**
 * Sums of ln R_11 up to evenly spaced depths, times `scale`: of one study, so that points of a series are not independent.
 */
export function depths({ study, law, scale = 1, ...look }) {
  const cell = cellOf(study);
  const { checkpoints, burnIn } = cell;
  return {
    ...look,
    law,
    studies: [study],
    places: () =>
      checkpoints.map((depth) => {
        const [exponent] = lawAt(law, { ...cell, depth }).exponents;
        return { x: depth, law: scale * (depth - burnIn) * exponent };
      }),
    read: ([[spectrum]]) =>
      spectrum.checkpoints.map(({ depth, exponents: [value], standardErrors: [error] }) => {
        const factor = scale * (depth - burnIn);
        return { value: factor * value, error: factor * error };
      }),
  };
}

/**
 * Numbers of one study, as means over `repeats` runs of it with seeds of their own, and the error of these means: for what the library tells
 * without an error.
 *
 * @param places list of { x, law }
 * @param seed of the first run
 * @param of from what was measured of the cell to the numbers
 */
export function repeated({ study, repeats, law, places, of, seed = 1000, ...look }) {
  return {
    ...look,
    law,
    studies: Array.from({ length: repeats }, (_, run) => ({ ...study, seed: seed + run })),
    places: () => places(cellOf(study)),
    read: (results) => {
      const runs = results.map(([cell]) => of(cell));
      return runs[0].map((_, i) => meanOf(runs.map((run) => run[i])));
    },
  };
}

/** Mean and its standard error. */
export function meanOf(values) {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { value: mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}
