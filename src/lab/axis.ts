import { GATES, gatedOf, type NetworkSpec } from "../network/spec.ts";
import { type Axis, resolveAxis } from "../study/axis.ts";
import { StudyError } from "../study/error.ts";
import { type ScalarField, scalarField, scalarFields } from "../study/fields.ts";

export const WEIGHT_PATH = "network.weights.variance";
export const BIAS_PATH = "network.bias.variance";
export const SCALE_PATH = "network.scale";
export const SKIP_PATH = "network.skip";
export const LAW_PATH = "network.weights.law";
export const BLOCK_PATH = "network.block";
export const INTEGRATOR_PATH = "network.integrator";
export const WIDTH_PATH = "network.width";

/** A number of the study that a view goes along, and how far. */
export interface LabAxis {
  path: string;
  from: number;
  to: number;
  log: boolean;
}

/** Ranges that show something, by path; others go over what is usual, from 0 to 2. */
const RANGES: Record<string, Omit<LabAxis, "path">> = {
  [SCALE_PATH]: { from: 0.05, to: 2, log: true },
  [SKIP_PATH]: { from: 0, to: 1.2, log: false },
  [WEIGHT_PATH]: { from: 0.1, to: 4, log: false },
  [BIAS_PATH]: { from: 0, to: 1, log: false },
  [WIDTH_PATH]: { from: 4, to: 128, log: true },
  depth: { from: 16, to: 256, log: true },
  "network.input.variance": { from: 0.01, to: 100, log: true },
  "network.batch": { from: 4, to: 64, log: true },
  "network.weights.sparsity": { from: 1, to: 8, log: true },
  "network.weights.spectralNorm": { from: 0.5, to: 2, log: false },
};

/** Gates from shut to open. */
const GATE_RANGE = { from: -6, to: 6, log: false };

/** Fields that say something of some networks only: one law's ν, blocks within the weights, gates, time steps. */
const SPECIAL = /^network\.(dt|gates\..*|weights\.(nu|split|coupling|contrast))$/;

/** Numbers that shape any network. */
const SHAPING: readonly ScalarField[] = scalarFields
  .filter(({ path, kind }) => path.startsWith("network.") && (kind === "number" || kind === "integer"))
  .filter(({ path }) => !SPECIAL.test(path));

/** What an axis can go over, for a network: of a gated cell its gates first. */
export function axisFields(network: Pick<NetworkSpec, "branch">): readonly ScalarField[] {
  const gated = gatedOf(network);
  if (gated === null) return SHAPING;
  const gates = GATES[gated].map((gate) => `network.gates.${gate}.bias.mean`);
  const own = gates.flatMap((path) => scalarField(path) ?? []);
  return [...own, ...SHAPING.filter(({ path }) => path !== "network.batch")];
}

/** The axis over a field, with a range that shows something. */
export function defaultAxis(path: string): LabAxis {
  const usual = path.startsWith("network.gates.") ? GATE_RANGE : { from: 0, to: 2, log: false };
  return { path, ...(RANGES[path] ?? usual) };
}

/** Place of a value on an axis, 0 at its beginning and 1 at its end; beyond them too. */
export function partOf({ from, to, log }: LabAxis, value: number): number {
  return log ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

/** The point at a part of an axis. */
export function pointAt({ from, to, log }: LabAxis, part: number): number {
  return log ? from * (to / from) ** part : from + (to - from) * part;
}

/** A value there that the field takes: of whole numbers the nearest one. Rounded: plain decimals that a reader can type again. */
export function valueAt(axis: LabAxis, part: number): number {
  const value = pointAt(axis, part);
  if (scalarField(axis.path)?.kind === "integer") return Math.round(value);
  return axis.log ? Number(value.toPrecision(4)) : Number(value.toFixed(6));
}

/** `steps` values from beginning to end, each once. Throws StudyError where the axis is none. */
export function axisValues(axis: LabAxis, steps: number): number[] {
  checkAxis(axis);
  const { path, from, to, log } = axis;
  const { values }: Axis = resolveAxis({ path, from, to, steps, scale: log ? "log" : "linear" }, 0);
  return [...new Set(values.map(Number))];
}

/** Throws StudyError where an axis has no length, or a log one is not above 0. */
export function checkAxis({ path, from, to, log }: LabAxis): void {
  if (!Number.isFinite(from)) throw new StudyError("from", from, "a number");
  if (!Number.isFinite(to) || from === to)
    throw new StudyError("to", to, `a number other than ${from}, where the axis begins`);
  resolveAxis({ path, from, to, steps: 2, scale: log ? "log" : "linear" }, 0);
}

/** Symbol of a field, for labels: α, σ_w², n. */
export function symbolOf(path: string): string {
  return SYMBOLS[path] ?? scalarField(path)?.title ?? path;
}

/** The same in plain text: σ_w² as σw². */
export function plainSymbolOf(path: string): string {
  return symbolOf(path).replace("_", "");
}

const SYMBOLS: Record<string, string> = {
  [SCALE_PATH]: "α",
  [WEIGHT_PATH]: "σ_w²",
  [BIAS_PATH]: "σ_b²",
  [WIDTH_PATH]: "n",
  depth: "L",
  "network.input.variance": "input variance",
};

/** What a symbol stands for, as it is written before it. */
export function wordsOf(path: string): string {
  return WORDS[path] ?? "";
}

const WORDS: Record<string, string> = {
  [SCALE_PATH]: "residual scaling ",
  [WEIGHT_PATH]: "weight variance ",
  [BIAS_PATH]: "bias variance ",
  [WIDTH_PATH]: "width ",
  depth: "depth ",
};
