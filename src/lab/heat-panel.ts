import type { Engine, GradientProfile } from "../engine/engine.ts";
import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { runGradient } from "../study/run.ts";
import type { StudyInput } from "../study/schema.ts";
import type { Theme } from "./colour.ts";
import { h } from "./dom.ts";
import { choiceOf, spoken } from "./heat-choice.ts";
import { createHeatControls } from "./heat-controls.ts";
import { cursorOf } from "./heat-cursor.ts";
import type { HeatCell, HeatGrid } from "./heat-field.ts";
import { createHeatHeadings } from "./heat-headings.ts";
import { createHeatHover } from "./heat-hover.ts";
import { legendWords } from "./heat-legend-words.ts";
import type { HeatChoice, HeatPanel, HeatPanelEvents } from "./heat-panel-types.ts";
import { heatPicture } from "./heat-picture.ts";
import { type HeatQuestion, networkAtCursor, sidesOfQuestion } from "./heat-question.ts";
import { checkClip, clipOf, heatFields, heatOrder, heatStudy } from "./heat-study.ts";
import { heatTable } from "./heat-table.ts";
import { Latest } from "./latest.ts";
import type { Pin } from "./pins.ts";
import { type Place, type Plane, valuesAt } from "./plane.ts";
import { sideFields } from "./side-fields.ts";
import { sidesComplaint } from "./side-studies.ts";
import { createSidesControls } from "./sides-controls.ts";
import { commonTime } from "./time-axis.ts";
import { createCanvasHeat } from "./views/canvas-heat.ts";
import { createDataTable } from "./views/data-table.ts";
import { createHeatLegend } from "./views/heat-legend.ts";
import { createHeatView } from "./views/heat-view.ts";

/** Time between two pictures of a run, ms, and between two tables. */
const REDRAW = 100;
const RETELL = 1000;

/** Gradient norms over depth and another number, of two sides in one scale or as their difference. */
export function createHeatPanel(
  engine: Pick<Engine, "gradient">,
  firstTheme: Theme,
  events: HeatPanelEvents,
): HeatPanel {
  const latest = new Latest();
  let theme = firstTheme;
  let asked: { study: StudyInput; plane: Plane; place: Place } | null = null;
  let question: HeatQuestion | null = null;
  let resolved: ResolvedStudy | null = null;
  let grid: HeatGrid = { columns: [0, 1], layers: [0, 1] };
  let cell: HeatCell = { column: 0, row: 0 };
  let profiles: readonly (GradientProfile | null)[] = [];
  let complete: readonly boolean[] = [];
  let pending: ReturnType<typeof setTimeout> | undefined;
  let space = false;
  let wanted = false;
  let pins: readonly Pin[] = [];
  let key = "";
  let selecting = false;
  let drawn = 0;

  const again = () => asked !== null && ask(asked.study, asked.plane, asked.place, 0);
  const controls = createHeatControls(again, setSpace);
  const compared = createSidesControls(again, show);
  const legend = createHeatLegend();
  const hover = createHeatHover(() => ({
    ...{ question, study: resolved, grid, profiles, complete },
    showing: compared.showing,
  }));
  const headings = createHeatHeadings();
  const view = createHeatView(createCanvasHeat(), headings.titles, {
    select,
    hover: hover.hover,
  });
  const table = createDataTable(
    "of the gradient norms",
    () =>
      question === null || resolved === null ? null : heatTable(question, resolved, grid, profiles, compared.showing),
    RETELL,
  );
  const note = h("p", { class: "note", role: "status" });
  const element = h(
    "section",
    { class: "panel heat-panel", "aria-label": "Gradient norm across depth" },
    h("header", {}, h("h2", {}, "Gradient norm log₁₀ ‖∂L/∂h‖"), headings.where, controls.segments),
    controls.element,
    compared.element,
    view.element,
    note,
    legend.element,
    table.element,
  );
  controls.showSpace(false, false);

  function ask(study: StudyInput, plane: Plane, place: Place, delay: number): void {
    asked = { study, plane, place };
    const network = networkAtCursor({ study, plane, place });
    controls.offer(heatFields(network, compared.choice.path));
    compared.offer(sideFields(network, controls.axis.path));
    const { axis, clip } = controls;
    const sides = compared.choice;
    const next: HeatQuestion = { study, plane, place, axis, sides, ...(clip === undefined ? {} : { clip }) };
    const wrong = sidesComplaint(next);
    compared.complain(wrong ?? "");
    if (wrong !== null) return;
    compared.show(sidesOfQuestion(next));
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
        hover.refresh();
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
    const choice = choiceOf(question, resolved, { grid, cell }, profiles, compared.showing);
    events.choose(choice, moved);
    view.describe(spoken(choice));
    return choice;
  }

  function draw(): void {
    drawn = performance.now();
    if (question === null || resolved === null) return;
    const { showing } = compared;
    const picture = heatPicture(grid, profiles, theme, showing);
    const time = commonTime(resolved.cells.map(({ network }) => network));
    view.show(picture, { axis: question.axis, grid, cell, time, maps: showing === "both" ? 2 : 1 });
    markPins();
    const measured = headings.show(question, resolved, showing);
    const words = legendWords(sidesOfQuestion(question), showing);
    table.changed();
    legend.draw({ palette: picture.palette, limits: picture.limits, measured, words });
  }

  /** Both sides or their difference, of what is measured. */
  function show(): void {
    hover.hover(null, 0, 0);
    draw();
    choose(false);
  }

  function markPins(): void {
    const path = question?.axis.path;
    const value = ({ place }: Pin) =>
      asked === null ? undefined : valuesAt(asked.plane, place).find(([own]) => own === path)?.[1];
    view.pins(
      pins.flatMap((pin) => {
        const own = value(pin);
        return own === undefined ? [] : [{ slot: pin.slot, value: own }];
      }),
    );
  }

  function setSpace(on: boolean): void {
    wanted = on;
    space = on && view.canTurn;
    hover.hover(null, 0, 0);
    controls.showSpace(space, view.canTurn);
    view.setSpace(space);
  }

  return {
    element,
    get measured() {
      return asked === null || question === null || resolved === null ? null : { question, resolved, profiles };
    },
    tooltip: hover.element,
    get running() {
      return pending !== undefined || latest.running;
    },
    hit: view.hit,
    ask,
    get asked() {
      if (question === null) return null;
      const { axis, clip, sides = compared.choice } = question;
      return { across: axis, ...(clip === undefined ? {} : { clip }), sides, showing: compared.showing, space: wanted };
    },
    choose(axis, clip, sides) {
      controls.put(axis, clip);
      compared.put(sides);
    },
    show(showing, on) {
      compared.putShowing(showing);
      setSpace(on);
    },
    follow(on, place) {
      const shared = question !== null && place !== null ? new Map(valuesAt(on, place)).get(question.axis.path) : null;
      view.probe(shared ?? null);
    },
    showPins(next) {
      pins = next;
      markPins();
    },
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
      theme = next;
      draw();
    },
    use(layer) {
      view.use(layer);
      setSpace(wanted);
    },
    turned: view.turned,
    move: view.move,
    toggleSpace() {
      if (view.canTurn) setSpace(!space);
      const why = view.canTurn ? null : "Surfaces need WebGPU or WebGL 2.";
      events.say(why ?? (space ? "The heatmap is a surface." : "The heatmap is flat."));
    },
    destroy() {
      clearTimeout(pending);
      latest.cancel();
      view.destroy();
      legend.destroy();
      table.destroy();
    },
  };
}
