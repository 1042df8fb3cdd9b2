// Makes docs/images/gallery/*.png and docs/gallery.md: every story of the built lab, and its other states, in headless Chromium once
// they are measured.
//
//   npm run build && node scripts/gallery.mjs [--only NAME]

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { preview } from "vite";
import { STORIES } from "../dist/study/stories.js";
import { chromiumLaunchOptions } from "./chromium.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const DOCS = fileURLToPath(new URL("../docs/", import.meta.url));
const MINUTES = 300_000;
/** As high as the four views. */
const WIDE = { width: 1500, height: 1720 };

/** The lab's states beside its stories: what is done to the page before the picture. */
const STATES = [
  {
    name: "pins",
    title: "Four pins",
    says: "Places kept in sight: their spectra with error bars, and their gradients against depth.",
    async act(page) {
      for (const [x, y] of [
        [0.3, 0.2],
        [0.5, 0.8],
        [0.72, 0.35],
        [0.9, 0.75],
      ]) {
        const box = await page.locator(".plane-hit").boundingBox();
        await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
        await page.getByRole("button", { name: "Pin", exact: true }).click();
      }
    },
  },
  {
    name: "space",
    title: "Surfaces",
    says: "The heatmap in three dimensions; a drag turns it.",
    act: (page) => page.getByRole("button", { name: "3D" }).click(),
  },
  {
    name: "difference",
    title: "B − A",
    says: "The difference of two studies in one map, about 0, and of their profiles and spectra.",
    act: (page) => page.getByRole("button", { name: "B − A" }).click(),
  },
  {
    name: "dark",
    title: "Dark",
    says: "As the system wishes.",
    theme: "dark",
  },
  {
    name: "phone",
    title: "On a phone",
    says: "One panel under another.",
    viewport: { width: 390, height: 1900 },
  },
];

const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
const browser = await chromium.launch(await chromiumLaunchOptions());
mkdirSync(join(DOCS, "images/gallery"), { recursive: true });
try {
  for (const { id, title, variants } of STORIES) {
    await picture(id, {
      async act(page) {
        await page.getByRole("button", { name: title, exact: true }).click();
      },
      variants,
    });
  }
  for (const { name, ...state } of STATES) await picture(name, state);
} finally {
  await browser.close();
  await server.close();
}
writeFileSync(join(DOCS, "gallery.md"), pageOf());

async function picture(name, { act, theme = "light", viewport = WIDE }) {
  if (values.only !== undefined && values.only !== name) return;
  const page = await browser.newPage({ viewport, deviceScaleFactor: 0.7, colorScheme: theme });
  page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`${name}: ${message.text()}`);
  });
  await page.goto(`${server.resolvedUrls?.local[0] ?? ""}?engine=cpu`);
  await page.waitForSelector("#lab[data-state=done]", { timeout: MINUTES });
  await act?.(page);
  await page.waitForTimeout(300);
  await page.waitForSelector("#lab[data-state=done]", { timeout: MINUTES });
  await page.waitForSelector("#lab:not(:has(.panel[data-state=running]))", { timeout: MINUTES });
  // The last frame has to reach the screen.
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(DOCS, `images/gallery/${name}.png`), timeout: MINUTES });
  await page.close();
  console.log(name);
}

function pageOf() {
  const story = ({ id, title, variants: [{ claim, attempt, source }] }) => [
    `## ${title}`,
    "",
    claim,
    "",
    `_Try:_ ${attempt} — ${source.authors}, _${source.title}_, ${source.year}.`,
    "",
    `![${title}](images/gallery/${id}.png)`,
    "",
  ];
  const state = ({ name, title, says }) => [
    `### ${title}`,
    "",
    says,
    "",
    `![${title}](images/gallery/${name}.png)`,
    "",
  ];
  return [
    "# Gallery",
    "",
    "What `npx lyascope lab` shows: the first network of every story, then the page's other states. Every picture is of the built page, measured",
    "on the CPU, and made with this text by `node scripts/gallery.mjs`.",
    "",
    ...STORIES.flatMap(story),
    "## The page",
    "",
    ...STATES.flatMap(state),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}
