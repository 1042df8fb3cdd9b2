import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import { axisFields } from "./axis.ts";
import { createBenchmarkPanel } from "./benchmark-panel.ts";
import { withField } from "./changes.ts";
import { paletteOf } from "./colour.ts";
import { find } from "./dom.ts";
import type { PanelName } from "./export/panels.ts";
import { createFirstPage, type FirstPage } from "./first-page.ts";
import { createHeatSection } from "./heat-section.ts";
import { holdWhileHidden } from "./hidden.ts";
import { stepsOf } from "./keys.ts";
import { FIRST, type LabOptions } from "./options.ts";
import { ownCase } from "./own-case.ts";
import { type PageState, storyState } from "./page-state.ts";
import { createPanelExports } from "./panel-exports.ts";
import { createPlaceRuns } from "./place-runs.ts";
import {
  cellAt,
  cellOf,
  type Place,
  type Plane,
  placeOf,
  planeStudy,
  spectrumStudy,
  studyAt,
  valuesAt,
} from "./plane.ts";
import { createPlaneHover } from "./plane-hover.ts";
import { createPlaneRun } from "./plane-run.ts";
import { planeTable } from "./plane-table.ts";
import { createProbe } from "./probe.ts";
import { createRunStatus } from "./run-status.ts";
import { sampleOf } from "./sampling.ts";
import { createSharing } from "./sharing.ts";
import { shownValue } from "./shown-value.ts";
import { createSpectrumPanel } from "./spectrum-panel.ts";
import type { LabStory } from "./stories.ts";
import { timeAxis } from "./time-axis.ts";
import { shows, WHOLE } from "./view.ts";
import { createAdvanced } from "./views/advanced.ts";
import { createDataTable } from "./views/data-table.ts";
import { createHelp } from "./views/help-dialog.ts";
import type { RunState } from "./views/status-bar.ts";
import { createStudyJson } from "./views/study-json.ts";
import { type Axes, holds } from "./zoom.ts";

/** Least time between two states of the plane's table, ms. */
const RETELL = 1000;

export interface Lab {
  /** Saves a panel as PNG; the one that has the focus if not given, else the plane. */
  savePicture(panel?: PanelName): Promise<void>;
  /** Ends every measurement and empties the page. */
  destroy(): Promise<void>;
}

/** Builds the lab in an element and starts to measure. */
export function mountLab(root: HTMLElement, options: LabOptions = {}): Lab {
  return completeLab(createFirstPage(root, options));
}

