/** What three.js can draw with. */
export type GpuBackend = "WebGPU" | "WebGL 2";

/** What works here, null if neither does: asked before three.js is loaded, which would complain where we know. */
export async function gpuBackend(): Promise<GpuBackend | null> {
  try {
    // three.js asks for the same: a compatibility adapter will do.
    const adapter = await navigator.gpu?.requestAdapter({ featureLevel: "compatibility" });
    if (adapter) return "WebGPU";
  } catch {
    // As good as none.
  }
  return document.createElement("canvas").getContext("webgl2") === null ? null : "WebGL 2";
}
