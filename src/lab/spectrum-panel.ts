import type { Engine, Spectrum } from "../engine/engine.ts";
import { stateDimension } from "../network/spec.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { runSpectrum } from "../study/run.ts";
import type { Law } from "../theory/law.ts";
import { lawsFor } from "../theory/laws.ts";
import { valueNodes } from "./axis-name.ts";
import { caption } from "./caption.ts";
import { derivedLine } from "./derived-line.ts";
import { h } from "./dom.ts";
import { exponent } from "./format.ts";
import { growthKey } from "./growth-key.ts";
import { inUnitsOf, lawInUnitsOf } from "./in-units.ts";
import { Latest } from "./latest.ts";
import { sampleOf } from "./sampling.ts";
import { LAYERS, spanOf, timeAxis } from "./time-axis.ts";
import { createSpectrumView } from "./views/spectrum-view.ts";

/** Values of the plane's fields, by path. */
type Values = readonly (readonly [path: string, value: number])[];

export interface SpectrumPanel {
  readonly element: HTMLElement;
  /** Shows a place: its laws at once, its spectrum as it is measured. `settled` hears the last caption. */
  measure(study: ResolvedStudy, place: Values, settled: (caption: string) => void): void;
  /** Shows a place without measuring it. */
  clear(place: Values): void;
  cancel(): void;
  destroy(): void;
}

/** The spectrum of the selected cell beside its laws, with a sentence that says what it means. */
export function createSpectrumPanel(engine: Pick<Engine, "spectrum">): SpectrumPanel {
  const latest = new Latest();
  const view = createSpectrumView();
  const where = h("span", { class: "where" });
  const sentence = h("p", { class: "caption" });
  const derived = h("p", { class: "derived" });
  const keys = h("ul", { class: "keys" });
  const element = h(
    "section",
    { class: "panel spectrum-panel", "aria-label": "Lyapunov spectrum of the selected cell" },
    h("header", {}, h("h2", {}, "Lyapunov spectrum"), where),
    view.element,
    sentence,
    derived,
    keys,
  );

  function at(values: Values): void {
    where.replaceChildren("at ", ...valueNodes(values));
  }

  function key(mark: string, text: string): HTMLElement {
    return h("li", {}, h("span", { class: mark, "aria-hidden": "true" }), h("span", {}, text));
  }

  return {
    element,
    measure(study, place, settled) {
      const cell = study.cells[0];
      if (cell === undefined) return;
      at(place);
      const time = timeAxis(cell.network);
      const laws = byReach(lawsFor(cell.network, cell.exponents, cell.depth, cell)).map((law) =>
        lawInUnitsOf(time, law),
      );
      const count = cell.exponents;
      const vectors = cell.fixedVectors ?? [];
      let spectrum: Spectrum | null = null;
      const show = () => {
        view.draw({ count, spectrum, laws, rate: time.rate, fixedVectors: vectors.length });
        sentence.textContent = caption(spectrum, time);
        derived.textContent = spectrum === null ? "" : derivedLine(spectrum, stateDimension(cell.network), time);
        const networks = spectrum?.networks ?? 0;
        keys.replaceChildren(
          key(
            "dot-key",
            `measured ± 2 standard errors: ${sampleOf(cell, networks)}, ${spanOf(time, cell.depth - cell.burnIn)}`,
          ),
          ...laws.map((law, index) => key(`law-key law-${Math.min(index, 2)}`, describe(law))),
          ...vectors.map((vector, index) =>
            key("growth-key", growthKey(vector, index, spectrum?.fixedVectors?.[index] ?? null)),
          ),
        );
      };
      element.dataset.state = "running";
      show();
      void latest.run((signal) => runSpectrum(study, engine, { signal }), {
        value(snapshot) {
          const [found = null] = snapshot.cells;
          spectrum = found && inUnitsOf(time, found);
          show();
        },
        end() {
          element.dataset.state = "done";
          settled(caption(spectrum, time));
        },
        fail(error) {
          element.dataset.state = "failed";
          sentence.textContent = error instanceof Error ? error.message : String(error);
        },
      });
    },
    clear(place) {
      latest.cancel();
      at(place);
      element.dataset.state = "empty";
      view.draw({ count: 1, spectrum: null, laws: [], rate: LAYERS.rate, fixedVectors: 0 });
      sentence.textContent = "";
      derived.textContent = "";
      keys.replaceChildren();
    },
    cancel() {
      if (!latest.running) return;
      latest.cancel();
      element.dataset.state = "cancelled";
      sentence.textContent = "Cancelled.";
    },
    destroy() {
      latest.cancel();
      view.destroy();
    },
  };
}

/** Whole curves first, then laws that speak of λ₁ alone; the first is drawn boldest. */
function byReach(laws: readonly Law[]): Law[] {
  const reach = (law: Law) => law.exponents.filter((value) => value !== null).length;
  return laws.toSorted((a, b) => reach(b) - reach(a));
}

function describe({ name, kind, exponents }: Law): string {
  const known = exponents.filter((value) => value !== null);
  const said = `theory, ${name}${kind === "exact" ? ", exact at this n" : ""}`;
  // A mark at a single exponent is hard to read off the axis.
  return known.length === 1 ? `${said}: λ₁ = ${exponent(exponents[0], null)}` : said;
}
