// Opens the page in headless Chromium and prints what it measured, as a table or with --json.
//
//   npm install --prefix bench/peers/page && npm run build && node bench/peers/page/run.mjs [--json] [--quick] [--only mgs]

import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromiumLaunchOptions } from "../../../scripts/chromium.mjs";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const sizes = [
  { n: 8, k: 8, networks: 32 },
  { n: 16, k: 16, networks: 32 },
  { n: 16, k: 8, networks: 32 },
].slice(0, values.quick ? 1 : undefined);

const server = await createServer({
  root: fileURLToPath(new URL(".", import.meta.url)),
  configFile: false,
  logLevel: "error",
  cacheDir: join(tmpdir(), "lyascope-peers-page"),
  server: { port: 0, host: "127.0.0.1", fs: { strict: false } },
  optimizeDeps: { exclude: ["@jax-js/jax"] },
});
await server.listen();
const browser = await chromium.launch(await chromiumLaunchOptions());
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "debug") console.error(`page: ${message.text()}`);
  });
  await page.goto(server.resolvedUrls?.local[0] ?? "", { waitUntil: "load" });
  await page.waitForFunction(() => typeof globalThis.measure === "function");
  const question = { sizes, seconds: values.quick ? 0.1 : 0.3, runs: 5, only: values.only ?? null };
  const found = await page.evaluate((asked) => globalThis.measure(asked), question);
  console.log(values.json ? JSON.stringify(found, null, 1) : table(found));
} finally {
  await browser.close();
  await server.close();
}

function table({ adapter, versions, rows }) {
  const ours = rows.filter(({ library }) => library === "lyascope");
  const line = ({ library, method, n, k, networks, rate, maxError, failed }) => {
    const own = ours.find((row) => row.n === n && row.k === k);
    const figures = failed
      ? [failed, "", ""]
      : [
          `${Number(rate.median.toPrecision(3)).toLocaleString("en-US")} ± ${((50 * (rate.upper - rate.lower)) / rate.median).toFixed(0)} %`,
          (own.rate.median / rate.median).toPrecision(2),
          maxError.toExponential(0),
        ];
    return `| ${[n ?? "", k ?? "", networks ?? "", library, method ?? "", ...figures].join(" | ")} |`;
  };
  return [
    `${adapter.name}${adapter.software ? " (software)" : ""}; ${Object.entries(versions)
      .map((each) => each.join(" "))
      .join(", ")}`,
    "",
    "| n | k | networks | library | orthogonalisation | network·layers/s | ours is faster by | max error |",
    "| ---: | ---: | ---: | --- | --- | ---: | ---: | ---: |",
    ...rows.map(line),
  ].join("\n");
}
