import { act } from "./actions.mjs";
import { countBuffers, growthOf, rest, settle, takeMemory } from "./memory.mjs";
import { randomOf } from "./random.mjs";

/** Between two samples of the memory, ms. */
const PERIOD = 15_000;
/** Between two actions, ms: nobody is faster, and a machine that tests has other things to do. */
const PAUSE = 40;

/**
 * Random clicks, drags and keys for some minutes on the lab at an address, in a browser context of Playwright's. Stops
 * at the first complaint: what came before it is in `trail`.
 */
export async function monkey(context, address, { seed, minutes, log = () => undefined }) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  const complaints = [];
  const watch = (kind, words) => void complaints.push(`${kind}: ${words}`);
  page.on("pageerror", (error) => watch("exception", error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") watch("console", message.text());
  });
  page.on("crash", () => watch("crash", "the page is gone"));
  page.on("dialog", (dialog) => {
    watch("dialog", dialog.message());
    dialog.dismiss().catch(() => undefined);
  });
  context.on("page", (other) => void other.close());
  await page.addInitScript(countBuffers);
  // The page stays: what leads elsewhere leads nowhere.
  const origin = new URL(address).origin;
  await page.route(
    (url) => url.origin !== origin && url.protocol.startsWith("http"),
    (route) => route.abort(),
  );
  await page.goto(address);
  await page.waitForSelector("#lab[data-state]", { timeout: 60_000 });
  await settle(page);

  const random = randomOf(seed);
  const trail = [];
  const samples = [];
  let actions = 0;
  const sample = async () => {
    await rest(page);
    const taken = await takeMemory(page, devtools);
    samples.push(taken);
    log(
      `${actions} actions: ${Object.entries(taken)
        .map(([kind, value]) => `${kind} ${value}`)
        .join(", ")}`,
    );
  };
  const end = Date.now() + minutes * 60_000;
  await sample();
  while (Date.now() < end && complaints.length === 0) {
    const until = Math.min(end, Date.now() + PERIOD);
    while (Date.now() < until && complaints.length === 0) {
      trail.push(await act(page, random));
      if (trail.length > 30) trail.shift();
      actions++;
      await page.waitForTimeout(PAUSE);
      if (!page.url().startsWith(origin)) watch("left", page.url());
    }
    if (complaints.length === 0) await sample();
  }
  await page.close();
  return { actions, samples, growth: growthOf(samples), complaints, trail };
}
