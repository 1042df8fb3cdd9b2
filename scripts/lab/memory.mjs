// What a page holds on to, taken in a state of rest.

/** To be run before the page's own scripts: counts WebGPU buffers that are neither destroyed nor collected. */
export function countBuffers() {
  const count = { alive: 0, bytes: 0 };
  Object.assign(globalThis, { gpuBuffers: count });
  if (typeof GPUDevice === "undefined") return;
  const sizes = new Map();
  const end = (id) => {
    const size = sizes.get(id);
    if (size === undefined) return;
    sizes.delete(id);
    count.alive--;
    count.bytes -= size;
  };
  const collected = new FinalizationRegistry(end);
  const ids = new WeakMap();
  let next = 0;
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    const id = next++;
    ids.set(buffer, id);
    sizes.set(id, descriptor.size);
    count.alive++;
    count.bytes += descriptor.size;
    collected.register(buffer, id);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    end(ids.get(this));
    return destroy.call(this);
  };
}

/** Waits until nothing is measured any more; what takes longer than `patience` ms, as on a software GPU, is cancelled. */
export async function settle(page, patience = 30_000) {
  const quiet = (timeout) =>
    page.waitForSelector("#lab:not([data-state=running]):not(:has(.panel[data-state=running]))", { timeout });
  try {
    await quiet(patience);
  } catch {
    await page.evaluate(() => document.querySelector(".status .cancel").click());
    await quiet(60_000);
  }
}

/**
 * Brings the lab to rest: nothing in hand, everything folded, its first story measured. What a page holds can only be
 * compared in one and the same state.
 */
export async function rest(page) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  for (let i = 0; i < 2; i++) await page.keyboard.press("Escape");
  await page.evaluate(() => {
    for (const each of document.querySelectorAll("dialog[open]")) each.close();
    for (const each of document.querySelectorAll("details[open]")) each.open = false;
    const bench = document.querySelector(".benchmark-panel");
    if (bench?.dataset.state === "running") bench.querySelector(".bench-run").click();
    for (const button of document.querySelectorAll("button")) if (button.textContent === "2D") button.click();
    document.querySelector(".chips .chip").click();
    document.activeElement?.blur();
    scrollTo(0, 0);
  });
  await settle(page);
  await page.mouse.move(1, 1);
  await page.waitForTimeout(600);
}

/** Bytes of the heap, nodes, listeners and WebGPU buffers that are in use, after everything unused is gone. */
export async function takeMemory(page, devtools) {
  for (let i = 0; i < 3; i++) {
    await devtools.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(100);
  }
  const { metrics } = await devtools.send("Performance.getMetrics");
  const of = (name) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  const buffers = await page.evaluate(() => globalThis.gpuBuffers);
  return {
    heap: of("JSHeapUsedSize"),
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
    buffers: buffers.alive,
    bufferBytes: buffers.bytes,
  };
}

/**
 * How much more is held at the end than in the middle, by kind: the difference of the least of the last third and the least
 * of the third before. A page that has been used everywhere holds more than a new one, but then no more.
 */
export function growthOf(samples) {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const least = (some, kind) => Math.min(...some.map((sample) => sample[kind]));
  const [before, after] = [samples.slice(-2 * third, -third), samples.slice(-third)];
  return Object.fromEntries(
    Object.keys(samples[0] ?? {}).map((kind) => [kind, least(after, kind) - least(before, kind)]),
  );
}