/** Completes a first page with everything that measures, and starts. */
export function completeLab(page: FirstPage): Lab {
  const { root, options, grid, stories, rail, axes, view, map, status, engine, workers } = page;
  const { appearance, keyboard, live } = page;
  let { plane, study, selected } = page;
  let cells: ResolvedStudy | null = null;
  let pending: ReturnType<typeof setTimeout> | undefined;
  const debounce = options.debounce ?? 80;
  const parts = options.view ?? WHOLE;

  const tooltip = createPlaneHover(() => ({ plane, study: cells, snapshot: planeRun.snapshot }));
  const { say } = live;
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
      changed: () => work.progress(),
    },
  );
  const planeRun = createPlaneRun(engine, map, {
    changed() {
      work.progress();
      tooltip.refresh();
      probe.measured();
      table.changed();
    },
    ended: () => state("done", ""),
    failed: (message) => state("failed", message),
  });
  const table = createDataTable(
    "of the plane",
    () => (cells === null || planeRun.snapshot === null ? null : planeTable(plane, cells, planeRun.snapshot)),
    RETELL,
  );
  const heat = createHeatSection(engine, {
    theme: appearance.theme,
    drawing: options.drawing ?? "gpu",
    debounce,
    place: along,
    say,
    changed: () => work.progress(),
  });

  const work = createRunStatus(root, status, {
    gate: engine.gate,
    say: live,
    others: () => heat.running || probe.running,
    work: () => ({ plane: planeRun.snapshot, heat: heat.work }),
    changed: (busy) => rail.show(study, busy),
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

  const sharing = createSharing({
    grid,
    address: options.address ?? null,
    state: shownState,
    holds: () => cells !== null,
    open,
  });
  page.tools.prepend(sharing.button);

  rail.more.append(advanced.element, json.element);
  page.fill({
    probe: probe.element,
    heat: heat.heat,
    spectrum: spectrum.element,
    profile: heat.profile,
    comparison: heat.comparison,
    benchmark: benchmark.element,
  });
  const help = createHelp(keyboard);
  page.tools.append(help.button);
  view.element.parentElement?.append(table.element);
  root.append(tooltip.element, heat.tooltip, help.element, ...sharing.over);
  keyboard.act({
    move: (press) => (press.view === "heatmap" ? heat : view).move(...stepsOf(press)),
    surface: heat.toggleSpace,
    help: help.open,
  });
  const repaint = () => {
    map.paint(paletteOf(appearance.theme));
    heat.paint(appearance.theme);
  };
  appearance.watch(repaint);
  const panels: Readonly<Record<PanelName, HTMLElement>> = {
    "phase-diagram": find(root, ".plane-panel"),
    heatmap: heat.heat,
    spectrum: spectrum.element,
    gradient: heat.profile,
    comparison: heat.comparison,
    benchmark: benchmark.element,
  };
  const exports = createPanelExports(
    {
      scene: () => ({
        ...{ study, plane, selected, cells },
        largest: planeRun.snapshot?.cells ?? [],
        spectrum: spectrum.measured,
        heat: heat.measured,
      }),
      panel: (name) => panels[name],
      redraw: repaint,
      infoOf: (asked) => engine.infoOf(asked),
      benchmark: () => benchmark.document,
    },
    say,
  );
  keyboard.act({ picture: () => void exports.savePicture(), link: () => void sharing.copyLink() });
  const unwatch = [engine.gate.watch(work.refresh), holdWhileHidden(engine.gate)];
  void map.upgrade(options.drawing ?? "gpu", engine.device(), status.renderer);
  if (options.state !== undefined) open(options.state, 0);
  else {
    if (options.study === undefined) heat.choose(FIRST.across);
    change(study, 0);
  }
  const wrong = [options.notice ?? "", parts.complaint].filter((each) => each !== "");
  if (wrong.length > 0) sharing.say(wrong.join(" "), true);
  if (parts.embed !== "full") root.querySelector(".plane-panel > header")?.append(sharing.whole);
  page.listen({
    change,
    story: begin,
    toggle: () => (work.busy ? cancel() : change(study)),
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
    askHeat(place, delay);
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

  /** What a link or a file asks for. */
  function open(state: PageState, delay = debounce): void {
    const { across, clip, sides, showing, space } = state.heat;
    setPlane({ ...grid, ...state.axes }, state.place);
    probe.replaced();
    heat.choose(across, clip, sides);
    heat.show(showing, space);
    change(state.study, delay);
    if (cells !== null) probe.pinAt(state.pins);
  }

  function shownState(): PageState {
    const { x, y } = plane;
    const shownHeat = heat.asked ?? (options.state ?? storyState(FIRST, grid)).heat;
    return { study, axes: { x, y }, place: placeOf(plane, selected), heat: shownHeat, pins: probe.pinned };
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
    selected = cellOf(plane, place);
    view.setPlane(plane);
    view.showSelection(selected);
  }

  function askHeat(place: Place, delay: number): void {
    if (shows(parts, "heat", "profile", "comparison")) heat.ask(study, plane, place, delay);
  }

  function measureSpectrum(delay: number): void {
    if (!shows(parts, "spectrum")) return;
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
    say(probe.reading);
    if (cells === null) return;
    measureSpectrum(debounce);
    askHeat(placeOf(plane, cell), debounce);
  }

  /** Holds all work back, or lets it go on from where it was. */
  function pause(): void {
    if (!work.busy) {
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
    if (!work.busy) return;
    clearTimeout(pending);
    planeRun.cancel();
    spectrum.cancel();
    heat.cancel();
    probe.cancel();
    engine.gate.open();
    state(root.dataset.state === "running" ? "cancelled" : "done", "cancelled");
  }

  function state(next: RunState, message: string): void {
    table.changed();
    work.state(next, message);
    show();
  }

  /** Brings the controls up to date. */
  function show(): void {
    rail.show(study, work.busy);
    const cell = cells?.cells[selected];
    if (cell === undefined) return;
    advanced.show((path) => shownValue(study, cell, path));
    json.refresh();
  }

  return {
    savePicture: exports.savePicture,
    async destroy() {
      exports.destroy();
      clearTimeout(pending);
      sharing.destroy();
      planeRun.cancel();
      probe.destroy();
      spectrum.destroy();
      advanced.destroy();
      json.destroy();
      view.destroy();
      map.destroy();
      heat.destroy();
      table.destroy();
      keyboard.destroy();
      appearance.destroy();
      for (const end of unwatch) end();
      root.replaceChildren();
      await benchmark.destroy();
      await engine.close();
    },
  };
}
