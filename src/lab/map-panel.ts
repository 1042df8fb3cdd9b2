import type { Spectrum } from "../engine/engine.ts";
import { LiveMap } from "../engine/live-map.ts";
import type { StudyInput } from "../study/schema.ts";
import { type Palette, robustLimit } from "./colour.ts";
import { Doubt, emptyField, type Field, fieldOf, Shown } from "./field.ts";
import { gpuBackend } from "./gpu-backend.ts";
import type { Lattice } from "./lattice.ts";
import { reach, reached } from "./milestones.ts";
import type { Grid, Place, Plane } from "./plane.ts";
import { criticalLines, hasExactLine, hasMeanField, theoryKey, theoryLattice } from "./theory-map.ts";
import type { TimeAxis } from "./time-axis.ts";
import { createCanvasMap, type MapLayer } from "./views/canvas-map.ts";
import type { Legend, LegendState } from "./views/legend.ts";
import type { PlaneView } from "./views/plane-view.ts";
import { drawTheory } from "./views/theory-canvas.ts";
import { zeroLines } from "./zero-line.ts";

/** Where the measured map is drawn: on the GPU where that works, else on a 2D canvas. */
export type Drawing = "gpu" | "canvas";

/** The maps of the plane, theory under measurement, in one colour scale. */
export class MapPanel {
  /** Where a GPU engine leaves λ₁ for the map to draw. */
  readonly live: LiveMap;
  readonly #view: PlaneView;
  readonly #legend: Legend;
  readonly #grid: Grid;
  readonly #lattices = new AbortController();
  #layer: MapLayer;
  #palette: Palette;
  #lattice: Lattice | null = null;
  #latticeLimit = 1;
  #field: Field;
  #asked: { study: StudyInput; plane: Plane; key: string; hasTheory: boolean; time: TimeAxis } | null = null;
  #lines: readonly Place[][] = [];
  #zero: Place[][] = [];
  #measured = "";
  #size: [width: number, height: number] = [0, 0];
  #theoryRun = 0;
  /** What the theory map was last drawn from. */
  #drawn: readonly unknown[] = [];
  /** What the legend was last drawn from. */
  #said: readonly unknown[] = [];
  #gone = false;

