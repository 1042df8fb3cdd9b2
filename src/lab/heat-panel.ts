import type { Engine, GradientProfile, Snapshot } from "../engine/engine.ts";
import { StudyError } from "../study/error.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { runGradient } from "../study/run.ts";
import type { StudyInput } from "../study/schema.ts";
import type { Palette } from "./colour.ts";
import { h } from "./dom.ts";
import { short } from "./format.ts";
import { createHeatControls } from "./heat-controls.ts";
import { type HeatCell, type HeatGrid, heatField, heatLimits, nearest, rowLayers } from "./heat-field.ts";
import { type HeatQuestion, heatStudy, SCALE_PATH, symbolOf } from "./heat-study.ts";
import { heatRows } from "./heat-tooltip.ts";
import { Latest } from "./latest.ts";
import { BIAS_PATH, type Place, WEIGHT_PATH } from "./plane.ts";
import { createCanvasHeat, type HeatLayer } from "./views/canvas-heat.ts";
import { createHeatLegend } from "./views/heat-legend.ts";
import { createHeatView } from "./views/heat-view.ts";
import { createTooltip } from "./views/tooltip.ts";

/** The chosen column and layer, and what is measured there. */
export interface HeatChoice {
  question: HeatQuestion;
  /** Value of the axis at the column. */
  value: number;
  layer: number;
  depth: number;
  width: number;
  /** Of both sides, null before they are measured. */
  profiles: readonly [GradientProfile | null, GradientProfile | null];
}

export interface HeatPanelEvents {
  /** Another column, layer or question, or more is measured of the chosen column; `moved`: what to measure there has changed. */
  choose(choice: HeatChoice, moved: boolean): void;
  /** A column was chosen whose axis is one of the plane's. */
  place(place: Partial<Place>): void;
  cancel(): void;
  /** Running or not, and how far. */
  changed(snapshot: Snapshot<GradientProfile> | null): void;
}

export interface HeatPanel {
  readonly element: HTMLElement;
  readonly tooltip: HTMLElement;
  readonly running: boolean;
  /** The lab's study at the plane's cursor; measured after a quiet time, ms, unless nothing has changed. */
  ask(study: StudyInput, place: Place, delay: number): void;
  /** Ends the run and forgets what was asked: the study is wrong. */
  stop(): void;
  cancel(): void;
  paint(palette: Palette): void;
  /** Where to turn surfaces. */
  readonly hit: HTMLElement;
  use(layer: HeatLayer): void;
  turned(): void;
  destroy(): void;
}

