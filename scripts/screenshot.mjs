// Makes docs/images/lab.png: the built lab in headless Chromium, once its measurements are done.
//
//   node scripts/screenshot.mjs [--out docs/images/lab.png] [--theme light|dark] [--width 1600] [--height 1410]
//                               [--scale 1.6] [--engine auto|gpu|cpu] [--space] [--full] [--after MS]
//
// --space shows the heatmap as surfaces, --full takes the whole page, however long; --after takes the picture so many
// milliseconds after the page has opened instead.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { preview } from "vite";
import { chromiumLaunchOptions } from "./chromium.mjs";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "docs/images/lab.png" },
    theme: { type: "string", default: "light" },
    width: { type: "string", default: "1600" },
    height: { type: "string", default: "1410" },
    scale: { type: "string", default: "1.6" },
    engine: { type: "string", default: "auto" },
    space: { type: "boolean", default: false },
    full: { type: "boolean", default: false },
    after: { type: "string" },
  },
});

const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const browser = await chromium.launch(await chromiumLaunchOptions());
try {
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: Number(values.height) },
    deviceScaleFactor: Number(values.scale),
    colorScheme: values.theme === "dark" ? "dark" : "light",
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") console.error(`page: ${message.text()}`);
  });
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  const started = performance.now();
  await page.goto(`${server.resolvedUrls?.local[0] ?? ""}?engine=${values.engine}`);
  if (values.after === undefined) {
    await page.waitForSelector("#lab[data-state=done]", { timeout: 300_000 });
    console.error(`plane measured after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    await page.waitForSelector("#lab:not(:has(.panel[data-state=running]))", { timeout: 300_000 });
    console.error(`everything measured after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    if (values.space) await page.getByRole("button", { name: "3D" }).click();
    // The last frame has to reach the screen.
    await page.waitForTimeout(500);
  } else {
    await page.waitForTimeout(Number(values.after));
  }
  mkdirSync(dirname(values.out), { recursive: true });
  await page.screenshot({ path: values.out, fullPage: values.full, timeout: 120_000 });
} finally {
  await browser.close();
  await server.close();
}
