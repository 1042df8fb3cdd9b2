import { expect, it, onTestFinished } from "vitest";
import { monkey } from "../../scripts/lab/monkey.mjs";
import { BUILT, openBrowser, serveFolder } from "./lab.ts";

/** LYASCOPE_MONKEY_MINUTES makes it longer. */
const MINUTES = Number(process.env.LYASCOPE_MONKEY_MINUTES ?? 2);

it(
  `the built lab bears ${MINUTES} minutes of clicks, drags and keys without sense`,
  async () => {
    const server = await serveFolder(BUILT);
    const browser = await openBrowser();
    onTestFinished(async () => {
      await browser.close();
      await server.close();
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    // One worker thread is enough to be interrupted.
    await context.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => 1 }),
    );
    const options = { seed: 12, minutes: MINUTES };
    const { actions, samples, growth, complaints, trail } = await monkey(
      context,
      `${server.address}?engine=cpu`,
      options,
    );
    console.log(`${actions} random actions; held at the end beyond what was held before: ${JSON.stringify(growth)}`);
    expect(complaints, trail.join("; ")).toEqual([]);
    expect(actions).toBeGreaterThan(10 * MINUTES);
    expect(samples.length).toBeGreaterThanOrEqual(3);
    // A page that kept what it measures after each action would hold ten times as much.
    expect(growth.heap / MINUTES).toBeLessThan(1.5e6);
    expect(growth.nodes / MINUTES).toBeLessThan(500);
    expect(growth.listeners / MINUTES).toBeLessThan(150);
    expect(growth.buffers / MINUTES).toBeLessThan(20);
  },
  (MINUTES + 6) * 60_000,
);
