import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import {
  BufferAttribute,
  BufferGeometry,
  Group,
  Mesh,
  OrthographicCamera,
  Raycaster,
  Scene,
  Vector2,
  Vector3,
} from "three/webgpu";
import { Shown } from "../field.ts";
import { type HeatCell, indexOf } from "../heat-field.ts";
import type { Box, HeatLayer, HeatLayout, HeatPicture, Point } from "./canvas-heat.ts";
import { surfaceOf } from "./heat-surface.ts";
import { createHeatMaterials } from "./three-heat-material.ts";
import { createRenderer, type Drawer } from "./three-renderer.ts";

/** Proportions of the box in space: columns, scale, layers. */
const SHAPE = new Vector3(1, 1.12, 1);
/** Room that the box needs at its widest and tallest, in its own units, by the number of maps. */
const ROOM = { 1: { width: 1.44, height: 1.84 }, 2: { width: 1.44, height: 1.7 } };
/** Camera's distance: an orthographic one only has to stay outside. */
const FAR = 4000;
/**
 * Where one looks from at first: a little from the left and from above. On a difference from further above: it may rise to the
 * end of its scale towards the reader, who would look along it.
 */
const FROM = { 1: new Vector3(-0.5, 1.1, 1), 2: new Vector3(-0.5, 0.62, 1) };

/**
 * The heatmap on the GPU, flat or as two surfaces that turn together under the pointer on `hit`; `moved` is called after
 * each turn. Rejects where the backend does not work after all; `lost` is called when the GPU is lost later.
 */