  constructor(view: PlaneView, legend: Legend, grid: Grid, palette: Palette) {
    this.#view = view;
    this.#legend = legend;
    this.#grid = grid;
    this.live = new LiveMap(grid.columns, grid.rows);
    this.#palette = palette;
    this.#field = emptyField(grid);
    // The 2D canvas is there at once; the GPU takes over when it is ready, if it ever is.
    this.#layer = createCanvasMap(document.createElement("canvas"));
    view.measured.replaceChildren(this.#layer.canvas);
  }

  /**
   * Hands the drawing to the GPU, on the engine's device where that has one, and takes it back should the GPU be lost;
   * `says` hears who draws, and why.
   */
  async upgrade(
    drawing: Drawing,
    engine: Promise<GPUDevice | null>,
    says: (name: string, notice: string) => void,
  ): Promise<void> {
    if (drawing === "canvas") return says(this.#layer.name, "");
    const fallBack = (why: string) => {
      if (this.#gone) return;
      this.#replace(createCanvasMap(document.createElement("canvas")));
      says(this.#layer.name, `${why}: the map is drawn without the GPU`);
    };
    const device = await engine;
    // Where the CPU computes, the first picture comes first: three.js is large.
    if (device === null) await reached("first-cell");
    const backend = device === null ? await gpuBackend() : "WebGPU";
    if (backend === null) return fallBack("neither WebGPU nor WebGL 2 here");
    try {
      const { createThreeMap } = await import("./views/three-map.ts");
      const layer = await createThreeMap({ backend, device }, this.#grid, this.live, () =>
        fallBack("the GPU was lost"),
      );
      if (this.#gone) return layer.dispose();
      this.#replace(layer);
      says(backend, "");
    } catch {
      fallBack(`${backend} does not work here`);
    }
  }

  #replace(layer: MapLayer): void {
    this.#layer.dispose();
    this.#layer = layer;
    if (this.#size[0] > 0) layer.resize(...this.#size);
    this.#drawMeasured();
    this.#view.measured.replaceChildren(layer.canvas);
  }

  /** Forgets what was measured and shows the theory of another study; `measured` says what is to come. */
  begin(study: StudyInput, plane: Plane, time: TimeAxis, measured: string): void {
    this.#measured = measured;
    this.#field = emptyField(this.#grid);
    this.#zero = [];
    this.#view.showZero([]);
    const before = this.#asked?.key;
    const key = theoryKey(study, plane);
    this.#asked = { study, plane, key, time, hasTheory: hasMeanField(study, plane) };
    if (before !== key) void this.#newTheory(study, plane);
    // Theory that is there at once has been drawn with it.
    if (before === key || this.#lattice === null) this.redraw();
  }

  async #newTheory(study: StudyInput, plane: Plane): Promise<void> {
    const run = ++this.#theoryRun;
    const current = () => run === this.#theoryRun && !this.#gone;
    const linesOf = (lattice: Lattice | null) => current() && this.#showLines(criticalLines(study, plane, lattice));
    this.#lattice = null;
    this.#showLines([]);
    if (this.#asked?.hasTheory !== true) return void linesOf(null);
    const fine = await theoryLattice(study, plane, this.#lattices.signal, (coarse) => {
      if (!current()) return;
      this.#showTheory(coarse);
      // The map is seen before its lines, which may take as long.
      setTimeout(() => linesOf(coarse));
    }).catch(() => null);
    if (fine === null || !current()) return;
    this.#showTheory(fine);
    if (!hasExactLine(study, plane)) linesOf(fine);
  }

  #showTheory(lattice: Lattice): void {
    this.#lattice = lattice;
    this.#latticeLimit = robustLimit(lattice.values);
    this.redraw();
    reach("theory");
  }

  #showLines(lines: readonly Place[][]): void {
    const had = this.#lines.length > 0;
    this.#lines = lines;
    this.#view.showLines(lines);
    if (had !== lines.length > 0) this.#drawLegend();
  }

  measure(cells: readonly (Spectrum | null)[]): void {
    const had = this.#zero.length > 0;
    const before = this.#field.doubt;
    this.#field = fieldOf(this.#grid, cells);
    this.#zero = this.#asked === null ? [] : zeroLines(this.#field, this.#asked.plane);
    if (had || this.#zero.length > 0) this.#view.showZero(this.#zero);
    this.#drawMeasured();
    const isShown = (this.#layer.isLive && this.live.holds) || this.#field.shown.some((each) => each !== Shown.nothing);
    if (isShown) reach("first-cell");
    // Without theory the scale follows what is measured.
    const told = [Doubt.drifting, Doubt.open].some(
      (each) => before.includes(each) !== this.#field.doubt.includes(each),
    );
    if (this.#lattice === null || had !== this.#zero.length > 0 || told) this.#drawLegend();
  }

  resize(width: number, height: number): void {
    this.#size = [width, height];
    // The canvas has been emptied.
    this.#drawn = [];
    this.#layer.resize(width, height);
    this.redraw();
  }

  paint(palette: Palette): void {
    this.#palette = palette;
    this.redraw();
  }

  redraw(): void {
    const { limit } = this;
    const theory = [this.#lattice, this.#palette, limit, ...this.#size, devicePixelRatio];
    if (theory.some((each, place) => each !== this.#drawn[place])) {
      drawTheory(this.#view.theory, this.#lattice, this.#palette, limit);
      this.#drawn = theory;
    }
    this.#drawMeasured();
    this.#drawLegend();
  }

  #drawMeasured(): void {
    if (this.#size[0] > 0) this.#layer.draw(this.#field, this.#palette, this.limit);
  }

  #drawLegend(): void {
    if (this.#asked === null) return;
    const state: LegendState = {
      palette: this.#palette,
      time: this.#asked.time,
      limit: this.limit,
      measured: this.#measured,
      hasTheory: this.#asked.hasTheory,
      hasLine: this.#lines.length > 0,
      hasZero: this.#zero.length > 0,
      hasDrift: this.#field.doubt.includes(Doubt.drifting),
      hasOpen: this.#field.doubt.includes(Doubt.open),
    };
    const said = [...Object.values(state), ...this.#size, devicePixelRatio];
    if (said.every((each, place) => each === this.#said[place])) return;
    this.#said = said;
    this.#legend.draw(state);
  }

  /** End of the colour scale, nats per layer: of theory, so that it stays while cells come in, else of what is there. */
  get limit(): number {
    if (this.#lattice !== null) return this.#latticeLimit;
    const { values, shown } = this.#field;
    const measured = values.filter((_, cell) => shown[cell] === Shown.measured || shown[cell] === Shown.coarse);
    return measured.length === 0 ? 1 : robustLimit(measured);
  }

  destroy(): void {
    this.#gone = true;
    this.#lattices.abort();
    this.#layer.dispose();
    this.live.destroy();
  }
}
