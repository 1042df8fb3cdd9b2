import { Fn, float, floor, If, mod, mul, screenCoordinate, texture, uniform, uv, vec2, vec4 } from "three/tsl";
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  FloatType,
  LinearSRGBColorSpace,
  Mesh,
  MeshBasicNodeMaterial,
  NearestFilter,
  NoColorSpace,
  OrthographicCamera,
  RGBAFormat,
  Scene,
  UnsignedByteType,
  Vector3,
  WebGPURenderer,
} from "three/webgpu";
import type { Palette, Rgb } from "../colour.ts";
import { type Field, Shown } from "../field.ts";
import type { GpuBackend } from "../gpu-backend.ts";
import type { Grid } from "../plane.ts";
import { HATCH, type MapLayer } from "./canvas-map.ts";

/** What three.js draws with: with WebGPU a device of somebody else's, or, null, one of its own. */
export interface Drawer {
  backend: GpuBackend;
  device: GPUDevice | null;
}

/**
 * The measured map on the GPU: one quad whose material reads a float texture of (λ₁, status) a cell and a colour
 * map. Rejects where the backend does not work after all; `lost` is called when the GPU is lost later.
 */
export async function createThreeMap({ backend, device }: Drawer, grid: Grid, lost: () => void): Promise<MapLayer> {
  const canvas = document.createElement("canvas");
  const renderer = new WebGPURenderer({
    canvas,
    alpha: true,
    antialias: false,
    forceWebGL: backend === "WebGL 2",
    ...(device === null ? {} : { device }),
  });
  // Colours leave as they stand in the colour map: no conversion, so that the legend's are the same to the bit.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  let disposed = false;
  renderer.onDeviceLost = () => {
    if (!disposed) lost();
  };
  // three.js keeps silent about a device that was destroyed: its owner knows, but that is not us.
  void device?.lost.then(({ reason }) => {
    if (reason === "destroyed" && !disposed) lost();
  });
  await renderer.init();
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

  const material = new MeshBasicNodeMaterial({ transparent: true, depthTest: false, depthWrite: false });
  material.fragmentNode = Fn(() => {
    const cell = texture(cells, uv());
    const status = floor(cell.y.add(0.5));
    const place = cell.x.div(limit.mul(2)).add(0.5).clamp(0, 1);
    const index = floor(place.mul(255).add(0.5));
    const colour = vec4(texture(colours, vec2(index.add(0.5).div(256), 0.5)).rgb, 1).toVar();
    const line = mod(screenCoordinate.x.add(screenCoordinate.y), hatch).lessThan(mul(hatch, 0.22));
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
    name: backend,
    resize(width, height) {
      renderer.setPixelRatio(devicePixelRatio);
      renderer.setSize(width, height, false);
      hatch.value = HATCH * devicePixelRatio;
    },
    draw(field: Field, palette: Palette, newLimit: number) {
      for (let cell = 0; cell < field.shown.length; cell++) {
        data[4 * cell] = field.values[cell] ?? 0;
        data[4 * cell + 1] = field.shown[cell] ?? 0;
      }
      cells.needsUpdate = true;
      limit.value = newLimit;
      if (painted !== palette) {
        painted = palette;
        colours.image.data = new Uint8Array(palette.map.flatMap(([red, green, blue]) => [red, green, blue, 255]));
        colours.needsUpdate = true;
        overflow.set(palette.overflow);
        collapsed.set(palette.collapsed);
      }
      renderer.render(scene, camera);
    },
    dispose() {
      disposed = true;
      for (const each of [cells, colours, material, quad.geometry, renderer]) each.dispose();
    },
  };
}

function statusUniforms() {
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

/** The square from −1 to 1, its texture coordinate (0, 0) at the lower left. */
function square(): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(new Float32Array([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0]), 3));
  geometry.setAttribute("uv", new BufferAttribute(new Float32Array([0, 0, 1, 0, 1, 1, 0, 1]), 2));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  return geometry;
}
