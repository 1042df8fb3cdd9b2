import type { BenchmarkDocument } from "../../bench/document.ts";
import type { EngineInfo, SpectrumCell } from "../../engine/engine.ts";
import { datasetCsv, datasetNpz } from "../../io/dataset.ts";
import { withTexts } from "../../io/png-metadata.ts";
import type { StudyInput } from "../../study/schema.ts";
import { storyOf } from "../stories.ts";
import { benchmarkCommands, benchmarkCsv } from "./bench.ts";
import { bibtexOf } from "./citation.ts";
import { commandsOf } from "./command.ts";
import { ExportError } from "./error.ts";
import { offerFile } from "./file.ts";
import type { Numbers } from "./numbers.ts";
import { panelDataset, provenance } from "./panel-dataset.ts";
import { numbersOf, type Scene } from "./panel-numbers.ts";
import { type ExportKind, PANEL_WORDS, type PanelName } from "./panels.ts";
import { type Picture, pictureOf, rasterised } from "./picture.ts";
import { pythonOf } from "./python.ts";
import { RELEASE } from "./release.ts";
import { fileName, studyWords } from "./words.ts";

/** The page that is exported from. */
export interface ExportHost {
  scene(): Scene;
  panel(name: PanelName): HTMLElement;
  /** Draws all canvases, so that they can be read in the same turn. */
  redraw(): void;
  /** Who computes such cells. */
  infoOf(cells: readonly SpectrumCell[]): Promise<EngineInfo>;
  benchmark(): BenchmarkDocument | null;
}

/** What came of an export: words to say, and a text that belongs on the clipboard, if it is one. */
export interface Exported {
  said: string;
  copied?: string;
}

/** Exports a panel as it is now: offers a file, or returns a text to be copied. Throws ExportError. */
export async function exportPanel(
  host: ExportHost,
  panel: PanelName,
  kind: ExportKind,
  scale: number,
): Promise<Exported> {
  const { study } = host.scene();
  if (kind === "bibtex") return cited(study);
  if (panel === "benchmark") return exportBenchmark(host.benchmark(), kind);
  const numbers = numbersOf(panel, host.scene());
  if (numbers === null) throw new ExportError("There is nothing to export: the study is wrong, or not asked for yet.");
  const engine = await host.infoOf(numbers.measured);
  const name = fileName(numbers);
  if (kind === "command") {
    const lines = commandsOf(numbers, engine.kind);
    return {
      said: `Copied the command${lines.length > 1 ? "s" : ""}. ${sizes(numbers, study)}`.trim(),
      copied: lines.join("\n"),
    };
  }
  if (kind === "png" || kind === "svg") {
    const about = JSON.stringify(provenance(numbers, engine, RELEASE));
    const words = studyWords(numbers, engine, RELEASE);
    const title = titleOf(host.panel(panel));
    host.redraw();
    const picture = pictureOf(host.panel(panel), panel, { title, words, metadata: about, pins: pinsOf(host, panel) });
    if (kind === "svg") return offerFile(`${name}.svg`, "image/svg+xml", picture.svg);
    return offerFile(`${name}.png`, "image/png", await png(picture, scale, { title, words, about }));
  }
  if (numbers.results.every((result) => result === null)) throw new ExportError("Nothing is measured here yet.");
  const { dataset, table } = panelDataset(numbers, engine, RELEASE);
  if (kind === "python") {
    const copied = pythonOf(panel, `${name}.npz`, Object.keys(numbers.cells.dims));
    return { said: `Copied the Python that loads ${name}.npz.`, copied };
  }
  return kind === "csv"
    ? offerFile(`${name}.csv`, "text/csv", datasetCsv(dataset, table))
    : offerFile(`${name}.npz`, "application/zip", datasetNpz(dataset));
}

async function png(
  picture: Picture,
  scale: number,
  { title, words, about }: { title: string; words: string; about: string },
): Promise<Uint8Array<ArrayBuffer>> {
  return withTexts(await rasterised(picture, scale), {
    Title: title,
    Description: words,
    Software: `lyascope ${RELEASE.version}`,
    Study: about,
  });
}

function cited(study: StudyInput): Exported {
  const source = storyOf(study)?.source ?? null;
  const also = source === null ? "" : `, and ${source.authors}, ${source.year}`;
  return { said: `Copied BibTeX: lyascope ${RELEASE.version}${also}.`, copied: bibtexOf(RELEASE, source) };
}

function exportBenchmark(document: BenchmarkDocument | null, kind: ExportKind): Exported {
  if (document === null || document.rows.length === 0)
    throw new ExportError("Nothing is timed yet: run the benchmark.");
  if (kind === "csv") return offerFile("lyascope-benchmark.csv", "text/csv", benchmarkCsv(document));
  const lines = benchmarkCommands(document);
  return { said: "Copied the commands that time the same sizes.", copied: lines.join("\n") };
}

/** The list of the pins, where a panel shows them. */
function pinsOf(host: ExportHost, panel: PanelName): Element | null {
  const own = host.panel(panel);
  const shows = own.querySelector(".pin-mark, .pin-series") !== null;
  return shows ? host.panel("phase-diagram").querySelector(".pin-list") : null;
}

/** What a panel is headed with. */
function titleOf(panel: HTMLElement): string {
  const words = [...panel.querySelectorAll(":scope > header > :is(h2, .where)")].map(({ textContent }) => textContent);
  return words.join(" ").replaceAll(/\s+/g, " ").trim() || PANEL_WORDS.benchmark;
}

/** Where a panel measures another number of networks than the study asks for. */
function sizes({ measured }: Numbers, study: StudyInput): string {
  const asked = study.ensemble ?? 32;
  const own = measured[0]?.ensemble ?? asked;
  return own === asked ? "" : `This panel measures ${own} networks a cell, the study asks for ${asked}.`;
}
