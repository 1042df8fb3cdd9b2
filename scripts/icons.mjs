// Draws the icons of the installed lab from public/icon.svg, in headless Chromium: node scripts/icons.mjs

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumLaunchOptions } from "./chromium.mjs";

const PUBLIC = fileURLToPath(new URL("../public/", import.meta.url));
const drawing = readFileSync(`${PUBLIC}icon.svg`, "utf8");
/** Of a maskable icon only the inner 80 % are safe, and its corners are the platform's. */
const square = drawing.replace(/ rx="\d+"/, "").replace("<g ", '<g transform="translate(51 51) scale(0.8)"><g ');
const maskable = square.replace("</svg>", "</g></svg>");

const ICONS = [
  { name: "icon-180", size: 180, svg: maskable },
  { name: "icon-192", size: 192, svg: drawing },
  { name: "icon-512", size: 512, svg: drawing },
  { name: "icon-maskable-512", size: 512, svg: maskable },
];

const browser = await chromium.launch(await chromiumLaunchOptions());
try {
  for (const { name, size, svg } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    await page.screenshot({ path: `${PUBLIC}${name}.png`, omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
