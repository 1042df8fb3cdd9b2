import type { Engine, Spectrum } from "../engine/engine.ts";
import { type NetworkSpec, stateDimension } from "../network/spec.ts";
import { StudyError } from "../study/error.ts";
import { runSpectrum } from "../study/run.ts";
import { SCALE_PATH } from "./axis.ts";
import { symbolNode } from "./axis-name.ts";
import { h } from "./dom.ts";
import { decimalsFor, short } from "./format.ts";
import type { HeatChoice } from "./heat-panel-types.ts";
import { comparisonStudy } from "./heat-study.ts";
import { inUnitsOf } from "./in-units.ts";
import { Latest } from "./latest.ts";
import { sampleOf } from "./sampling.ts";
import type { Sides } from "./sides.ts";
import { spanOf, type TimeAxis, timeAxis } from "./time-axis.ts";
import { createComparisonView } from "./views/comparison-view.ts";

export interface ComparisonPanel {
  readonly element: HTMLElement;
  readonly running: boolean;
  /** Measures both spectra at the chosen column after a quiet time, ms. */
  measure(choice: HeatChoice, delay: number): void;
  cancel(): void;
  destroy(): void;
}

/** A beside I + A: the whole spectra of the branch alone and with the skip path, in one scale. */
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
    { class: "panel comparison-panel", "aria-label": "Whole spectra without and with the skip path" },
    h("header", {}, title, where),
    view.element,
    h("div", { class: "said" }, sentence, keys),
  );
  let pending: ReturnType<typeof setTimeout> | undefined;

  function start(choice: HeatChoice): void {
    pending = undefined;
    const { question, value, sides } = choice;
    const study = comparisonStudy(question, value);
    const [cell] = study.cells;
    if (cell === undefined) return;
    const count = cell.exponents;
    const whole = count === stateDimension(cell.network);
    const names = [0, 1].map((side) => `${sides.names[side]}, ${sides.jacobians[side]}`);
    const time = timeAxis(cell.network);
    let spectra: readonly (Spectrum | null)[] = [null, null];
    const show = () => {
      view.draw({ count, names, spectra, rate: time.rate });
      sentence.textContent = spectra.every((each) => each === null)
        ? "Measuring …"
        : captionOf(spectra, whole, sides, time);
      const [plain, residual] = spectra;
      const networks = Math.min(plain?.networks ?? 0, residual?.networks ?? 0);
      sample.textContent = `A = ${question.axis.path === SCALE_PATH || cell.network.scale !== 1 ? "α " : ""}${branchOf(cell.network)}, the branch’s Jacobian; measured ± 2 standard errors: ${sampleOf(cell, networks)}, ${whole ? "all" : "the first"} ${count} exponents, ${spanOf(time, cell.depth - cell.burnIn)}`;
    };
    show();
    void latest.run((signal) => runSpectrum(study, engine, { signal }), {
      value(snapshot) {
        spectra = snapshot.cells.map((each) => each && inUnitsOf(time, each));
        show();
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
    get running() {
      return pending !== undefined || latest.running;
    },
    measure(choice, delay) {
      stop();
      const { question, value, sides } = choice;
      title.textContent = sides.jacobians.join(" beside ");
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

/** The measured spread of each: what the skip path does to a spectrum. */
function captionOf(
  spectra: readonly (Spectrum | null)[],
  whole: boolean,
  { jacobians }: Sides,
  { rate }: TimeAxis,
): string {
  const last = whole ? "λₙ" : "the last λ";
  const said = spectra.map((spectrum) => {
    if (spectrum === null) return "…";
    const { exponents, standardErrors, status } = spectrum;
    const [first, end] = [exponents[0], exponents.at(-1)];
    if (status === "overflow" || typeof first !== "number" || typeof end !== "number") return "overflow";
    if (!Number.isFinite(first)) return "nothing (every λ is −∞)";
    if (!Number.isFinite(end)) return "∞";
    const error = (standardErrors[0] ?? 0) + (standardErrors.at(-1) ?? 0);
    return (first - end).toFixed(Math.min(3, decimalsFor(error)));
  });
  return `Spread λ₁ − ${last}: ${said[0]} for A, ${said[1]} for ${jacobians[1].replaceAll(" ", "\u00a0")}, in ${rate}.`;
}

/** The Jacobian of the branch in symbols, where it is as short as that. */
function branchOf({ branch }: NetworkSpec): string {
  return branch.join() === "linear,activation" ? "φ′ W" : "∂f/∂h";
}
