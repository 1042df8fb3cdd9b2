import type { Engine, Spectrum } from "../engine/engine.ts";
import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { runSpectrum } from "../study/run.ts";
import { SCALE_PATH } from "./axis.ts";
import { symbolNode } from "./axis-name.ts";
import { type Comparison, captionOf, curvesOf, sampleOf, titleOf } from "./comparison-words.ts";
import { h } from "./dom.ts";
import { short } from "./format.ts";
import type { HeatChoice } from "./heat-panel-types.ts";
import type { Showing } from "./heat-picture.ts";
import { comparisonStudy } from "./heat-study.ts";
import { inUnitsOf } from "./in-units.ts";
import { Latest } from "./latest.ts";
import type { Sides } from "./sides.ts";
import { commonTime } from "./time-axis.ts";
import { createComparisonView } from "./views/comparison-view.ts";

/** What the panel shows: both spectra at a column, nats per layer. */
export interface ComparisonMeasured {
  choice: HeatChoice;
  study: ResolvedStudy;
  spectra: readonly (Spectrum | null)[];
}

export interface ComparisonPanel {
  readonly element: HTMLElement;
  /** Null where nothing is asked. */
  readonly measured: ComparisonMeasured | null;
  readonly running: boolean;
  /** Measures both spectra at the chosen column after a quiet time, ms. */
  measure(choice: HeatChoice, delay: number): void;
  /** Both spectra, or their difference. */
  show(showing: Showing): void;
  cancel(): void;
  destroy(): void;
}

/** A beside I + A: the whole spectra of both sides in one scale, or their difference. */
export function createComparisonPanel(engine: Pick<Engine, "spectrum">, changed: () => void): ComparisonPanel {
  const latest = new Latest();
  const view = createComparisonView();
  const title = h("h2", {}, "A beside I + A");
  const where = h("span", { class: "where" });
  const sentence = h("p", { class: "caption" });
  const sample = h("li");
  const keys = h("ul", { class: "keys" }, sample);
  const element = h(
    "section",
    { class: "panel comparison-panel", "aria-label": "Whole spectra of both sides" },
    h("header", {}, title, where),
    view.element,
    h("div", { class: "said" }, sentence, keys),
    view.table,
  );
  let pending: ReturnType<typeof setTimeout> | undefined;
  let showing: Showing = "both";
  let asked: Sides | null = null;
  let measured: Comparison | null = null;
  let numbers: ComparisonMeasured | null = null;

  function draw(): void {
    if (measured === null) return;
    const { time, count } = measured;
    const curves = curvesOf(measured, showing);
    const said = showing === "both" ? `λᵢ, ${time.rate}` : `difference of λᵢ, ${time.rate}`;
    view.draw({ count, curves, yTitle: said });
    sentence.textContent = captionOf(measured, showing);
    sample.textContent = sampleOf(measured, showing);
  }

  function start(choice: HeatChoice): void {
    pending = undefined;
    const { question, value, sides } = choice;
    const study = comparisonStudy(question, value);
    const [a, b] = study.cells;
    if (a === undefined || b === undefined) return;
    const time = commonTime([a.network, b.network]);
    const count = Math.max(a.exponents, b.exponents);
    const of = (spectra: Comparison["spectra"]): Comparison => ({
      ...{ sides, time, count, spectra, cells: [a, b] },
      scaled: question.axis.path === SCALE_PATH || a.network.scale !== 1,
    });
    measured = of([null, null]);
    numbers = { choice, study, spectra: [null, null] };
    draw();
    void latest.run((signal) => runSpectrum(study, engine, { signal }), {
      value(snapshot) {
        const [first = null, second = null] = snapshot.cells;
        numbers = { choice, study, spectra: [first, second] };
        measured = of([first && inUnitsOf(time, first), second && inUnitsOf(time, second)]);
        draw();
      },
      end() {
        element.dataset.state = "done";
        changed();
      },
      fail(error) {
        element.dataset.state = "failed";
        sentence.textContent = error instanceof Error ? error.message : String(error);
        changed();
      },
    });
  }

  function stop(): void {
    clearTimeout(pending);
    pending = undefined;
    latest.cancel();
  }

  return {
    element,
    get measured() {
      return numbers;
    },
    get running() {
      return pending !== undefined || latest.running;
    },
    measure(choice, delay) {
      stop();
      numbers = null;
      const { question, value, sides } = choice;
      asked = sides;
      title.textContent = titleOf(sides, showing);
      where.replaceChildren("whole spectra at ", symbolNode(question.axis.path), ` = ${short(value, 3)}`);
      try {
        comparisonStudy(question, value);
      } catch (error) {
        if (!(error instanceof StudyError)) throw error;
        sentence.textContent = error.message;
        element.dataset.state = "failed";
        return;
      }
      element.dataset.state = "running";
      pending = setTimeout(() => start(choice), delay);
      changed();
    },
    show(next) {
      if (next === showing) return;
      showing = next;
      if (asked !== null) title.textContent = titleOf(asked, showing);
      // What could not be measured keeps its message.
      if (element.dataset.state === "done" || element.dataset.state === "running") draw();
    },
    cancel() {
      if (pending === undefined && !latest.running) return;
      stop();
      element.dataset.state = "cancelled";
      sentence.textContent = "Cancelled.";
    },
    destroy() {
      stop();
      view.destroy();
    },
  };
}
