import {
  Discard,
  Fn,
  floor,
  fract,
  fwidth,
  If,
  max,
  min,
  mod,
  mul,
  screenCoordinate,
  texture,
  uniform,
  uv,
  vec2,
  vec4,
} from "three/tsl";
import {
  DataTexture,
  DoubleSide,
  FloatType,
  MeshBasicNodeMaterial,
  NearestFilter,
  NoColorSpace,
  RGBAFormat,
  UnsignedByteType,
  Vector2,
  Vector3,
} from "three/webgpu";
import type { Palette, Rgb } from "../colour.ts";
import { Shown } from "../field.ts";
import type { HeatPicture } from "./canvas-heat.ts";
import { HATCH } from "./canvas-map.ts";

/** The colours of the heatmap on the GPU: flat and as a surface they read the same texture of (value, status). */
export interface HeatMaterials {
  readonly flat: MeshBasicNodeMaterial;
  /** The same unlit colours, with fine lines between the columns: they tell a slope where colour alone does not. */
  readonly surface: MeshBasicNodeMaterial;
  set(picture: HeatPicture): void;
  dispose(): void;
}

export function createHeatMaterials(): HeatMaterials {
  let cells = cellTexture(1, 1);
  const cellNode = texture(cells);
  const colours = new DataTexture(new Uint8Array(4 * 256), 256, 1, RGBAFormat, UnsignedByteType);
  colours.minFilter = colours.magFilter = NearestFilter;
  colours.colorSpace = NoColorSpace;
  const low = uniform(0);
  const span = uniform(1);
  const size = uniform(new Vector2(1, 1));
  const hatch = uniform(HATCH);
  /** Of the lines on a surface: what stands out from the middle of the map. */
  const ink = uniform(0);
  const overflow = statusUniforms();
  const collapsed = statusUniforms();
  let painted: Palette | null = null;

  const colourNode = (lines: boolean) =>
    Fn(() => {
      const cell = cellNode.sample(uv());
      const status = floor(cell.y.add(0.5));
      const place = cell.x.sub(low).div(span).clamp(0, 1);
      const index = floor(place.mul(255).add(0.5));
      const colour = vec4(texture(colours, vec2(index.add(0.5).div(256), 0.5)).rgb, 1).toVar();
      const line = mod(screenCoordinate.x.add(screenCoordinate.y), hatch).lessThan(mul(hatch, 0.22));
      If(status.equal(Shown.overflow), () => {
        colour.assign(vec4(line.select(overflow.hatch, overflow.fill), 1));
      });
      If(status.equal(Shown.collapsed), () => {
        colour.assign(vec4(line.select(collapsed.hatch, collapsed.fill), 1));
      });
      if (lines) {
        const across = uv().mul(size);
        const width = fwidth(across);
        const off = min(fract(across), fract(across).oneMinus());
        // Rows are as fine as pixels: a line between every eighth.
        const along = fract(across.y.div(8));
        const near = max(
          off.x.lessThan(width.x.mul(0.6)).select(1, 0),
          min(along, along.oneMinus()).lessThan(width.y.div(8).mul(0.6)).select(1, 0),
        );
        const part = near.mul(0.22);
        colour.assign(vec4(colour.rgb.mul(part.oneMinus()).add(part.mul(ink)), 1));
      }
      Discard(status.equal(Shown.nothing));
      return colour;
    })();

  const flat = new MeshBasicNodeMaterial({ depthTest: false, depthWrite: false });
  flat.fragmentNode = colourNode(false);
  const surface = new MeshBasicNodeMaterial({ side: DoubleSide });
  surface.fragmentNode = colourNode(true);

  return {
    flat,
    surface,
    set({ field, palette, limits }) {
      const { columns, layers } = field.grid;
      const { width, height } = cells.image;
      if (width !== columns.length || height !== 2 * layers.length) {
        cells.dispose();
        cells = cellTexture(columns.length, 2 * layers.length);
        cellNode.value = cells;
        size.value.set(columns.length, 2 * layers.length);
      }
      const data = cells.image.data as Float32Array;
      for (let index = 0; index < field.shown.length; index++) {
        const status = field.shown[index] ?? 0;
        // No infinity: what a shader makes of it is up to the driver.
        data[4 * index] = status === Shown.measured ? (field.values[index] ?? 0) : 0;
        data[4 * index + 1] = status;
      }
      cells.needsUpdate = true;
      low.value = limits[0];
      span.value = limits[1] - limits[0];
      hatch.value = HATCH * devicePixelRatio;
      if (painted === palette) return;
      painted = palette;
      const middle = palette.map[palette.map.length / 2] ?? palette.paper;
      ink.value = Math.max(...middle) < 96 ? 1 : 0;
      colours.image.data = new Uint8Array(palette.map.flatMap(([red, green, blue]) => [red, green, blue, 255]));
      colours.needsUpdate = true;
      overflow.set(palette.overflow);
      collapsed.set(palette.collapsed);
    },
    dispose() {
      for (const each of [cells, colours, flat, surface]) each.dispose();
    },
  };
}

function cellTexture(width: number, height: number): DataTexture {
  const cells = new DataTexture(new Float32Array(4 * width * height), width, height, RGBAFormat, FloatType);
  cells.minFilter = cells.magFilter = NearestFilter;
  return cells;
}

/** Fill and hatch of a status as uniforms. */
export function statusUniforms() {
  const fill = uniform(new Vector3());
  const hatch = uniform(new Vector3());
  const put = (vector: Vector3, [red, green, blue]: Rgb) => vector.set(red / 255, green / 255, blue / 255);
  return {
    fill,
    hatch,
    set(colours: { fill: Rgb; hatch: Rgb }) {
      put(fill.value, colours.fill);
      put(hatch.value, colours.hatch);
    },
  };
}
