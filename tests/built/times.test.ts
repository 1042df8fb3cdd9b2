import { expect, it, onTestFinished } from "vitest";
import { TIMES, timesTable, visitTimes } from "../../scripts/lab/times.mjs";
import { BUILT, newContext, newPage, openBrowser, serveFolder } from "./lab.ts";

/**
 * ms. What a page needs on a machine that does nothing else is a tenth of it: these are for disasters, the table is for
 * what gets slower.
 */
const LIMITS: Record<string, number> = {
  "first paint": 5000,
  "first theory map": 10_000,
  "first measured cell": 20_000,
  "frame while dragging": 1000,
  "work in such a frame": 33,
};

it("says how long the built lab takes", async () => {
  const server = await serveFolder(BUILT);
  const browser = await openBrowser();
  onTestFinished(async () => {
    await browser.close();
    await server.close();
  });
  const visits: Map<string, number>[] = [];
  for (let visit = 0; visit < 2; visit++) {
    const context = await newContext(browser);
    const { page, complaints } = await newPage(context);
    visits.push(await visitTimes(page, `${server.address}?engine=cpu`));
    expect(complaints).toEqual([]);
    await context.close();
  }
  // Always, not only where it is too slow: whoever reads the log sees what has become slower.
  console.log(`The built lab, CPU engine\n${timesTable(visits)}`);
  for (const { name, of } of TIMES) {
    const times = visits.map((visit) => visit.get(of) ?? Number.NaN);
    expect(Math.min(...times), name).toBeGreaterThan(0);
    expect(Math.min(...times), name).toBeLessThan(LIMITS[name] ?? Number.POSITIVE_INFINITY);
  }
  // In the order in which they are meant to be seen.
  const [first] = visits;
  const marks = ["layout", "theory", "first-cell"].map((mark) => first?.get(`lyascope:${mark}`) ?? Number.NaN);
  expect(marks).toEqual(marks.toSorted((a, b) => a - b));
}, 120_000);
