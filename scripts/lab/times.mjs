// When the built lab shows what, and how fast it draws while the probe is dragged.

/** What is reported, in this order; the marks are the page's own, ms since navigation. */
export const TIMES = [
  { name: "first paint", of: "first-contentful-paint" },
  { name: "layout", of: "lyascope:layout" },
  { name: "first theory map", of: "lyascope:theory" },
  { name: "first measured cell", of: "lyascope:first-cell" },
  { name: "plane measured", of: "plane measured" },
  { name: "frame while dragging", of: "frame" },
  { name: "slowest frame while dragging", of: "slowest frame" },
  { name: "work in such a frame", of: "work" },
];

/**
 * The times of one visit in a page of Playwright's, ms, by what they are of. The drag goes on for `frames` frames, one
 * step of the pointer each, while the lab measures nothing else.
 */
export async function visitTimes(page, address, { frames = 40 } = {}) {
  await page.goto(address);
  await page.waitForSelector("#lab[data-state=done]", { timeout: 120_000 });
  const entries = await page.evaluate(() => [
    ...["mark", "paint"].flatMap((type) =>
      performance.getEntriesByType(type).map(({ name, startTime }) => [name, startTime]),
    ),
    ["plane measured", performance.now()],
  ]);
  await page.waitForSelector("#lab:not(:has(.panel[data-state=running]))", { timeout: 120_000 });
  const { times, works } = await dragTimes(page, frames);
  return new Map([
    ...entries,
    ["frame", median(times)],
    ["slowest frame", Math.max(...times)],
    ["work", median(works)],
  ]);
}

/**
 * Times between the frames of a drag of the probe across the plane, and what the page itself works in each, ms. The pointer moves once
 * in every frame.
 */
function dragTimes(page, frames) {
  return page.evaluate(async (count) => {
    const real = requestAnimationFrame;
    let work = 0;
    window.requestAnimationFrame = (callback) =>
      real((now) => {
        const since = performance.now();
        callback(now);
        work += performance.now() - since;
      });
    const hit = document.querySelector(".plane-hit");
    const { left, top, width, height } = hit.getBoundingClientRect();
    const send = (type, part) => {
      const place = { clientX: left + width * (0.2 + 0.6 * part), clientY: top + height * (0.3 + 0.4 * part) };
      const pointer = { pointerId: 1, pointerType: "mouse", isPrimary: true, button: type === "pointermove" ? -1 : 0 };
      hit.dispatchEvent(new PointerEvent(type, { bubbles: true, buttons: 1, ...pointer, ...place }));
    };
    // A pointer that the browser did not make cannot be captured.
    hit.setPointerCapture = () => undefined;
    send("pointerdown", 0);
    const [times, works] = [[], []];
    const seen = new Set();
    const where = document.querySelector(".probe-place");
    let last = await new Promise((resolve) => real(resolve));
    for (let frame = 1; frame <= count; frame++) {
      send("pointermove", frame / count);
      const now = await new Promise((resolve) => real(resolve));
      times.push(now - last);
      // The page's own callbacks of this frame may come behind ours.
      await new Promise((resolve) => setTimeout(resolve));
      works.push(work);
      work = 0;
      last = now;
      seen.add(where?.textContent);
    }
    // Back where it was: nothing is measured of it.
    hit.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    delete hit.setPointerCapture;
    window.requestAnimationFrame = real;
    if (seen.size < count / 2) throw new Error(`the probe did not follow: ${seen.size} places in ${count} frames`);
    return { times, works };
  }, frames);
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A table of the times of several visits: median, least and most, ms. */
export function timesTable(visits) {
  const rows = TIMES.map(({ name, of }) => {
    const each = visits.flatMap((visit) => visit.get(of) ?? []);
    return [name, median(each), Math.min(...each), Math.max(...each)].map((cell) =>
      typeof cell === "number" ? String(Math.round(cell)) : cell,
    );
  });
  const table = [[`ms, of ${visits.length} visits`, "median", "from", "to"], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  "),
    )
    .join("\n");
}
