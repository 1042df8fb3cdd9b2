import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { precacheEntries } from "../../scripts/vite-offline.ts";
import { isKept } from "../../src/lab/offline/register.ts";
import { commandLab } from "./command.ts";
import {
  BUILT,
  expectWorks,
  measured,
  newContext,
  newPage,
  openAdvanced,
  openBrowser,
  reading,
  SMALL,
  serveFolder,
} from "./lab.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A visitor with a page on a server of these files. */
async function visit(folder: string) {
  const server = await serveFolder(folder);
  const context = await newContext(browser);
  const watched = await newPage(context);
  onTestFinished(async () => {
    await context.close();
    await server.close();
  });
  return { server, context, ...watched };
}

/** Waits until the page's service worker has everything and answers for the page. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated", undefined, {
    timeout: 20_000,
  });
}

const entryOf = (page: Page) => page.getAttribute("script[type=module]", "src");

/** A later build in the place of an earlier one: other names and other contents, and none of the old. */
function upgrade(folder: string): void {
  const assets = join(folder, "assets");
  const names = readdirSync(assets).map((name) => [name, name.replace(/-[\w-]{8}\./, "-NEWBUILD.")] as const);
  for (const [from, to] of names) renameSync(join(assets, from), join(assets, to));
  const texts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(js|html)$/.test(name));
  for (const name of texts) {
    let text = readFileSync(join(folder, name), "utf8");
    for (const [from, to] of names) text = text.replaceAll(from, to);
    if (name === "sw.js") text = text.replace(/(url:`index\.html`,revision:)`\w+`/, "$1`new`");
    writeFileSync(join(folder, name), text);
  }
}

describe("the built lab, kept in the browser", () => {
  it("names every built file, with what tells its versions apart", () => {
    const entries = precacheEntries(BUILT);
    const worker = readFileSync(join(BUILT, "sw.js"), "utf8");
    expect(entries.map(({ url }) => url)).toEqual(expect.arrayContaining(["index.html", "manifest.webmanifest"]));
    expect(entries.filter(({ revision }) => revision === null).length).toBeGreaterThan(10);
    for (const { url, revision } of entries) {
      expect(worker).toContain(`url:\`${url}\``);
      expect(revision === null).toBe(/^assets\/.+-[\w-]{8}\.\w+$/.test(url));
      if (revision !== null) expect(worker).toContain(revision);
    }
    expect(entries.map(({ url }) => url)).not.toContain("sw.js");
  });

  it("can be installed, from any folder", async () => {
    const manifest = JSON.parse(readFileSync(join(BUILT, "manifest.webmanifest"), "utf8"));
    expect(manifest).toMatchObject({ name: "lyascope", start_url: "./", scope: "./", display: "standalone" });
    const pictures = manifest.icons.filter(({ type }: { type: string }) => type === "image/png");
    expect(pictures).toHaveLength(3);
    for (const { src, sizes } of pictures) {
      const { width, height } = PNG.sync.read(readFileSync(join(BUILT, src)));
      expect(`${width}x${height}`).toBe(sizes);
    }
    const { page, server, context } = await visit(BUILT);
    await page.goto(`${server.address}?engine=cpu${SMALL}`);
    const devtools = await context.newCDPSession(page);
    const found = await devtools.send("Page.getAppManifest");
    expect(found.url).toBe(`${server.address}manifest.webmanifest`);
    expect(found.errors).toEqual([]);
  });

  it("opens and measures without the network after the first visit", async () => {
    const { page, complaints, server, context } = await visit(BUILT);
    await expectWorks({ page, complaints }, `${server.address}?engine=cpu${SMALL}`);
    const before = await reading(page);
    expect(before).toMatch(/measured.*±/);
    await kept(page);
    // Everything asked for lies in the lab's folder.
    expect(server.asked.filter((path) => !path.startsWith("/some/where/"))).toEqual([]);
    await server.close();
    await context.setOffline(true);
    await page.reload();
    await measured(page);
    expect(await reading(page)).toBe(before);
    // Code and style that are loaded late come along.
    await openAdvanced(page);
    // Another address of the same page.
    await page.goto(`${server.address}index.html?engine=cpu&from=a-friend${SMALL}`);
    await measured(page);
    expect(complaints).toEqual([]);
  });

  it("is as new as the server's, and an open page is told of a newer one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lyascope-built-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(BUILT, folder, { recursive: true });
    const { page, complaints, server } = await visit(folder);
    await expectWorks({ page, complaints }, `${server.address}?engine=cpu${SMALL}`);
    await kept(page);
    const old = await entryOf(page);
    upgrade(folder);
    await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
    await expect.poll(() => page.locator(".news").textContent(), { timeout: 20_000 }).toMatch(/^A newer version/);
    // The open page is all of one version still, though the server has no file of it any more.
    await openAdvanced(page);
    await page.reload();
    await measured(page);
    expect(await entryOf(page)).toBe("./assets/index-NEWBUILD.js");
    expect(old).not.toBe("./assets/index-NEWBUILD.js");
    expect(await page.locator(".news").textContent()).toBe("");
    // Without the server, too, it is all of one version.
    await server.close();
    await page.reload();
    await measured(page);
    expect(complaints).toEqual([]);
  });

  it("is not kept from a server on the browser's own machine", async () => {
    expect(isKept({ hostname: "lab.example.org" }, true)).toBe(true);
    expect(isKept({ hostname: "lab.example.org" }, false)).toBe(false);
    for (const hostname of ["localhost", "127.0.0.1", "[::1]"]) expect(isKept({ hostname }, true)).toBe(false);
    const address = await commandLab();
    const context = await newContext(browser);
    onTestFinished(() => context.close());
    const watched = await newPage(context);
    await expectWorks(watched, `${address}?engine=cpu${SMALL}`);
    expect(await watched.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  });
});
