import type { EngineInfo } from "../../engine/engine.ts";
import type { Dataset } from "../../io/dataset.ts";
import { GENERATOR } from "../../io/generator.ts";
import { gradientDataset } from "../../io/gradient-dataset.ts";
import { spectrumDataset } from "../../io/spectrum-dataset.ts";
import type { Release } from "./citation.ts";
import { commandsOf } from "./command.ts";
import type { Numbers } from "./numbers.ts";

/** The study and where the numbers come from, as JSON. */
export function provenance(numbers: Numbers, engine: EngineInfo, release: Release): Dataset["attributes"] {
  const { panel, studies, clip, clippedStudies, measured } = numbers;
  return {
    software: "lyascope",
    version: release.version,
    panel,
    studies,
    ...(clip === undefined ? {} : { clip, clippedStudies: clippedStudies ?? studies.length }),
    commands: commandsOf(numbers, engine.kind),
    engine,
    seed: measured[0]?.seed ?? null,
    generator: GENERATOR,
  };
}

/** The numbers of a panel as arrays; and the dimensions of its long table. */
export function panelDataset(
  numbers: Numbers,
  engine: EngineInfo,
  release: Release,
): { dataset: Dataset; table: readonly string[] } {
  const about = provenance(numbers, engine, release);
  const own = Object.keys(numbers.cells.dims);
  return numbers.kind === "spectrum"
    ? { dataset: spectrumDataset(numbers.cells, numbers.results, about), table: [...own, "index"] }
    : { dataset: gradientDataset(numbers.cells, numbers.results, about), table: [...own, "layer"] };
}
