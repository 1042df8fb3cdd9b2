import type { Engine, GradientProfile } from "../engine/engine.ts";
import { resolveNetwork } from "../network/resolve.ts";
import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { runGradient } from "../study/run.ts";
import type { StudyInput } from "../study/schema.ts";
import type { Palette } from "./colour.ts";
import { h } from "./dom.ts";
import { choiceOf, spoken } from "./heat-choice.ts";
import { createHeatControls } from "./heat-controls.ts";
import { cursorOf } from "./heat-cursor.ts";
import { type HeatCell, type HeatGrid, heatField, heatLimits } from "./heat-field.ts";
import { createHeatHeadings } from "./heat-headings.ts";
import type { HeatChoice, HeatPanel, HeatPanelEvents } from "./heat-panel-types.ts";
import { checkClip, clipOf, type HeatQuestion, heatFields, heatOrder, heatStudy, sidesOfStudy } from "./heat-study.ts";
import { heatRows } from "./heat-tooltip.ts";
import { Latest } from "./latest.ts";
import type { Place, Plane } from "./plane.ts";
import { LAYERS, type TimeAxis, timeAxis } from "./time-axis.ts";
import { createCanvasHeat } from "./views/canvas-heat.ts";
import { createHeatLegend } from "./views/heat-legend.ts";
import { createHeatView } from "./views/heat-view.ts";
import { createTooltip } from "./views/tooltip.ts";

/** Time between two pictures of a run, ms. */
const REDRAW = 100;

