import type { GradientProfile, Spectrum } from "../../engine/engine.ts";
import { type Cells, cellsOfAxes, namedCells } from "../../io/cell-dataset.ts";
import type { Clip } from "../../measure/clip.ts";
import { type Cell, type ResolvedStudy, resolveStudy, withValue } from "../../study/resolve.ts";
import type { Scalar, StudyInput } from "../../study/schema.ts";
import type { HeatChoice } from "../heat-panel-types.ts";
import type { HeatQuestion } from "../heat-question.ts";
import { clipOf } from "../heat-study.ts";
import type { Pin } from "../pins.ts";
import { sideStudies } from "../side-studies.ts";
import { both } from "../sides.ts";
import type { PanelName } from "./panels.ts";

/** The numbers behind a panel, and the studies that give them again. */
export type Numbers = {
  panel: PanelName;
  /** Each as it is to be measured; their cells, one after another, are `measured`. */
  studies: readonly StudyInput[];
  measured: readonly Cell[];
  /** What tells the cells apart. */
  cells: Cells;
  /** How gradients are clipped, and in how many of the studies, from the first on; in all if not given. */
  clip?: Clip;
  clippedStudies?: number;
} & (
  | { kind: "spectrum"; results: readonly (Spectrum | null)[] }
  | { kind: "gradient"; results: readonly (GradientProfile | null)[] }
);

/** λ₁ of every cell of the plane. */
export function planeNumbers({ study, axes, cells }: ResolvedStudy, results: readonly (Spectrum | null)[]): Numbers {
  return {
    ...{ panel: "phase-diagram", kind: "spectrum", studies: [study], measured: cells },
    ...{ cells: cellsOfAxes(axes), results: cells.map((_, index) => results[index] ?? null) },
  };
}

/** The spectra of the probe and of the pins, a series each, by their values of the plane's fields. */
export function spectrumNumbers(
  { study, cells }: ResolvedStudy,
  at: Readonly<Record<string, Scalar>>,
  spectrum: Spectrum | null,
  pins: readonly PinnedStudy[],
): Numbers {
  const series = [{ name: "probe", at }, ...pins.map(({ pin, at: own }) => ({ name: pinName(pin), at: own }))];
  return {
    ...{ panel: "spectrum", kind: "spectrum", studies: [study, ...pins.map((each) => each.study)] },
    measured: [...cells, ...pins.map(({ pin }) => pin.cell)],
    cells: namedCells(series),
    results: [spectrum, ...pins.map(({ pin }) => pin.spectrum)],
  };
}

/** A pin, its values of the plane's fields, and the study that it is measured by. */
export interface PinnedStudy {
  pin: Pin;
  at: Readonly<Record<string, Scalar>>;
  study: StudyInput;
}

function pinName({ slot }: Pin): string {
  return `pin ${slot + 1}`;
}

/** The gradient profiles of both sides at every column. */
export function heatNumbers(
  question: HeatQuestion,
  resolved: ResolvedStudy,
  profiles: readonly (GradientProfile | null)[],
): Numbers {
  const { cells, axes } = resolved;
  const across = axes.slice(1);
  const ensemble = cells[0]?.ensemble ?? 1;
  const apart = both(sideStudies(question).studies, ({ exponents: _, ...study }) => ({
    ...study,
    ensemble,
    axes: across,
  }));
  return {
    ...{ panel: "heatmap", kind: "gradient", studies: together(resolved) ?? apart, measured: cells },
    ...{ cells: cellsOfAxes(axes), results: cells.map((_, index) => profiles[index] ?? null), ...clipOf(question) },
  };
}

/** Both sides' profiles at one column, and those of the pins, a series each. */
export function profileNumbers(choice: HeatChoice, pins: readonly PinnedStudy[]): Numbers {
  const { question, value, sides, cells, profiles } = choice;
  const found = cells ?? [];
  const studies = both(sideStudies(question).studies, ({ exponents: _, ...study }, side) => ({
    ...withValue(study, question.axis.path, value),
    ensemble: found[side]?.ensemble ?? 1,
  }));
  const at = (index: number) => ({ [sides.path]: sides.values[index] ?? "", [question.axis.path]: value });
  const series = sides.names.map((name, index) => ({ name, at: at(index) }));
  // Pins are places of the plane, and no sides: they have no values of these fields in common with them.
  const names = pins.map(({ pin }) => ({ name: pinName(pin), at: {} }));
  const alike = pins.length === 0 ? series : series.map(({ name }) => ({ name, at: {} }));
  return {
    ...{ panel: "gradient", kind: "gradient", studies: [...studies, ...pins.map((each) => each.study)] },
    measured: [...studies.flatMap((study) => resolveStudy(study).cells), ...pins.map(({ pin }) => pin.cell)],
    cells: namedCells([...alike, ...names]),
    results: [...profiles, ...pins.map(({ pin }) => pin.profile)],
    ...clipOf(question),
    // Pins show the network itself.
    clippedStudies: studies.length,
  };
}

/** Both sides' spectra at one column. */
export function comparisonNumbers(
  { question, value }: Pick<HeatChoice, "question" | "value">,
  resolved: ResolvedStudy,
  spectra: readonly (Spectrum | null)[],
): Numbers {
  const { cells, axes } = resolved;
  const apart = both(sideStudies(question).studies, ({ exponents: _, ...study }, side) => ({
    ...withValue(study, question.axis.path, value),
    exponents: cells[side]?.exponents,
    ensemble: cells[side]?.ensemble,
  }));
  return {
    ...{ panel: "comparison", kind: "spectrum", studies: together(resolved) ?? apart, measured: cells },
    ...{ cells: cellsOfAxes(axes), results: cells.map((_, index) => spectra[index] ?? null) },
  };
}

/** Two sides as one study where the field alone tells them apart; null where one of them had to change in other ways too. */
function together({ study, cells }: ResolvedStudy): StudyInput[] | null {
  try {
    return sameCells(resolveStudy(study).cells, cells) ? [study] : null;
  } catch {
    // Sides that cannot be one study: fields of one do not fit the other.
    return null;
  }
}

/** Whether two lists of cells are measured alike. */
export function sameCells(one: readonly Cell[], other: readonly Cell[]): boolean {
  return canonical(one) === canonical(other);
}

/** What a cell's numbers depend on, with the fields in alphabetical order. */
function canonical(cells: readonly Cell[]): string {
  return JSON.stringify(
    cells.map(({ index: _, at: __, ...cell }) => cell),
    (_, each: unknown) =>
      typeof each === "object" && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : each,
  );
}