/** Gradient norms over depth and residual scaling, without and with the skip path, in one scale. */
export function createHeatPanel(
  engine: Pick<Engine, "gradient">,
  firstPalette: Palette,
  events: HeatPanelEvents,
): HeatPanel {
  const latest = new Latest();
  let palette = firstPalette;
  let asked: { study: StudyInput; place: Place } | null = null;
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
  let hovered: { side: number; cell: HeatCell; x: number; y: number } | null = null;

  const controls = createHeatControls(() => asked !== null && ask(asked.study, asked.place, 0), setSpace);
  const legend = createHeatLegend();
  const tooltip = createTooltip(heatRows);
  const where = h("span", { class: "where" });
  const titles = [h("div", { class: "side-title side-0" }), h("div", { class: "side-title side-1" })] as const;
  const view = createHeatView(createCanvasHeat(), titles, {
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
    h("header", {}, h("h2", {}, "Gradient norm log₁₀ ‖∂L/∂h‖"), where),
    controls.element,
    view.element,
    note,
    legend.element,
  );
  controls.showSpace(false, false);

  function ask(study: StudyInput, place: Place, delay: number): void {
    asked = { study, place };
    const next: HeatQuestion = { study, place, activation: controls.activation, axis: controls.axis };
    let found: ResolvedStudy;
    try {
      found = heatStudy(next);
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      // What is measured stays; so does the run, if there is one.
      controls.complain(error.message.replace(/^axes\.\d+\./, ""));
      return;
    }
    controls.complain("");
    const nextKey = JSON.stringify(found.cells);
    const same = nextKey === key;
    const sameAxis = question?.axis.path === next.axis.path;
    const before = grid.columns[cell.column] ?? 0;
    question = next;
    resolved = found;
    const columns = found.axes[1]?.values.map(Number) ?? [];
    const layers = rowLayers(found.cells[0]?.depth ?? 1);
    // The plane's cursor moves the column where they share an axis, unless it was the column that moved the cursor.
    const follows = !sameAxis || (PLANE_PATHS.includes(next.axis.path) && !selecting);
    const row = sameAxis ? Math.min(cell.row, layers.length - 1) : Math.round((layers.length - 1) / 4);
    const column = nearest(columns, follows ? startOf(next) : before, next.axis.log);
    const moved = !same || column !== cell.column;
    cell = { column, row };
    grid = { columns, layers };
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
    void latest.run((signal) => runGradient(study, engine, { signal }), {
      value(snapshot) {
        profiles = snapshot.cells;
        complete = snapshot.complete;
        draw();
        const chosen = [cell.column, grid.columns.length + cell.column];
        if (snapshot.changed.some((index) => chosen.includes(index))) choose(false);
        showTooltip();
        events.changed(snapshot);
      },
      end() {
        element.dataset.state = "done";
        events.changed(null);
      },
      fail(error) {
        element.dataset.state = "failed";
        note.textContent = error instanceof Error ? error.message : String(error);
        events.changed(null);
      },
    });
  }

  function select(next: HeatCell): void {
    const moved = next.column !== cell.column;
    cell = next;
    draw();
    choose(moved);
    const value = grid.columns[cell.column] ?? 0;
    if (!moved) return;
    selecting = true;
    if (question?.axis.path === WEIGHT_PATH) events.place({ weight: value });
    if (question?.axis.path === BIAS_PATH) events.place({ bias: value });
    selecting = false;
  }

  function choose(moved: boolean): void {
    if (question === null || resolved === null) return;
    const network = resolved.cells[cell.column];
    const value = grid.columns[cell.column] ?? 0;
    events.choose(
      {
        question,
        value,
        layer: grid.layers[cell.row] ?? 0,
        depth: grid.layers.at(-1) ?? 1,
        width: network?.network.width ?? 0,
        profiles: [profiles[cell.column] ?? null, profiles[grid.columns.length + cell.column] ?? null],
      },
      moved,
    );
  }

  function draw(): void {
    if (question === null || resolved === null) return;
    const field = heatField(grid, profiles);
    const limits = heatLimits(field);
    view.show({ field, palette, limits }, { axis: question.axis, grid, cell });
    const [first] = resolved.cells;
    const scale =
      question.axis.path === SCALE_PATH
        ? "α "
        : first?.network.scale === 1
          ? ""
          : `${short(first?.network.scale ?? 1)} `;
    titles[0].replaceChildren(h("b", {}, "plain"), ` ${scale}φ(Wh)`);
    titles[1].replaceChildren(h("b", {}, "residual"), ` h + ${scale}φ(Wh)`);
    const { weight, bias } = asked?.place ?? { weight: 0, bias: 0 };
    const widths = question.axis.path === "network.width" ? "" : `n = ${first?.network.width}, `;
    legend.draw({ palette, limits, measured: `${widths}${first?.ensemble} networks` });
    const at = [
      ...(question.axis.path === WEIGHT_PATH ? [] : [`σ_w² = ${short(weight)}`]),
      ...(question.axis.path === BIAS_PATH ? [] : [`σ_b² = ${short(bias)}`]),
    ];
    where.textContent = `across depth and ${symbolOf(question.axis.path)}, at ${at.join(", ")}`.replaceAll("_", "");
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
        side,
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

const PLANE_PATHS = [WEIGHT_PATH, BIAS_PATH];

/** The column chosen at first: that of the plane's cursor where the axis is the plane's, else one in the middle of things. */
function startOf({ axis, place }: HeatQuestion): number {
  if (axis.path === WEIGHT_PATH) return place.weight;
  if (axis.path === BIAS_PATH) return place.bias;
  if (axis.path === SCALE_PATH) return 0.5;
  return axis.log ? Math.sqrt(axis.from * axis.to) : (axis.from + axis.to) / 2;
}
