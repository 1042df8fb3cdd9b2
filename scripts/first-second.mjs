// When the built lab shows what, in headless Chromium: the marks that the page sets itself, and the browser's own, in ms since navigation.
//
//   npm run build && node scripts/first-second.mjs [--runs 9] [--engine cpu]

import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { preview } from "vite";
import { chromiumLaunchOptions } from "./chromium.mjs";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "9" }, engine: { type: "string", default: "cpu" } },
});

const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const browser = await chromium.launch(await chromiumLaunchOptions());
const times = new Map();
try {
  for (let run = 0; run < Number(values.runs); run++) {
    const page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
    await page.goto(`${server.resolvedUrls?.local[0] ?? ""}?engine=${values.engine}`);
    await page.waitForSelector("#lab[data-state=done]", { timeout: 120_000 });
    const entries = await page.evaluate(() => [
      ...["mark", "paint"].flatMap((type) =>
        performance.getEntriesByType(type).map(({ name, startTime }) => [name, startTime]),
      ),
      ["plane measured", performance.now()],
    ]);
    for (const [name, time] of entries) times.set(name, [...(times.get(name) ?? []), time]);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
for (const [name, each] of times) {
  const sorted = each.toSorted((a, b) => a - b);
  const at = (part) => Math.round(sorted[Math.round(part * (sorted.length - 1))]);
  console.log(`${name}: median ${at(0.5)} ms, from ${at(0)} to ${at(1)}`);
}
