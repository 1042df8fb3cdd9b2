import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { axisFields, symbolOf, wordsOf } from "./axis.ts";
import { createBenchmarkPanel } from "./benchmark-panel.ts";
import { withField } from "./changes.ts";
import { paletteOf } from "./colour.ts";
import { h } from "./dom.ts";
import { createFirstPage, type FirstPage } from "./first-page.ts";
import { createHeatSection } from "./heat-section.ts";
import { HIDDEN, holdWhileHidden } from "./hidden.ts";
import { FIRST, type LabOptions } from "./options.ts";
import { ownCase } from "./own-case.ts";
import { createPlaceRuns } from "./place-runs.ts";
import { cellAt, type Place, type Plane, placeOf, planeStudy, spectrumStudy, studyAt, valuesAt } from "./plane.ts";
import { createPlaneHover } from "./plane-hover.ts";
import { createPlaneRun } from "./plane-run.ts";
import { createProbe } from "./probe.ts";
import { sampleOf } from "./sampling.ts";
import { shownValue } from "./shown-value.ts";
import { createSpectrumPanel } from "./spectrum-panel.ts";
import type { LabStory } from "./stories.ts";
import { timeAxis } from "./time-axis.ts";
import { createAdvanced } from "./views/advanced.ts";
import type { RunState } from "./views/status-bar.ts";
import { createStudyJson } from "./views/study-json.ts";
import { type Axes, holds } from "./zoom.ts";

export interface Lab {
  /** Ends every measurement and empties the page. */
  destroy(): Promise<void>;
}

/** Builds the lab in an element and starts to measure. */
export function mountLab(root: HTMLElement, options: LabOptions = {}): Lab {
  return completeLab(createFirstPage(root, options));
}

