import { defaultWorkers } from "../engine/cpu/default-workers.ts";
import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { createBenchmarkPanel } from "./benchmark-panel.ts";
import { withField } from "./changes.ts";
import { paletteOf, type Theme } from "./colour.ts";
import { h } from "./dom.ts";
import { createHeatSection } from "./heat-section.ts";
import { LabEngine } from "./lab-engine.ts";
import { MapPanel } from "./map-panel.ts";
import { FIRST_PLACE, FIRST_STUDY, type LabOptions } from "./options.ts";
import { BIAS_PATH, cellAt, type Place, placeOf, planeStudy, spectrumStudy, WEIGHT_PATH } from "./plane.ts";
import { createPlaneHover } from "./plane-hover.ts";
import { createPlaneRun } from "./plane-run.ts";
import type { Preset } from "./presets.ts";
import { sampleOf } from "./sampling.ts";
import { shownValue } from "./shown-value.ts";
import { createSpectrumPanel } from "./spectrum-panel.ts";
import { createAdvanced } from "./views/advanced.ts";
import { createLegend } from "./views/legend.ts";
import { pageOf } from "./views/page.ts";
import { createPlaneView } from "./views/plane-view.ts";
import { createRail } from "./views/rail.ts";
import { createStatusBar, type RunState } from "./views/status-bar.ts";

export interface Lab {
  /** Ends every measurement and empties the page. */
  destroy(): Promise<void>;
}

