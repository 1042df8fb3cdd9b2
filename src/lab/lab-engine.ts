import { ENGINE_CHOICES, type EngineChoice } from "../engine/choice.ts";
import type { EngineInfo, GradientJob, GradientProfile, Snapshot, SpectrumJob } from "../engine/engine.ts";
import type { ChosenEngine, Engines } from "../engine/open.ts";
import { Gate } from "./gate.ts";
import { pausable } from "./pausable.ts";

/** Who computes a job, and what there is to say about it: why it is not the GPU, or what became of it. */
export type EngineListener = (info: EngineInfo, workers: number, remark: string | null) => void;

/** The choice in the page's address, `?engine=gpu`; auto where there is none. */
export function choiceFrom(search: string): EngineChoice {
  const asked = new URLSearchParams(search).get("engine");
  return ENGINE_CHOICES.find((choice) => choice === asked) ?? "auto";
}

/**
 * The engine of a page. Whether there is a GPU is known only after a while, and a study may not fit it: the engine is
 * chosen for every job, and `says` hears each choice. There is always one: a page must show its picture.
 */
export class LabEngine {
  /** All work goes through it: closed, it stops, and goes on from there when it is opened again. */
  readonly gate = new Gate();
  readonly #engines: Promise<Engines>;
  readonly #says: EngineListener;

  constructor(choice: EngineChoice, workers: number, says: EngineListener) {
    this.#says = says;
    // The page is there before the kernels are.
    this.#engines = import("../engine/open.ts").then(({ openEngines }) =>
      openEngines(choice, { workers, lenient: true, warm: true }),
    );
    this.#engines.then(
      (engines) => {
        const { engine, reason } = engines.choose([]);
        says(engine.info, workers, reason);
      },
      () => undefined, // each job tells it
    );
  }

  /** The GPU engine's device, for the map to share; null where the GPU does not compute. */
  async device(): Promise<GPUDevice | null> {
    return (await this.#engines).gpu?.device ?? null;
  }

  /** Who computes such cells. */
  async infoOf(cells: SpectrumJob["cells"]): Promise<EngineInfo> {
    return (await this.#engines).choose(cells).engine.info;
  }

  spectrum(job: SpectrumJob, signal?: AbortSignal): AsyncGenerator<Snapshot> {
    return pausable(job, (part, stop) => this.#spectrum(part, stop), this.gate, signal);
  }

  gradient(job: GradientJob, signal?: AbortSignal): AsyncGenerator<Snapshot<GradientProfile>> {
    return pausable(job, (part, stop) => this.#gradient(part, stop), this.gate, signal);
  }

  async *#spectrum(job: SpectrumJob, signal: AbortSignal): AsyncGenerator<Snapshot> {
    const chosen = await this.#choose(job.cells, signal);
    yield* this.#heard(chosen, chosen.engine.spectrum(job, signal));
  }

  async *#gradient(job: GradientJob, signal: AbortSignal): AsyncGenerator<Snapshot<GradientProfile>> {
    const chosen = await this.#choose(job.cells, signal);
    yield* this.#heard(chosen, chosen.engine.gradient(job, signal));
  }

  async #choose(cells: SpectrumJob["cells"] | GradientJob["cells"], signal?: AbortSignal): Promise<ChosenEngine> {
    const engines = await this.#engines;
    signal?.throwIfAborted();
    const chosen = engines.choose(cells);
    this.#says(chosen.engine.info, chosen.workers, chosen.reason);
    return chosen;
  }

  async *#heard<Result>(
    { engine, workers }: ChosenEngine,
    snapshots: AsyncIterable<Snapshot<Result>>,
  ): AsyncGenerator<Snapshot<Result>> {
    for await (const snapshot of snapshots) {
      if (snapshot.notice !== undefined) this.#says(engine.info, workers, snapshot.notice);
      yield snapshot;
    }
  }

  async close(): Promise<void> {
    await (await this.#engines).close();
  }
}