/** Completes a first page with everything that measures, and starts. */
export function completeLab(page: FirstPage): Lab {
  const { root, options, grid, stories, rail, axes, view, map, status, engine, workers, dark, theme } = page;
  let { plane, study, selected } = page;
  let cells: ResolvedStudy | null = null;
  let pending: ReturnType<typeof setTimeout> | undefined;
  let shown: RunState | null = null;
  let told = 0;
  const debounce = options.debounce ?? 80;

  const tooltip = createPlaneHover(() => ({ plane, study: cells, snapshot: planeRun.snapshot }));
  const live = h("div", { class: "visually-hidden", "aria-live": "polite" });
  const say = (words: string) => {
    live.textContent = words;
  };
  const runs = createPlaceRuns(engine);
  const spectrum = createSpectrumPanel(runs.spectrum);
  const advanced = createAdvanced(changeField);
  const probe = createProbe(
    runs,
    { plane: () => view, spectrum, heat: () => heat },
    {
      scene: () => ({ study, plane, cell: selected, snapshot: planeRun.snapshot }),
      select,
      zoom,
      say,
      changed: progress,
    },
  );
  const planeRun = createPlaneRun(engine, map, {
    changed() {
      progress();
      tooltip.refresh();
      probe.measured();
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
    say,
    changed: progress,
  });

  const benchmark = createBenchmarkPanel(cancel, {
    workers,
    own: () => ownCase(study, plane, placeOf(plane, selected)),
    opened: (signal) => engine.gate.opened(signal),
    ...options.benchmark,
  });

  const json = createStudyJson(
    {
      read: () => (cells === null ? null : { study, plane, selected }),
      apply(asked) {
        setPlane(asked.plane, asked.place);
        change(asked.study);
      },
    },
    debounce,
  );

  rail.more.append(advanced.element, json.element);
  page.fill({
    probe: probe.element,
    heat: heat.heat,
    spectrum: spectrum.element,
    profile: heat.profile,
    comparison: heat.comparison,
    benchmark: benchmark.element,
  });
  root.append(tooltip.element, heat.tooltip, live);
  const repaint = () => {
    map.paint(paletteOf(theme()));
    heat.paint(theme());
  };
  dark.addEventListener("change", repaint);
  const unwatch = [engine.gate.watch(() => showState()), holdWhileHidden(engine.gate)];
  void map.upgrade(options.drawing ?? "gpu", engine.device(), status.renderer);
  if (options.study === undefined) heat.choose(FIRST.across);
  change(study, 0);
  page.listen({
    change,
    story: begin,
    toggle: () => (busy() ? cancel() : change(study)),
    axes: changeAxes,
    ...probe.events,
    select,
    hover: tooltip.hover,
    pause,
    cancel,
  });

  /** Another study: what was measured of the old one goes at once, the new one starts after a quiet moment. */
  function change(next: StudyInput, delay = debounce): void {
    study = next;
    engine.gate.open();
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
    probe.moved();
    measureSpectrum(delay);
    pending = setTimeout(() => {
      if (cells !== null) planeRun.start(cells);
    }, delay);
  }

  /** A story's study at its place, on its axes. */
  function begin(story: LabStory): void {
    setPlane({ ...grid, ...story.axes }, story.place);
    probe.replaced();
    heat.choose(story.across, story.clip?.norm, story.sides);
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
    probe.replaced();
    change(study);
  }

  /** Another part of the same axes: the probe stays where it is, or goes to the middle. */
  function zoom(next: Axes): void {
    const place = placeOf(plane, selected);
    const to = { ...grid, ...next };
    const middle = Math.floor(grid.rows / 2) * grid.columns + Math.floor(grid.columns / 2);
    setPlane(to, holds(next, place) ? place : placeOf(to, middle));
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

  function measureSpectrum(delay: number): void {
    const place = placeOf(plane, selected);
    try {
      spectrum.measure(spectrumStudy(study, plane, place), valuesAt(plane, place), delay, say);
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      rail.complain(error.message);
    }
  }

  function select(cell: number): void {
    selected = cell;
    view.showSelection(cell);
    show();
    probe.moved();
    announce();
    if (cells === null) return;
    measureSpectrum(debounce);
    heat.ask(study, plane, placeOf(plane, cell), debounce);
  }

  function announce(): void {
    const said = valuesAt(plane, placeOf(plane, selected)).map(
      ([path, value]) => `${wordsOf(path).trim() || symbolOf(path)} ${value}`,
    );
    say(`${said.join(", ")}.`);
  }

  /** Holds all work back, or lets it go on from where it was. */
  function pause(): void {
    if (!busy()) {
      say("Nothing is being measured.");
      return;
    }
    const held = engine.gate.heldBy("user");
    if (held) engine.gate.open();
    else engine.gate.close();
    planeRun.show();
    say(held ? "Goes on." : "Paused: what is measured stays.");
  }

  function cancel(): void {
    if (!busy()) return;
    clearTimeout(pending);
    planeRun.cancel();
    spectrum.cancel();
    heat.cancel();
    probe.cancel();
    engine.gate.open();
    state(root.dataset.state === "running" ? "cancelled" : "done", "cancelled");
  }

  function busy(): boolean {
    return root.dataset.state === "running" || heat.running || probe.running;
  }

  function state(next: RunState, message: string): void {
    root.dataset.state = next;
    showState(message);
    show();
  }

  /** The page is at work as long as any of its views is; the plane alone says how it ended. */
  function showState(message = ""): void {
    const own = (root.dataset.state ?? "running") as RunState;
    root.toggleAttribute("data-paused", engine.gate.closed);
    const next = busy() ? (engine.gate.closed ? "paused" : "running") : own;
    const words = next === "paused" && !engine.gate.heldBy("user") ? HIDDEN : message;
    if (next === shown && words === "") return;
    shown = next;
    status.state(next, words);
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
    json.refresh();
  }

  return {
    async destroy() {
      clearTimeout(pending);
      planeRun.cancel();
      probe.destroy();
      spectrum.destroy();
      advanced.destroy();
      json.destroy();
      view.destroy();
      map.destroy();
      heat.destroy();
      dark.removeEventListener("change", repaint);
      for (const end of unwatch) end();
      root.replaceChildren();
      await benchmark.destroy();
      await engine.close();
    },
  };
}