/** Builds the lab in an element and starts to measure. */
export function mountLab(root: HTMLElement, options: LabOptions = {}): Lab {
  const grid = options.grid ?? { columns: 40, rows: 25 };
  const workers = options.workers ?? defaultWorkers();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = (): Theme => (dark.matches ? "dark" : "light");
  let study = options.study ?? FIRST_STUDY;
  let plane: ResolvedStudy | null = null;
  let selected = cellAt(grid, options.selected ?? FIRST_PLACE);
  let pending: ReturnType<typeof setTimeout> | undefined;
  let shown: RunState | null = null;
  let told = 0;
  const debounce = options.debounce ?? 80;

  const tooltip = createPlaneHover(grid, () => ({ plane, snapshot: planeRun.snapshot }));
  const live = h("div", { class: "visually-hidden", "aria-live": "polite" });
  const legend = createLegend();
  const status = createStatusBar(cancel);
  const engine = new LabEngine(options.engine ?? "auto", workers, status.engine);
  const spectrum = createSpectrumPanel(engine);
  const rail = createRail({ change, preset: begin, toggle: () => (busy() ? cancel() : change(study)) });
  const advanced = createAdvanced(changeField);
  const view = createPlaneView(grid, {
    select,
    hover: tooltip.hover,
    cancel,
    resize: (width, height) => map.resize(width, height),
  });
  const map = new MapPanel(view, legend, grid, paletteOf(theme()));
  const planeRun = createPlaneRun(engine, map, {
    changed() {
      progress();
      tooltip.refresh();
    },
    ended: () => state("done", ""),
    failed: (message) => state("failed", message),
  });
  const heat = createHeatSection(engine, {
    theme: theme(),
    drawing: options.drawing ?? "gpu",
    debounce,
    place: (place) => select(cellAt(grid, { ...placeOf(grid, selected), ...place })),
    cancel,
    say: (words) => {
      live.textContent = words;
    },
    changed: progress,
  });

  const benchmark = createBenchmarkPanel(cancel, { workers, ...options.benchmark });

  rail.more.append(advanced.element);
  root.replaceChildren(
    ...pageOf({
      rail: rail.element,
      plane: [view.element, legend.element],
      heat: heat.heat,
      spectrum: spectrum.element,
      profile: heat.profile,
      comparison: heat.comparison,
      benchmark: benchmark.element,
      status: status.element,
    }),
    tooltip.element,
    heat.tooltip,
    live,
  );
  root.classList.add("lab");
  const repaint = () => {
    map.paint(paletteOf(theme()));
    heat.paint(theme());
  };
  dark.addEventListener("change", repaint);
  void map.upgrade(options.drawing ?? "gpu", engine.device(), status.renderer);
  view.layout();
  view.showSelection(selected);
  change(study, 0);

  /** Another study: what was measured of the old one goes at once, the new one starts after a quiet moment. */
  function change(next: StudyInput, delay = debounce): void {
    study = next;
    planeRun.forget();
    spectrum.cancel();
    clearTimeout(pending);
    plane = null;
    try {
      plane = planeStudy(study, grid);
      rail.complain("");
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      rail.complain(error.message);
      heat.stop();
      state("failed", "");
      return;
    }
    const cell = plane.cells[selected];
    if (cell !== undefined) {
      map.begin(cell, sampleOf(cell, cell.ensemble));
    }
    state("running", "");
    tooltip.refresh();
    const place = placeOf(grid, selected);
    spectrum.clear(place);
    heat.ask(study, place, delay);
    pending = setTimeout(() => {
      if (plane !== null) planeRun.start(plane);
      measureSpectrum();
    }, delay);
  }

  /** A preset's study at its place. */
  function begin(preset: Preset): void {
    selected = cellAt(grid, preset.place);
    view.showSelection(selected);
    heat.choose(preset.heat.activation, preset.heat.across);
    change(preset.study);
  }

  function changeField(path: string, value: unknown): void {
    const place = placeOf(grid, selected);
    // The plane's own axes: their value is the selected cell's.
    if (path === WEIGHT_PATH) select(cellAt(grid, { ...place, weight: Number(value) }));
    else if (path === BIAS_PATH) select(cellAt(grid, { ...place, bias: Number(value) }));
    else change(withField(study, path, value));
  }

  function measureSpectrum(): void {
    const place = placeOf(grid, selected);
    try {
      spectrum.measure(spectrumStudy(study, place), place, (caption) => {
        live.textContent = caption;
      });
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      rail.complain(error.message);
    }
    announce(place);
  }

  function select(cell: number): void {
    selected = cell;
    view.showSelection(cell);
    show();
    const place = placeOf(grid, cell);
    if (plane === null) {
      announce(place);
      return;
    }
    measureSpectrum();
    heat.ask(study, place, debounce);
  }

  function announce({ weight, bias }: Place): void {
    live.textContent = `Weight variance ${weight}, bias variance ${bias}.`;
  }

  function cancel(): void {
    if (!busy()) return;
    clearTimeout(pending);
    planeRun.cancel();
    spectrum.cancel();
    heat.cancel();
    state(root.dataset.state === "running" ? "cancelled" : "done", "cancelled");
  }

  function busy(): boolean {
    return root.dataset.state === "running" || heat.running;
  }

  function state(next: RunState, message: string): void {
    root.dataset.state = next;
    showState(message);
    show();
  }

  /** The page is at work as long as any of its views is; the plane alone says how it ended. */
  function showState(message = ""): void {
    const own = (root.dataset.state ?? "running") as RunState;
    const next = busy() ? "running" : own;
    if (next === shown && message === "") return;
    shown = next;
    status.state(next, message);
    rail.show(study, busy());
  }

  /** How far plane and heatmap are, together. */
  function progress(): void {
    if (root.dataset.state === undefined) return;
    showState();
    const { snapshot } = planeRun;
    // Each change is painted, which a software renderer takes from what measures.
    if (snapshot === null || !busy() || performance.now() - told < 100) return;
    told = performance.now();
    const { done, total } = heat.work ?? { done: 0, total: 0 };
    status.progress({ done: snapshot.done + done, total: snapshot.total + total, seconds: snapshot.seconds });
  }

  /** Brings the controls up to date. */
  function show(): void {
    rail.show(study, busy());
    const cell = plane?.cells[selected];
    if (cell === undefined) return;
    advanced.show((path) => shownValue(study, cell, path));
  }

  return {
    async destroy() {
      clearTimeout(pending);
      planeRun.cancel();
      spectrum.destroy();
      advanced.destroy();
      view.destroy();
      map.destroy();
      heat.destroy();
      dark.removeEventListener("change", repaint);
      root.replaceChildren();
      await benchmark.destroy();
      await engine.close();
    },
  };
}
