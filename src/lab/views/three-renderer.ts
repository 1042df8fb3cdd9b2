import { LinearSRGBColorSpace, WebGPURenderer } from "three/webgpu";
import type { GpuBackend } from "../gpu-backend.ts";

/** What three.js draws with: with WebGPU a device of somebody else's, or, null, one of its own. */
export interface Drawer {
  backend: GpuBackend;
  device: GPUDevice | null;
}

/**
 * A renderer with a canvas of its own, its colours leaving as they stand. Rejects where the backend does not work after
 * all; `lost` is called when the GPU is lost before `dispose` is.
 */
export async function createRenderer(
  { backend, device }: Drawer,
  { antialias }: { antialias: boolean },
  lost: () => void,
): Promise<{ renderer: WebGPURenderer; canvas: HTMLCanvasElement; dispose(): void }> {
  const canvas = document.createElement("canvas");
  const renderer = new WebGPURenderer({
    canvas,
    alpha: true,
    antialias,
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
  return {
    renderer,
    canvas,
    dispose() {
      disposed = true;
      renderer.dispose();
    },
  };
}
