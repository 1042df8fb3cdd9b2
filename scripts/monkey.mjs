// Random clicks, drags and keys on the built lab in headless Chromium; fails at the first complaint of the page, and says
// what it holds on to.
//
//   npm run build && node scripts/monkey.mjs [--minutes 30] [--seed 1] [--engine cpu|gpu|auto]

import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { preview } from "vite";
import { chromiumLaunchOptions } from "./chromium.mjs";
import { monkey } from "./lab/monkey.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    engine: { type: "string", default: "cpu" },
  },
});

const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const browser = await chromium.launch(await chromiumLaunchOptions());
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { actions, growth, complaints, trail } = await monkey(
    context,
    `${server.resolvedUrls?.local[0] ?? ""}?engine=${values.engine}`,
    { seed: Number(values.seed), minutes: Number(values.minutes), log: (words) => console.log(words) },
  );
  console.log(`${actions} actions with seed ${values.seed}; held at the end beyond what was held before:`, growth);
  if (complaints.length > 0) {
    console.log(`before it: ${trail.join("; ")}`);
    for (const each of complaints) console.error(each);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await server.close();
}
