import {
  Fn,
  float,
  floor,
  If,
  ivec2,
  mix,
  mod,
  mul,
  screenCoordinate,
  texture,
  textureLoad,
  uniform,
  uv,
  vec2,
  vec4,
} from "three/tsl";
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  ExternalTexture,
  FloatType,
  Mesh,
  MeshBasicNodeMaterial,
  NearestFilter,
  NoColorSpace,
  OrthographicCamera,
  RGBAFormat,
  Scene,
  UnsignedByteType,
  Vector3,
} from "three/webgpu";
import type { LiveMap } from "../../engine/live-map.ts";
import type { Palette } from "../colour.ts";
import { blockStrides, type Field, Shown } from "../field.ts";
import type { Grid } from "../plane.ts";
import { DRIFT, HATCH, type MapLayer } from "./canvas-map.ts";
import { statusUniforms } from "./three-heat-material.ts";
import { createRenderer, type Drawer } from "./three-renderer.ts";

/**
 * The measured map on the GPU: one quad whose material reads a float texture of (λ₁, status) a cell and a colour
 * map; on the engine's device it reads what the engine left on the live map instead. Rejects where the backend does not
 * work after all; `lost` is called when the GPU is lost later.
 */
export async function createThreeMap(drawer: Drawer, grid: Grid, live: LiveMap, lost: () => void): Promise<MapLayer> {
  const { renderer, canvas, dispose } = await createRenderer(drawer, { antialias: false }, lost);
  const data = new Float32Array(4 * grid.columns * grid.rows);
  const cells = new DataTexture(data, grid.columns, grid.rows, RGBAFormat, FloatType);
  cells.minFilter = cells.magFilter = NearestFilter;
  const colours = new DataTexture(new Uint8Array(4 * 256), 256, 1, RGBAFormat, UnsignedByteType);
  colours.minFilter = colours.magFilter = NearestFilter;
  colours.colorSpace = NoColorSpace;
  const limit = uniform(1);
  const hatch = uniform(HATCH);
  const overflow = statusUniforms();
  const collapsed = statusUniforms();
  const ink = uniform(new Vector3());
  const inkOpacity = uniform(0);

  const liveTexture = drawer.device === null ? null : (live.on(drawer.device)?.texture ?? null);
  const liveCells = liveTexture === null ? null : externalTexture(liveTexture);
  const isLive = uniform(0);

  const material = new MeshBasicNodeMaterial({ transparent: true, depthTest: false, depthWrite: false });
  material.fragmentNode = Fn(() => {
    const cell = texture(cells, uv()).toVar();
    if (liveCells !== null) {
      If(isLive.greaterThan(0.5), () => {
        const found = liveCell(liveCells, grid).toVar();
        cell.x.assign(found.x);
        cell.y.assign(
          found.z
            .equal(0)
            .select(
              Shown.nothing,
              found.w.greaterThan(0).select(Shown.overflow, found.y.equal(0).select(Shown.collapsed, Shown.measured)),
            ),
        );
      });
    }
    const status = floor(cell.y.add(0.5));
    const place = cell.x.div(limit.mul(2)).add(0.5).clamp(0, 1);
    const index = floor(place.mul(255).add(0.5));
    const colour = vec4(texture(colours, vec2(index.add(0.5).div(256), 0.5)).rgb, 1).toVar();
    const line = mod(screenCoordinate.x.add(screenCoordinate.y), hatch).lessThan(mul(hatch, 0.22));
    const fall = mod(screenCoordinate.x.sub(screenCoordinate.y).add(float(1e4).mul(hatch)), hatch.mul(DRIFT));
    If(cell.z.greaterThan(0.5).and(fall.lessThan(mul(hatch, 0.2))), () => {
      colour.assign(vec4(mix(colour.rgb, ink, inkOpacity), 1));
    });
    If(status.equal(Shown.overflow), () => {
      colour.assign(vec4(line.select(overflow.hatch, overflow.fill), 1));
    });
    If(status.equal(Shown.collapsed), () => {
      colour.assign(vec4(line.select(collapsed.hatch, collapsed.fill), 1));
    });
    If(status.equal(Shown.nothing), () => {
      colour.assign(vec4(float(0)));
    });
    return colour;
  })();

  const scene = new Scene();
  const quad = new Mesh(square(), material);
  quad.frustumCulled = false;
  scene.add(quad);
  const camera = new OrthographicCamera(-1, 1, 1, -1, 0, 1);
  let painted: Palette | null = null;

  return {
    canvas,
    name: drawer.backend,
    isLive: liveCells !== null,
    resize(width, height) {
      renderer.setPixelRatio(devicePixelRatio);
      renderer.setSize(width, height, false);
      hatch.value = HATCH * devicePixelRatio;
    },
    draw(field: Field, palette: Palette, newLimit: number) {
      for (let cell = 0; cell < field.shown.length; cell++) {
        data[4 * cell] = field.values[cell] ?? 0;
        data[4 * cell + 1] = field.shown[cell] ?? 0;
        data[4 * cell + 2] = field.doubt[cell] ?? 0;
      }
      cells.needsUpdate = true;
      isLive.value = live.holds ? 1 : 0;
      limit.value = newLimit;
      if (painted !== palette) {
        painted = palette;
        colours.image.data = new Uint8Array(palette.map.flatMap(([red, green, blue]) => [red, green, blue, 255]));
        colours.needsUpdate = true;
        overflow.set(palette.overflow);
        collapsed.set(palette.collapsed);
        const [red, green, blue] = palette.drifting.ink;
        ink.value.set(red / 255, green / 255, blue / 255);
        inkOpacity.value = palette.drifting.opacity;
      }
      renderer.render(scene, camera);
    },
    dispose() {
      for (const each of [cells, colours, material, quad.geometry]) each.dispose();
      dispose();
    },
  };
}

/** What the live map has of a cell (λ₁, finite networks, all, overflowed), or of the finest corner that stands for its block. */
const liveCell = (map: ExternalTexture, grid: Grid) =>
  Fn(() => {
    const place = ivec2(
      floor(
        uv()
          .mul(vec2(grid.columns, grid.rows))
          .clamp(vec2(0), vec2(grid.columns - 1, grid.rows - 1)),
      ),
    );
    const found = textureLoad(map, place).toVar();
    for (const stride of blockStrides(grid)) {
      If(found.z.equal(0), () => {
        found.assign(textureLoad(map, place.div(stride).mul(stride)));
      });
    }
    return found;
  })();

/** A texture of floats that somebody else writes, a texel a cell. */
function externalTexture(source: GPUTexture): ExternalTexture {
  return Object.assign(new ExternalTexture(source), {
    image: { width: source.width, height: source.height },
    format: RGBAFormat,
    type: FloatType,
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    colorSpace: NoColorSpace,
    flipY: false,
    generateMipmaps: false,
  });
}

/** The square from −1 to 1, its texture coordinate (0, 0) at the lower left. */
function square(): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0]), 3));
  geometry.setAttribute("uv", new BufferAttribute(new Float32Array([0, 0, 1, 0, 1, 1, 0, 1]), 2));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  return geometry;
}
