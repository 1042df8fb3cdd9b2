// Makes docs/images/laws/NAME.svg, every law beside what is measured, docs/images/spectrum.svg, and the lines of docs/laws.md that tell how
// far both are apart. Everything in the pictures is measured or computed here, and embedded in them; some minutes on two cores.
//
//   npm run build && node scripts/plot-laws.mjs [--only NAME]

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createCpuEngine } from "../dist/index.js";
import { ALL, dataOf, draw, FIGURES, measure, pathOf, told, withLines } from "./laws/index.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(ROOT, "docs/laws.md");
const fileOf = (figure) => join(ROOT, pathOf(figure));

mkdirSync(join(ROOT, "docs/images/laws"), { recursive: true });
const wanted = ALL.filter(({ name }) => values.only === undefined || values.only === name);
if (wanted.length === 0) {
  console.error(`--only is ${values.only}; allowed: ${ALL.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
const engine = createCpuEngine();
for (const figure of wanted) {
  const started = performance.now();
  const data = await measure(figure, engine);
  writeFileSync(fileOf(figure), draw(data));
  console.log(`${figure.name} (${((performance.now() - started) / 1000).toFixed(1)} s): ${told(data)}`);
}
await engine.close();
const figures = FIGURES.map((figure) => dataOf(readFileSync(fileOf(figure), "utf8")));
writeFileSync(PAGE, withLines(readFileSync(PAGE, "utf8"), figures));
