/** What a run needs to leave λ₁ on a map: which run of the map it is, and the place of each of the job's cells. */
export interface LiveRun {
  readonly map: LiveMap;
  readonly generation: number;
  readonly places: readonly number[];
}

/** Words that shaders/live.wgsl keeps of a cell. */
const CELL_WORDS = 5;

/**
 * λ₁ of a plane of cells where a GPU engine leaves it as networks are finished, for whoever draws on the same device: no number
 * on it has been read back. Engines on the CPU leave it alone, and so does one whose device is another.
 */
export class LiveMap {
  readonly columns: number;
  readonly rows: number;
  /**
   * rgba32float, columns × rows, a texel a cell, row 0 first: λ₁ in nats per layer, over networks whose λ₁ is finite; number of these; of
   * all networks; of those that overflowed. null before there is a device.
   */
  texture: GPUTexture | null = null;
  /** Called when something was added. */
  changed: () => void = () => undefined;
  /** Counts what was added. */
  version = 0;
  #device: GPUDevice | null = null;
  #sums: GPUBuffer | null = null;
  #generation = 0;
  /** Whether anything was added to the run in hand, and all of it was. */
  #holds = false;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Whether the texture shows the run in hand. */
  get holds(): boolean {
    return this.#holds;
  }

  /** Empties the map for another run: runs before it have no place on it any more. */
  begin(places: readonly number[]): LiveRun {
    this.#holds = false;
    this.#generation++;
    this.#empty();
    return { map: this, generation: this.#generation, places };
  }

  /** The texture on a device, made where there is none; null where the map is on another one. */
  on(device: GPUDevice): { texture: GPUTexture; sums: GPUBuffer } | null {
    if (this.#device !== null && this.#device !== device) return null;
    this.#device = device;
    const { columns, rows } = this;
    this.#sums ??= device.createBuffer({
      size: 4 * CELL_WORDS * columns * rows,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    this.texture ??= device.createTexture({
      size: [columns, rows],
      format: "rgba32float",
      usage:
        GPUTextureUsage.STORAGE_BINDING |
        GPUTextureUsage.TEXTURE_BINDING |
        GPUTextureUsage.COPY_DST |
        GPUTextureUsage.COPY_SRC,
    });
    return { texture: this.texture, sums: this.#sums };
  }

  /** Whether a run may still add to the map. */
  takes({ generation }: LiveRun): boolean {
    return generation === this.#generation;
  }

  /** Something was added to a run. */
  added(run: LiveRun): void {
    if (!this.takes(run)) return;
    this.#holds = true;
    this.version++;
    this.changed();
  }

  /** Part of a run will be done again, or elsewhere: what is on the map does not add up. */
  spoil(run: LiveRun): void {
    if (!this.takes(run)) return;
    this.#holds = false;
    this.#generation++;
    this.version++;
  }

  destroy(): void {
    this.#holds = false;
    this.#generation++;
    this.texture?.destroy();
    this.#sums?.destroy();
  }

  #empty(): void {
    if (this.#device === null || this.texture === null || this.#sums === null) return;
    const { columns, rows } = this;
    const { queue } = this.#device;
    queue.writeBuffer(this.#sums, 0, new Uint32Array(CELL_WORDS * columns * rows));
    queue.writeTexture({ texture: this.texture }, new Float32Array(4 * columns * rows), { bytesPerRow: 16 * columns }, [
      columns,
      rows,
    ]);
  }
}
