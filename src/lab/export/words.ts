import type { EngineInfo } from "../../engine/engine.ts";
import type { Cell } from "../../study/resolve.ts";
import { BIAS_PATH, plainSymbolOf, SCALE_PATH, WEIGHT_PATH } from "../axis.ts";
import { short } from "../format.ts";
import { networksOf } from "../sampling.ts";
import type { Release } from "./citation.ts";
import type { Numbers } from "./numbers.ts";

type Told = Pick<Numbers, "measured" | "cells" | "clip">;

/** The study behind a picture, and who measured it, in a line or two. */
export function studyWords(numbers: Told, { kind, precision, adapter }: EngineInfo, release: Release): string {
  const by = kind === "gpu" ? `GPU ${precision}${adapter === null ? "" : ` (${adapter.name})`}` : `CPU ${precision}`;
  return [...networkWords(numbers), `${by}, lyascope ${release.version}`].join("; ");
}

function networkWords({ measured, cells, clip }: Told): string[] {
  const [first] = measured;
  if (first === undefined) return [];
  const { network, depth, burnIn, ensemble, seed } = first;
  // A number that is not the same in all cells is told by the picture's axes.
  const common = <Value extends number | string>(of: (cell: Cell) => Value): boolean =>
    measured.every((cell) => of(cell) === of(first));
  const number = (path: string, of: (cell: Cell) => number): string[] =>
    path in cells.dims || !common(of) ? [] : [`${plainSymbolOf(path)} = ${short(of(first))}`];
  const kinds = [
    ...(common((cell) => cell.network.block) ? [network.block] : []),
    ...(common((cell) => cell.network.activation) ? [network.activation] : []),
    ...(common((cell) => cell.network.weights.law) ? [`${network.weights.law} weights`] : []),
  ];
  return [
    kinds.join(", "),
    [
      ...number("network.width", (cell) => cell.network.width),
      ...number(WEIGHT_PATH, (cell) => cell.network.weights.variance),
      ...number(BIAS_PATH, biasOf),
      ...(network.scale === 1 ? [] : number(SCALE_PATH, (cell) => cell.network.scale)),
      ...number("depth", (cell) => cell.depth),
      ...(burnIn > 0 && common((cell) => cell.burnIn) && common((cell) => cell.depth)
        ? [`${burnIn} of ${depth} layers burn-in`]
        : []),
      ...(clip === undefined ? [] : [`clipped at ${short(clip.norm)}`]),
    ].join(", "),
    [...(common((cell) => cell.ensemble) ? [networksOf(first, ensemble)] : []), `seed ${seed}`].join(", "),
  ].filter((words) => words !== "");
}

function biasOf({ network: { bias } }: Cell): number {
  return typeof bias.variance === "number" ? bias.variance : Number.NaN;
}

/** Name of a panel's file without its ending: what it shows and the essentials of its study. */
export function fileName({ panel, measured }: Pick<Numbers, "panel" | "measured">): string {
  const [first] = measured;
  const all = (of: (cell: Cell) => string): string[] =>
    first !== undefined && measured.every((cell) => of(cell) === of(first)) ? [of(first)] : [];
  const parts = [
    ...all(({ network: { block } }) => (block === "plain" ? "" : block)),
    ...all(({ network }) => network.activation),
    ...all(({ network }) => `n${network.width}`),
    ...all(({ seed }) => `seed${seed}`),
  ];
  return ["lyascope", panel, ...parts.filter((part) => part !== "")].join("-");
}
