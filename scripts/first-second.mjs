// When the built lab shows what, in headless Chromium, and how fast it draws while the probe is dragged.
//
//   npm run build && node scripts/first-second.mjs [--runs 9] [--engine cpu]

import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { preview } from "vite";
import { chromiumLaunchOptions } from "./chromium.mjs";
import { timesTable, visitTimes } from "./lab/times.mjs";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "9" }, engine: { type: "string", default: "cpu" } },
});

const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const browser = await chromium.launch(await chromiumLaunchOptions());
const visits = [];
try {
  for (let run = 0; run < Number(values.runs); run++) {
    const page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
    visits.push(await visitTimes(page, `${server.resolvedUrls?.local[0] ?? ""}?engine=${values.engine}`));
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(timesTable(visits));
