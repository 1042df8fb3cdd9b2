import { createServer, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright";
import sirv from "sirv";
import { expect } from "vitest";
import { chromiumLaunchOptions } from "../../scripts/chromium.mjs";
import { ROOT } from "../package/package.ts";

export const BUILT = join(ROOT, "dist/lab");
/** The lab's folder on the server. */
const FOLDER = "/some/where/";

export interface StaticServer {
  /** Of the lab's page, on a host that is not the browser's own machine by name, and secure. */
  readonly address: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** A server that knows nothing but files, and has those of `folder` in a folder of its own. */
export async function serveFolder(folder: string, headers: Record<string, string> = {}): Promise<StaticServer> {
  const asked: string[] = [];
  const setHeaders = (response: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  };
  const files = sirv(folder, { dev: true, setHeaders });
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const missing = () => void response.writeHead(404).end();
    if (!path.startsWith(FOLDER)) return missing();
    request.url = path.slice(FOLDER.length - 1);
    files(request, response, missing);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { address: `http://lab.localhost:${portOf(server)}${FOLDER}`, asked, close: () => close(server) };
}

function portOf(server: Server): number {
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("the server has no port");
  return bound.port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch(await chromiumLaunchOptions());
}

/** A page and what it complained of: on the console, in exceptions, and against its security policy. */
export interface WatchedPage {
  page: Page;
  complaints: string[];
}

export async function newContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
}

/** What a page finds before its own scripts run. */
export async function newPage(context: BrowserContext): Promise<WatchedPage> {
  const complaints: string[] = [];
  const page = await context.newPage();
  await page.exposeFunction("complain", (words: string) => void complaints.push(words));
  await page.addInitScript(() => {
    const { complain } = globalThis as unknown as { complain(words: string): void };
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      complain(`policy: ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`),
    );
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => void complaints.push(`exception: ${error.message}`));
  return { page, complaints };
}

/** Behind an address: a study that is measured in no time. */
export const SMALL = "#network.width=8&depth=16&ensemble=2";

/** Waits until the plane, and with `all` every panel, is measured. */
export async function measured(page: Page, all = false): Promise<void> {
  await page.waitForSelector("#lab[data-state=done]", { timeout: 60_000 });
  if (all) await page.waitForSelector("#lab:not(:has(.panel[data-state=running]))", { timeout: 60_000 });
}

/** Measured λ₁ at the probe, as the page writes it. */
export async function reading(page: Page): Promise<string> {
  return (await page.locator(".probe-bar").first().textContent()) ?? "";
}

/** Loads an address and expects that it measures, without a complaint. */
export async function expectWorks({ page, complaints }: WatchedPage, address: string): Promise<void> {
  await page.goto(address);
  await measured(page);
  expect(complaints).toEqual([]);
}

/** Unfolds the fields of the study, whose code and style are loaded then. */
export async function openAdvanced(page: Page): Promise<void> {
  await page.getByText("Advanced", { exact: true }).click();
  await page.waitForSelector(".lil-gui .lil-controller");
}

/** A place on the plane in parts of its width and height, from above, as client coordinates. */
export async function onPlane(page: Page, across: number, down: number): Promise<[x: number, y: number]> {
  const box = await page.locator(".plane-hit").boundingBox();
  if (box === null) throw new Error("the plane is not seen");
  return [box.x + box.width * across, box.y + box.height * down];
}

/** Drags the probe along a diagonal of the plane. */
export async function dragProbe(page: Page, steps = 12): Promise<void> {
  await page.mouse.move(...(await onPlane(page, 0.3, 0.3)));
  await page.mouse.down();
  await page.mouse.move(...(await onPlane(page, 0.7, 0.6)), { steps });
  await page.mouse.up();
}