export async function createThreeHeat(
  drawer: Drawer,
  hit: HTMLElement,
  events: { moved(): void; lost(): void },
): Promise<HeatLayer> {
  const { renderer, canvas, dispose } = await createRenderer(drawer, { antialias: true }, events.lost);
  const materials = createHeatMaterials();
  const flatScene = new Scene();
  const quads = new Mesh(new BufferGeometry(), materials.flat);
  quads.frustumCulled = false;
  flatScene.add(quads);
  const flatCamera = new OrthographicCamera(0, 1, 1, 0, -1, 1);

  const scene = new Scene();
  const camera = new OrthographicCamera(-1, 1, 1, -1, 1, 2 * FAR);
  camera.position.copy(FROM[2]).setLength(FAR);
  const sides = [0, 1].map(() => {
    const group = new Group();
    const mesh = new Mesh(new BufferGeometry(), materials.surface);
    mesh.frustumCulled = false;
    // The box [0, 1]³ about its centre.
    mesh.position.set(-0.5, -0.5, -0.5);
    group.add(mesh);
    scene.add(group);
    return { group, mesh };
  });
  const controls = new OrbitControls(camera, hit);
  controls.enableZoom = controls.enablePan = false;
  controls.minPolarAngle = 0.15;
  controls.maxPolarAngle = Math.PI / 2 - 0.05;
  controls.enabled = false;
  hit.style.touchAction = "";
  let layout: HeatLayout | null = null;
  let picture: HeatPicture | null = null;
  let stale = true;
  let maps: 1 | 2 = 2;
  /** Where one looks from, on one map and on two. */
  const from = { 1: FROM[1].clone().setLength(FAR), 2: FROM[2].clone().setLength(FAR) };
  controls.addEventListener("change", () => {
    place();
    render();
    events.moved();
  });

  /** Puts each box where its side is on the screen, whatever the camera's direction. */
  function place(): void {
    if (layout === null) return;
    camera.updateMatrixWorld();
    const { width, height, boxes } = layout;
    const right = new Vector3().setFromMatrixColumn(camera.matrixWorld, 0);
    const up = new Vector3().setFromMatrixColumn(camera.matrixWorld, 1);
    sides.forEach(({ group }, side) => {
      const box = boxes[side];
      if (box === undefined) return;
      // One map takes the room of both.
      group.visible = box.width > 0;
      group.scale.copy(SHAPE).multiplyScalar(Math.min(box.width / ROOM[maps].width, box.height / ROOM[maps].height));
      group.position
        .copy(right)
        .multiplyScalar(box.left + box.width / 2 - width / 2)
        .addScaledVector(up, height / 2 - (box.top + box.height / 2));
      group.updateMatrixWorld();
    });
  }

  /** Each number of maps is looked at from where it was left. */
  function look(next: 1 | 2): void {
    if (next === maps) return;
    from[maps].copy(camera.position);
    maps = next;
    camera.position.copy(from[maps]);
    controls.update();
  }

  function render(): void {
    if (layout === null || picture === null) return;
    if (layout.space && stale) {
      stale = false;
      sides.forEach(({ mesh }, side) => {
        if (picture === null) return;
        const { positions, uvs, indices } = surfaceOf(picture.field, side, picture.limits);
        mesh.geometry.dispose();
        mesh.geometry = geometryOf(positions, uvs, indices);
        mesh.visible = indices.length > 0;
      });
    }
    if (layout.space) renderer.render(scene, camera);
    else renderer.render(flatScene, flatCamera);
  }

  return {
    canvas,
    name: drawer.backend,
    space: {
      project(side, [across, along, up]: Point) {
        if (layout === null) return [0, 0];
        const point = new Vector3(across - 0.5, up - 0.5, 0.5 - along);
        point.applyMatrix4((sides[side] ?? sides[0]).group.matrixWorld).project(camera);
        return [((point.x + 1) / 2) * layout.width, ((1 - point.y) / 2) * layout.height];
      },
      pick(x, y) {
        if (layout === null || picture === null) return null;
        const ray = new Raycaster();
        ray.setFromCamera(new Vector2((2 * x) / layout.width - 1, 1 - (2 * y) / layout.height), camera);
        const meshes = sides.map(({ mesh }) => mesh).filter((mesh) => mesh.visible);
        for (const { object, uv } of ray.intersectObjects(meshes)) {
          if (uv === undefined) continue;
          const { columns, layers } = picture.field.grid;
          const side = sides.findIndex(({ mesh }) => mesh === object);
          const cell: HeatCell = {
            column: Math.min(columns.length - 1, Math.floor(uv.x * columns.length)),
            row: Math.min(layers.length - 1, Math.floor((2 * uv.y - side) * layers.length)),
          };
          // A surface runs on through columns that are not measured yet, unseen.
          if (picture.field.shown[indexOf(picture.field.grid, side, cell)] === Shown.nothing) continue;
          return { side, cell };
        }
        return null;
      },
    },
    resize(next) {
      layout = next;
      const { width, height, boxes } = next;
      look(boxes[1].width > 0 ? 2 : 1);
      renderer.setPixelRatio(devicePixelRatio);
      renderer.setSize(width, height, false);
      Object.assign(flatCamera, { right: width, top: height });
      flatCamera.updateProjectionMatrix();
      quads.geometry.dispose();
      quads.geometry = quadsOf(boxes, height);
      Object.assign(camera, { left: -width / 2, right: width / 2, top: height / 2, bottom: -height / 2 });
      camera.updateProjectionMatrix();
      controls.enabled = next.space;
      // A finger turns the surfaces, but scrolls the page over the flat map.
      hit.style.touchAction = next.space ? "none" : "";
      place();
    },
    draw(next) {
      picture = next;
      stale = true;
      materials.set(next);
      render();
    },
    dispose() {
      controls.dispose();
      hit.style.touchAction = "";
      for (const each of [materials, quads.geometry, ...sides.map(({ mesh }) => mesh.geometry)]) each.dispose();
      dispose();
    },
  };
}

function geometryOf(positions: Float32Array, uvs: Float32Array, indices: Uint32Array): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setAttribute("uv", new BufferAttribute(uvs, 2));
  geometry.setIndex(new BufferAttribute(indices, 1));
  return geometry;
}

/** Both flat sides in pixels from the lower left; side s is the half of the texture from s/2. */
function quadsOf(boxes: readonly Box[], height: number): BufferGeometry {
  const positions = boxes.flatMap(({ left, top, width: w, height: h }) => {
    const [x, y] = [left, height - top - h];
    return [x, y, 0, x + w, y, 0, x + w, y + h, 0, x, y + h, 0];
  });
  const uvs = boxes.flatMap((_, side) => [0, side / 2, 1, side / 2, 1, (side + 1) / 2, 0, (side + 1) / 2]);
  return geometryOf(
    new Float32Array(positions),
    new Float32Array(uvs),
    new Uint32Array([0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7]),
  );
}
