import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  BUILT,
  dragProbe,
  measured,
  newContext,
  newPage,
  onPlane,
  openBrowser,
  reading,
  SMALL,
  type StaticServer,
  serveFolder,
} from "./lab.ts";

let browser: Browser;
let server: StaticServer;
beforeAll(async () => {
  browser = await openBrowser();
  server = await serveFolder(BUILT);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function newVisit() {
  const context = await newContext(browser);
  onTestFinished(() => context.close());
  return { context, ...(await newPage(context)) };
}

const said = (page: Page, selector: string) => page.locator(`.status ${selector}`).textContent();
const progress = (page: Page) => page.locator(".status progress").evaluate((bar) => (bar as HTMLProgressElement).value);

/** What the page thinks of being seen; a headless browser shows every page always. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "hidden", { value: state, configurable: true });
    Object.defineProperty(document, "visibilityState", { value: state ? "hidden" : "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

/** Behind an address: a study that takes long enough to be interrupted. */
const LONGER = "#network.width=24&ensemble=4";

describe("the built lab", () => {
  it("measures on the CPU and draws on a plain canvas where there is neither WebGPU nor WebGL", async () => {
    const { page, complaints } = await newVisit();
    await page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, "gpu", { get: () => undefined });
      for (const canvas of [HTMLCanvasElement, OffscreenCanvas]) {
        const { getContext } = canvas.prototype;
        canvas.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...more: unknown[]) {
          return kind.startsWith("webgl") || kind === "webgpu"
            ? null
            : Reflect.apply(getContext, this, [kind, ...more]);
        } as typeof getContext;
      }
    });
    await page.goto(`${server.address}${SMALL}`);
    await measured(page, true);
    expect(await said(page, ".badge")).toMatch(/^CPU f64/);
    expect(await said(page, ".why")).toBe("this browser has no WebGPU");
    expect(await said(page, ".drawn")).not.toMatch(/^map: WebG/);
    // What is drawn: many colours, in both maps.
    for (const panel of [".plane .maps canvas.map", ".heat-panel canvas"]) {
      const colours = await page
        .locator(panel)
        .first()
        .evaluate((canvas: HTMLCanvasElement) => {
          const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
          const seen = new Set<number>();
          for (let i = 0; i < data.length; i += 4 * 97)
            seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
          return seen.size;
        });
      expect(colours).toBeGreaterThan(20);
    }
    expect(complaints).toEqual([]);
  });

  it("goes on with the CPU when the GPU is lost in mid-run, and measures the same", async () => {
    const { page, complaints } = await newVisit();
    await page.addInitScript(() => {
      const { requestDevice } = GPUAdapter.prototype;
      GPUAdapter.prototype.requestDevice = async function (...asked) {
        const lost = globalThis as unknown as { devices?: GPUDevice[] };
        const device = await requestDevice.apply(this, asked);
        lost.devices = [...(lost.devices ?? []), device];
        return device;
      };
      // Every further one is refused: there is no GPU to go back to.
      const { requestAdapter } = GPU.prototype;
      GPU.prototype.requestAdapter = async function (...asked) {
        return (globalThis as unknown as { devices?: unknown }).devices === undefined
          ? requestAdapter.apply(this, asked)
          : null;
      };
    });
    await page.goto(`${server.address}?engine=gpu${LONGER}`);
    await expect.poll(() => said(page, ".badge"), { timeout: 30_000 }).toMatch(/^GPU f32/);
    await expect.poll(() => progress(page), { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
    await page.evaluate(() => (globalThis as unknown as { devices: GPUDevice[] }).devices[0]?.destroy());
    await expect.poll(() => said(page, ".why"), { timeout: 20_000 }).toMatch(/^the GPU was lost/);
    await expect.poll(() => said(page, ".why"), { timeout: 20_000 }).toMatch(/CPU/);
    await measured(page);
    const found = await reading(page);
    expect(complaints).toEqual([]);
    await page.goto(`${server.address}?engine=cpu${LONGER}`);
    await measured(page);
    const figures = (text: string) => /measured\D*([+−]?[\d.]+)/.exec(text)?.[1];
    expect(figures(await reading(page))).toBeDefined();
    expect(figures(found)?.slice(0, 5)).toBe(figures(await reading(page))?.slice(0, 5));
  });

  it("answers keys and drags at once on a CPU ten times as slow, while it measures", async () => {
    const { page, context, complaints } = await newVisit();
    await page.goto(`${server.address}?engine=cpu${SMALL}`);
    await measured(page);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 10 });
    await page.evaluate(() => {
      const times: number[] = [];
      Object.assign(globalThis, { times });
      for (const type of ["keydown", "pointermove"]) {
        document.addEventListener(type, (event) => {
          requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - event.timeStamp)));
        });
      }
    });
    await page.locator(".plane-hit").focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press(i % 2 === 0 ? "ArrowRight" : "ArrowUp");
    await dragProbe(page, 8);
    const times = await page.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (globalThis as unknown as { times: number[] }).times;
    });
    const sorted = times.toSorted((a, b) => a - b);
    const at = (part: number) => Math.round(sorted[Math.round(part * (sorted.length - 1))] ?? Number.NaN);
    console.log(
      `10 × slower: from an input to the next picture, median ${at(0.5)} ms, slowest ${at(1)} ms of ${times.length}`,
    );
    expect(times.length).toBeGreaterThan(10);
    expect(at(0.5)).toBeLessThan(1000);
    expect(at(1)).toBeLessThan(4000);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    expect(complaints).toEqual([]);
  });

  it("bears an axis whose end has been emptied", async () => {
    const { page, complaints } = await newVisit();
    await page.goto(`${server.address}?engine=cpu${SMALL}`);
    await page.waitForSelector("#heat-to");
    const first = await page.locator("#heat-axis").inputValue();
    for (const end of ["#heat-to", "#plane-x-to"]) {
      await page.locator(end).fill("");
      await page.locator(end).press("Tab");
    }
    await page.locator("#heat-axis").selectOption({ index: 4 });
    expect(await page.locator("#heat-to").inputValue()).not.toBe("");
    await page.locator("#heat-axis").selectOption(first);
    // As it was left: a browser complains of a number that is none.
    expect(await page.locator("#heat-to").inputValue()).toBe("");
    expect(complaints).toEqual([]);
  });

  it("fits every window, and draws its maps anew", async () => {
    const { page, complaints } = await newVisit();
    await page.goto(`${server.address}?engine=cpu${SMALL}`);
    await measured(page);
    const before = await reading(page);
    const look = () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const map = document.querySelector<HTMLCanvasElement>(".plane canvas.map");
        const wide = [...document.querySelectorAll(".panel, .rail, .masthead, .stories, .status")]
          .filter((each) => each.getBoundingClientRect().right > clientWidth + 1)
          .map(({ className }) => className);
        return { over: scrollWidth - clientWidth, wide, map: map?.width ?? 0, shown: map?.clientWidth ?? 0 };
      });
    const wide = await look();
    // The maps follow a frame or two behind the window.
    const fits: [number, (map: number) => boolean][] = [
      [360, (map) => map < 300],
      [768, (map) => map > 300 && map !== wide.map],
      [1280, (map) => map === wide.map],
    ];
    for (const [width, isFit] of fits) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(async () => (await look()).shown).toBeLessThan(width);
      await expect
        .poll(async () => {
          const { map, shown } = await look();
          return map === shown && isFit(map);
        })
        .toBe(true);
      const { over, wide: beyond } = await look();
      expect(over, `${width} px`).toBe(0);
      expect(beyond, `${width} px`).toEqual([]);
    }
    // A new size is no new study: nothing is measured again.
    expect(await reading(page)).toBe(before);
    expect(await page.getAttribute("#lab", "data-state")).toBe("done");
    expect(complaints).toEqual([]);
  });

  it("pauses while nobody sees it, loses nothing, and goes on", async () => {
    const { page, complaints } = await newVisit();
    // So long that it is still at work when the page is hidden.
    await page.goto(`${server.address}?engine=cpu#network.width=24&ensemble=16`);
    await measured(page, true);
    const expected = await reading(page);
    const seed = page.getByLabel("seed", { exact: true });
    const before = await seed.inputValue();
    await seed.fill("7");
    await seed.press("Enter");
    await measured(page, true);
    // The first study again: now it is interrupted.
    await seed.fill(before);
    await seed.press("Enter");
    await expect.poll(() => progress(page), { interval: 10 }).toBeGreaterThan(0.02);
    await setHidden(page, true);
    expect(await said(page, ".said")).toBe("paused while hidden");
    // What was on its way comes in; then there is silence.
    await page.waitForTimeout(300);
    const reached = await progress(page);
    expect(reached).toBeLessThan(1);
    await page.waitForTimeout(700);
    expect(await progress(page)).toBe(reached);
    expect([await said(page, ".said"), await said(page, ".pause")]).toEqual(["paused while hidden", "Resume"]);
    await setHidden(page, false);
    expect(await said(page, ".said")).not.toContain("paused");
    await measured(page, true);
    expect(await reading(page)).toBe(expected);

    // What the user has paused stays so when the page is seen again.
    await seed.fill("7");
    await seed.press("Enter");
    await expect.poll(() => progress(page), { interval: 10 }).toBeGreaterThan(0.02);
    await page.locator(".pause").click();
    await setHidden(page, true);
    await setHidden(page, false);
    expect(await said(page, ".said")).toBe("paused");
    await page.mouse.move(...(await onPlane(page, 0.5, 0.5)));
    await page.locator(".pause").click();
    await measured(page, true);
    expect(complaints).toEqual([]);
  });
});
