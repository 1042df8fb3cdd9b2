import { defaultWorkers } from "../engine/cpu/default-workers.ts";
import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { axisFields, symbolOf, wordsOf } from "./axis.ts";
import { createBenchmarkPanel } from "./benchmark-panel.ts";
import { withField } from "./changes.ts";
import { paletteOf, type Theme } from "./colour.ts";
import { h } from "./dom.ts";
import { createHeatSection } from "./heat-section.ts";
import { LabEngine } from "./lab-engine.ts";
import { MapPanel } from "./map-panel.ts";
import { FIRST, type LabOptions } from "./options.ts";
import {
  cellAt,
  FIRST_AXES,
  type Place,
  type Plane,
  placeOf,
  planeStudy,
  spectrumStudy,
  studyAt,
  valuesAt,
} from "./plane.ts";
import { createPlaneControls } from "./plane-controls.ts";
import { createPlaneHover } from "./plane-hover.ts";
import { createPlaneRun } from "./plane-run.ts";
import { sampleOf } from "./sampling.ts";
import { shownValue } from "./shown-value.ts";
import { createSpectrumPanel } from "./spectrum-panel.ts";
import type { LabStory } from "./stories.ts";
import { timeAxis } from "./time-axis.ts";
import { createAdvanced } from "./views/advanced.ts";
import { createLegend } from "./views/legend.ts";
import { pageOf } from "./views/page.ts";
import { createPlaneView } from "./views/plane-view.ts";
import { createRail } from "./views/rail.ts";
import { createStatusBar, type RunState } from "./views/status-bar.ts";
import { createStoryChips } from "./views/story-chips.ts";

export interface Lab {
  /** Ends every measurement and empties the page. */
  destroy(): Promise<void>;
}

/** Builds the lab in an element and starts to measure. */
export function mountLab(root: HTMLElement, options: LabOptions = {}): Lab {
  const grid = options.grid ?? { columns: 40, rows: 25 };
  let plane: Plane = { ...grid, ...(options.axes ?? FIRST_AXES) };
  const workers = options.workers ?? defaultWorkers();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = (): Theme => (dark.matches ? "dark" : "light");
  let study = options.study ?? FIRST.study;
  let cells: ResolvedStudy | null = null;
  let selected = cellAt(plane, options.selected ?? FIRST.place);
  let pending: ReturnType<typeof setTimeout> | undefined;
  let shown: RunState | null = null;
  let told = 0;
  const debounce = options.debounce ?? 80;

  const tooltip = createPlaneHover(() => ({ plane, study: cells, snapshot: planeRun.snapshot }));
  const live = h("div", { class: "visually-hidden", "aria-live": "polite" });
  const legend = createLegend();
  const status = createStatusBar(cancel);
  const engine = new LabEngine(options.engine ?? "auto", workers, status.engine);
  const spectrum = createSpectrumPanel(engine);
  const rail = createRail({ change, toggle: () => (busy() ? cancel() : change(study)) });
  const stories = createStoryChips(begin);
  const advanced = createAdvanced(changeField);
  const axes = createPlaneControls(changeAxes);
  const view = createPlaneView(plane, {
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
    place: along,
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
      stories: stories.element,
      rail: rail.element,
      plane: [axes.element, view.element, legend.element],
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
  if (options.study === undefined) heat.choose(FIRST.across);
  change(study, 0);

  /** Another study: what was measured of the old one goes at once, the new one starts after a quiet moment. */
  function change(next: StudyInput, delay = debounce): void {
    study = next;
    stories.show(study);
    planeRun.forget();
    spectrum.cancel();
    clearTimeout(pending);
    cells = null;
    try {
      cells = planeStudy(study, plane);
      rail.complain("");
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      rail.complain(error.message);
      heat.stop();
      state("failed", "");
      return;
    }
    const cell = cells.cells[selected];
    if (cell !== undefined) {
      axes.show(plane, axisFields(cell.network));
      map.begin(study, plane, timeAxis(cell.network), sampleOf(cell, cell.ensemble));
    }
    state("running", "");
    tooltip.refresh();
    const place = placeOf(plane, selected);
    spectrum.clear(valuesAt(plane, place));
    heat.ask(study, plane, place, delay);
    pending = setTimeout(() => {
      if (cells !== null) planeRun.start(cells);
      measureSpectrum();
    }, delay);
  }

  /** A story's study at its place, on its axes. */
  function begin(story: LabStory): void {
    setPlane({ ...grid, ...story.axes }, story.place);
    heat.choose(story.across, story.clip?.norm);
    change(story.study);
  }

  function changeField(path: string, value: unknown): void {
    // The plane's own axes: their value is the selected cell's.
    if (path === plane.x.path || path === plane.y.path) along(path, Number(value));
    else change(withField(study, path, value));
  }

  /** Moves the cursor to a value of one of the plane's fields. */
  function along(path: string, value: number): void {
    const place = placeOf(plane, selected);
    if (path === plane.x.path) select(cellAt(plane, { ...place, x: value }));
    if (path === plane.y.path) select(cellAt(plane, { ...place, y: value }));
  }

  /** Other axes: the study keeps the values of the place that the cursor has on the old ones. */
  function changeAxes(next: Pick<Plane, "x" | "y">): void {
    study = studyAt(study, plane, placeOf(plane, selected));
    const [x, y] = [next.x, next.y].map(({ path, from, to }) => {
      const value = Number(Object.fromEntries(valuesAt(plane, placeOf(plane, selected)))[path] ?? valueIn(path));
      return Number.isNaN(value) ? (from + to) / 2 : value;
    });
    setPlane({ ...grid, ...next }, { x: x ?? 0, y: y ?? 0 });
    change(study);
  }

  /** The value of a field at the cursor. */
  function valueIn(path: string): unknown {
    const cell = cells?.cells[selected];
    return cell === undefined ? Number.NaN : shownValue(study, cell, path);
  }

  function setPlane(next: Plane, place: Place): void {
    plane = next;
    selected = cellAt(plane, place);
    view.setPlane(plane);
    view.showSelection(selected);
  }

  function measureSpectrum(): void {
    const place = placeOf(plane, selected);
    try {
      spectrum.measure(spectrumStudy(study, plane, place), valuesAt(plane, place), (caption) => {
        live.textContent = caption;
      });
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      rail.complain(error.message);
    }
    announce();
  }

  function select(cell: number): void {
    selected = cell;
    view.showSelection(cell);
    show();
    if (cells === null) {
      announce();
      return;
    }
    measureSpectrum();
    heat.ask(study, plane, placeOf(plane, cell), debounce);
  }

  function announce(): void {
    const said = valuesAt(plane, placeOf(plane, selected)).map(
      ([path, value]) => `${wordsOf(path).trim() || symbolOf(path)} ${value}`,
    );
    live.textContent = `${said.join(", ")}.`;
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
    const cell = cells?.cells[selected];
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
