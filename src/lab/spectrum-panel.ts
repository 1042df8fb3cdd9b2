import type { Snapshot, Spectrum } from "../engine/engine.ts";
import { stateDimension } from "../network/spec.ts";
import type { Cell, ResolvedStudy } from "../study/resolve.ts";
import type { Law } from "../theory/law.ts";
import { valueNodes } from "./axis-name.ts";
import { caption } from "./caption.ts";
import { derivedLine } from "./derived-line.ts";
import { h } from "./dom.ts";
import { exponent } from "./format.ts";
import { growthKey } from "./growth-key.ts";
import { inUnitsOf } from "./in-units.ts";
import { Latest } from "./latest.ts";
import type { Pin } from "./pins.ts";
import { lawsOfCell, type ProbeTheory } from "./probe-theory.ts";
import { sampleOf } from "./sampling.ts";
import { spanOf, timeAxis } from "./time-axis.ts";
import { createSpectrumView, EMPTY, type SpectrumPicture } from "./views/spectrum-view.ts";

/** Values of the plane's fields, by path. */
type Values = readonly (readonly [path: string, value: number])[];

/** Measures a study of one cell. */
type Measure = (study: ResolvedStudy, signal: AbortSignal) => AsyncIterable<Snapshot>;

export interface SpectrumPanel {
  readonly element: HTMLElement;
  /** What the panel shows: its study, what is measured of it, nats per layer, and the pins; null where nothing is measured. */
  readonly measured: { study: ResolvedStudy; spectrum: Spectrum | null; pins: readonly Pin[] } | null;
  /** Shows a place: its laws at once, its spectrum as it is measured, after a quiet time, ms. `settled` hears the last caption. */
  measure(study: ResolvedStudy, place: Values, delay: number, settled: (caption: string) => void): void;
  /** The probe is dragged to a place: its laws are shown, and nothing is measured. */
  follow(theory: ProbeTheory, place: Values): void;
  /** Shows a place without measuring it. */
  clear(place: Values): void;
  showPins(pins: readonly Pin[]): void;
  cancel(): void;
  destroy(): void;
}

/** The spectrum of the selected cell beside its laws, with a sentence that says what it means. */
export function createSpectrumPanel(run: Measure): SpectrumPanel {
  const latest = new Latest();
  let pending: ReturnType<typeof setTimeout> | undefined;
  let pins: readonly Pin[] = [];
  let shown = EMPTY;
  let measured: { study: ResolvedStudy; spectrum: Spectrum | null } | null = null;
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
    view.table,
  );

  function at(values: Values): void {
    where.replaceChildren("at ", ...valueNodes(values));
  }

  function key(mark: string, text: string): HTMLElement {
    return h("li", {}, h("span", { class: mark, "aria-hidden": "true" }), h("span", {}, text));
  }

  const pinned = key("pin-key", "pins, each by its mark, ± 2 standard errors");
  pinned.hidden = true;

  function draw(picture: Omit<SpectrumPicture, "pins">): void {
    shown = { ...picture, pins };
    view.draw(shown);
  }

  /** What is known of a cell. */
  function show(cell: Cell, laws: readonly Law[], spectrum: Spectrum | null): void {
    const time = timeAxis(cell.network);
    const vectors = cell.fixedVectors ?? [];
    const level = spectrum?.exponents[0] ?? leadingOf(laws);
    draw({
      count: cell.exponents,
      spectrum,
      laws,
      rate: time.rate,
      fixedVectors: vectors.length,
      level,
      moving: false,
    });
    sentence.textContent = caption(spectrum, time);
    derived.textContent = spectrum === null ? "" : derivedLine(spectrum, stateDimension(cell.network), time);
    const networks = spectrum?.networks ?? 0;
    keys.replaceChildren(
      key(
        "dot-key",
        `measured ± 2 standard errors: ${sampleOf(cell, networks)}, ${spanOf(time, cell.depth - cell.burnIn)}`,
      ),
      ...laws.map(lawKey),
      ...vectors.map((vector, index) =>
        key("growth-key", growthKey(vector, index, spectrum?.fixedVectors?.[index] ?? null)),
      ),
      pinned,
    );
  }

  const lawKey = (law: Law, index: number) => key(`law-key law-${Math.min(index, 2)}`, describe(law));

  function stop(): void {
    clearTimeout(pending);
    pending = undefined;
    latest.cancel();
  }

  function start(study: ResolvedStudy, cell: Cell, laws: readonly Law[], settled: (caption: string) => void): void {
    pending = undefined;
    const time = timeAxis(cell.network);
    let spectrum: Spectrum | null = null;
    void latest.run((signal) => run(study, signal), {
      value(snapshot) {
        const [found = null] = snapshot.cells;
        measured = { study, spectrum: found };
        spectrum = found && inUnitsOf(time, found);
        show(cell, laws, spectrum);
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
  }

  return {
    element,
    get measured() {
      return measured && { ...measured, pins };
    },
    measure(study, place, delay, settled) {
      const cell = study.cells[0];
      if (cell === undefined) return;
      stop();
      at(place);
      const laws = lawsOfCell(cell);
      element.dataset.state = "running";
      measured = { study, spectrum: null };
      show(cell, laws, null);
      pending = setTimeout(() => start(study, cell, laws, settled), delay);
    },
    follow({ cell, time, laws, leading }, place) {
      stop();
      at(place);
      element.dataset.state = "following";
      measured = null;
      const level = leading === null ? leadingOf(laws) : leading / time.unit;
      draw({ ...EMPTY, count: cell?.exponents ?? 1, laws, rate: time.rate, level, moving: true });
      sentence.textContent =
        level === null
          ? "No law says what λ₁ is here."
          : `λ₁ = ${exponent(level, null)} in theory; measured where the probe rests.`;
      derived.textContent = "";
      keys.replaceChildren(...laws.map(lawKey), pinned);
    },
    clear(place) {
      stop();
      at(place);
      element.dataset.state = "empty";
      measured = null;
      draw(EMPTY);
      sentence.textContent = "";
      derived.textContent = "";
      keys.replaceChildren();
    },
    showPins(next) {
      pins = next;
      pinned.hidden = pins.length === 0;
      draw(shown);
    },
    cancel() {
      if (!latest.running && pending === undefined) return;
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

/** λ₁ of the first law that gives it. */
function leadingOf(laws: readonly Law[]): number | null {
  return laws.map(({ exponents }) => exponents[0]).find((value) => typeof value === "number") ?? null;
}

function describe({ name, kind, exponents }: Law): string {
  const known = exponents.filter((value) => value !== null);
  const said = `theory, ${name}${kind === "exact" ? ", exact at this n" : ""}`;
  // A mark at a single exponent is hard to read off the axis.
  return known.length === 1 ? `${said}: λ₁ = ${exponent(exponents[0], null)}` : said;
}
