import type { Spectrum } from "../engine/engine.ts";
import { type Palette, robustLimit } from "./colour.ts";
import { emptyField, type Field, fieldOf, Shown } from "./field.ts";
import type { Grid, Place } from "./plane.ts";
import { criticalLine, hasMeanField, type Lattice, type TheoryCell, theoryKey, theoryLattice } from "./theory-map.ts";
import { createCanvasMap, type MapLayer } from "./views/canvas-map.ts";
import type { Legend } from "./views/legend.ts";
import type { PlaneView } from "./views/plane-view.ts";
import { drawTheory } from "./views/theory-canvas.ts";
import { zeroLines } from "./zero-line.ts";

/** Where the measured map is drawn: on the GPU where that works, else on a 2D canvas. */
export type Drawing = "gpu" | "canvas";

/** The maps of the plane, theory under measurement, in one colour scale. */
export class MapPanel {
  readonly #view: PlaneView;
  readonly #legend: Legend;
  readonly #grid: Grid;
  readonly #lattices = new AbortController();
  #layer: MapLayer;
  #palette: Palette;
  #lattice: Lattice | null = null;
  #field: Field;
  #cell: TheoryCell | null = null;
  #line: readonly Place[] = [];
  #zero: Place[][] = [];
  #measured = "";
  #size: [width: number, height: number] = [0, 0];
  #theoryRun = 0;
  #gone = false;

  constructor(view: PlaneView, legend: Legend, grid: Grid, palette: Palette) {
    this.#view = view;
    this.#legend = legend;
    this.#grid = grid;
    this.#palette = palette;
    this.#field = emptyField(grid);
    // The 2D canvas is there at once; the GPU takes over when it is ready, if it ever is.
    this.#layer = createCanvasMap(document.createElement("canvas"));
    view.measured.replaceChildren(this.#layer.canvas);
  }

  /** Hands the drawing to the GPU. Resolves with what draws now, and why it is not the GPU, if so. */
  async upgrade(drawing: Drawing): Promise<{ name: string; notice: string }> {
    if (drawing === "canvas") return { name: this.#layer.name, notice: "" };
    try {
      const { createThreeMap } = await import("./views/three-map.ts");
      const layer = await createThreeMap(document.createElement("canvas"), this.#grid);
      if (this.#gone) layer.dispose();
      else this.#replace(layer);
      return { name: layer.name, notice: "" };
    } catch {
      return { name: this.#layer.name, notice: "map drawn without the GPU: neither WebGPU nor WebGL 2 works here" };
    }
  }

  #replace(layer: MapLayer): void {
    this.#layer.dispose();
    this.#layer = layer;
    if (this.#size[0] > 0) layer.resize(...this.#size);
    layer.draw(this.#field, this.#palette, this.limit);
    this.#view.measured.replaceChildren(layer.canvas);
  }

  /** Forgets what was measured and shows the theory of another study; `measured` says what is to come. */
  begin(cell: TheoryCell, measured: string): void {
    this.#measured = measured;
    this.#field = emptyField(this.#grid);
    this.#zero = [];
    this.#view.showZero([]);
    const before = this.#cell;
    this.#cell = cell;
    if (before === null || theoryKey(before) !== theoryKey(cell)) void this.#newTheory(cell);
    this.redraw();
  }

  async #newTheory(cell: TheoryCell): Promise<void> {
    const run = ++this.#theoryRun;
    this.#lattice = null;
    this.#line = criticalLine(cell.network);
    this.#view.showLine(this.#line);
    if (!hasMeanField(cell.network)) return;
    const lattice = await theoryLattice(cell, this.#lattices.signal).catch(() => null);
    if (run !== this.#theoryRun || this.#gone) return;
    this.#lattice = lattice;
    this.redraw();
  }

  measure(cells: readonly (Spectrum | null)[]): void {
    this.#field = fieldOf(this.#grid, cells);
    const had = this.#zero.length > 0;
    this.#zero = zeroLines(this.#field);
    if (had || this.#zero.length > 0) this.#view.showZero(this.#zero);
    if (this.#lattice === null || had !== this.#zero.length > 0) this.redraw();
    else this.#layer.draw(this.#field, this.#palette, this.limit);
  }

  resize(width: number, height: number): void {
    this.#size = [width, height];
    this.#layer.resize(width, height);
    this.redraw();
  }

  paint(palette: Palette): void {
    this.#palette = palette;
    this.redraw();
  }

  redraw(): void {
    const { limit } = this;
    drawTheory(this.#view.theory, this.#lattice, this.#palette, limit);
    if (this.#size[0] > 0) this.#layer.draw(this.#field, this.#palette, limit);
    if (this.#cell === null) return;
    this.#legend.draw({
      palette: this.#palette,
      limit,
      measured: this.#measured,
      hasTheory: hasMeanField(this.#cell.network),
      hasLine: this.#line.length > 0,
      hasZero: this.#zero.length > 0,
    });
  }

  /** End of the colour scale, nats per layer: of theory, so that it stays while cells come in, else of what is there. */
  get limit(): number {
    if (this.#lattice !== null) return robustLimit(this.#lattice.values);
    const { values, shown } = this.#field;
    const measured = values.filter((_, cell) => shown[cell] === Shown.measured || shown[cell] === Shown.coarse);
    return measured.length === 0 ? 1 : robustLimit(measured);
  }

  destroy(): void {
    this.#gone = true;
    this.#lattices.abort();
    this.#layer.dispose();
  }
}