/** Gradient norms over depth and residual scaling, without and with the skip path, in one scale. */
export function createHeatPanel(
  engine: Pick<Engine, "gradient">,
  firstPalette: Palette,
  events: HeatPanelEvents,
): HeatPanel {
  const latest = new Latest();
  let palette = firstPalette;
  let asked: { study: StudyInput; plane: Plane; place: Place } | null = null;
  let question: HeatQuestion | null = null;
  let resolved: ResolvedStudy | null = null;
  let grid: HeatGrid = { columns: [0, 1], layers: [0, 1] };
  let cell: HeatCell = { column: 0, row: 0 };
  let profiles: readonly (GradientProfile | null)[] = [];
  let complete: readonly boolean[] = [];
  let pending: ReturnType<typeof setTimeout> | undefined;
  let space = false;
  let key = "";
  let selecting = false;
  let drawn = 0;
  let hovered: { side: number; cell: HeatCell; x: number; y: number } | null = null;

  const controls = createHeatControls(() => asked !== null && ask(asked.study, asked.plane, asked.place, 0), setSpace);
  const legend = createHeatLegend();
  const tooltip = createTooltip(heatRows);
  const headings = createHeatHeadings();
  const view = createHeatView(createCanvasHeat(), headings.titles, {
    select,
    hover(at, x, y) {
      hovered = at === null ? null : { ...at, x, y };
      showTooltip();
    },
    toggle: () => setSpace(!space),
    cancel: events.cancel,
  });
  const note = h("p", { class: "note", role: "status" });
  const element = h(
    "section",
    { class: "panel heat-panel", "aria-label": "Gradient norm across depth" },
    h("header", {}, h("h2", {}, "Gradient norm log₁₀ ‖∂L/∂h‖"), headings.where, controls.segments),
    controls.element,
    view.element,
    note,
    legend.element,
  );
  controls.showSpace(false, false);

  function ask(study: StudyInput, plane: Plane, place: Place, delay: number): void {
    asked = { study, plane, place };
    controls.offer(heatFields(resolveNetwork(study.network)));
    const { axis, clip } = controls;
    const next: HeatQuestion = { study, plane, place, axis, ...(clip === undefined ? {} : { clip }) };
    let found: ResolvedStudy;
    try {
      checkClip(clip);
      found = heatStudy(next);
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      // What is measured stays; so does the run, if there is one.
      controls.complain(error.message.replace(/^axes\.\d+\./, ""));
      return;
    }
    controls.complain("");
    const nextKey = JSON.stringify([found.cells, clip]);
    const same = nextKey === key;
    const after = cursorOf(next, found, question === null ? null : { question, grid, cell }, selecting);
    const moved = !same || after.cell.column !== cell.column;
    ({ grid, cell } = after);
    question = next;
    resolved = found;
    if (same) {
      draw();
      choose(moved);
      return;
    }
    key = nextKey;
    latest.cancel();
    clearTimeout(pending);
    profiles = [];
    complete = [];
    element.dataset.state = "running";
    note.textContent = "";
    draw();
    choose(true);
    events.changed(null);
    pending = setTimeout(measure, delay);
  }

  function measure(): void {
    pending = undefined;
    const study = resolved;
    if (study === null) return;
    const order = heatOrder(grid.columns.length, cell.column);
    void latest.run((signal) => runGradient(study, engine, { signal, order, ...clipOf(question) }), {
      value(snapshot) {
        profiles = snapshot.cells;
        complete = snapshot.complete;
        // Each picture costs: a software GPU takes its time from what measures.
        if (performance.now() - drawn > REDRAW) draw();
        const chosen = [cell.column, grid.columns.length + cell.column];
        if (snapshot.changed.some((index) => chosen.includes(index))) choose(false);
        showTooltip();
        events.changed(snapshot);
      },
      end() {
        draw();
        element.dataset.state = "done";
        events.changed(null);
      },
      fail(error) {
        // The same question may be asked again.
        key = "";
        element.dataset.state = "failed";
        note.textContent = error instanceof Error ? error.message : String(error);
        events.changed(null);
      },
    });
  }

  function select(next: HeatCell): void {
    const moved = next.column !== cell.column;
    cell = next;
    view.mark(cell);
    const choice = choose(moved);
    if (choice !== null) events.say(spoken(choice));
    const value = grid.columns[cell.column] ?? 0;
    if (!moved) return;
    selecting = true;
    if (question !== null) events.place(question.axis.path, value);
    selecting = false;
  }

  function choose(moved: boolean): HeatChoice | null {
    if (question === null || resolved === null) return null;
    const choice = choiceOf(question, resolved, { grid, cell }, profiles);
    events.choose(choice, moved);
    return choice;
  }

  function draw(): void {
    drawn = performance.now();
    if (question === null || resolved === null) return;
    const field = heatField(grid, profiles);
    const limits = heatLimits(field);
    view.show({ field, palette, limits }, { axis: question.axis, grid, cell, time: timeOfCells() });
    const said = headings.show(question, resolved);
    legend.draw({ palette, limits, measured: said });
  }

  function timeOfCells(): TimeAxis {
    const first = resolved?.cells[0];
    return first === undefined ? LAYERS : timeAxis(first.network);
  }

  function showTooltip(): void {
    if (hovered === null || question === null) {
      tooltip.hide();
      return;
    }
    const { side, cell: at, x, y } = hovered;
    const index = side * grid.columns.length + at.column;
    tooltip.show(
      {
        name: sidesOfStudy(question.study).names[side] ?? "",
        time: timeOfCells(),
        path: question.axis.path,
        value: grid.columns[at.column] ?? 0,
        layer: grid.layers[at.row] ?? 0,
        profile: profiles[index] ?? null,
        complete: complete[index] ?? false,
        width: resolved?.cells[index]?.network.width ?? 0,
      },
      x,
      y,
    );
  }

  function setSpace(on: boolean): void {
    space = on && view.canTurn;
    hovered = null;
    showTooltip();
    controls.showSpace(space, view.canTurn);
    view.setSpace(space);
  }

  return {
    element,
    tooltip: tooltip.element,
    get running() {
      return pending !== undefined || latest.running;
    },
    hit: view.hit,
    ask,
    choose: (axis, clip) => controls.put(axis, clip),
    stop() {
      latest.cancel();
      clearTimeout(pending);
      pending = undefined;
      asked = null;
      key = "";
      element.dataset.state = "empty";
    },
    cancel() {
      if (pending === undefined && !latest.running) return;
      clearTimeout(pending);
      pending = undefined;
      latest.cancel();
      key = "";
      element.dataset.state = "cancelled";
    },
    paint(next) {
      palette = next;
      draw();
    },
    use(layer) {
      view.use(layer);
      setSpace(space);
    },
    turned: view.turned,
    destroy() {
      clearTimeout(pending);
      latest.cancel();
      view.destroy();
      legend.destroy();
    },
  };
}
