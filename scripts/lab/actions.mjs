// What a hand without a plan does to a page: each action takes the page and the random numbers, and returns its words.

const KEYS = [
  ..."ArrowLeft ArrowRight ArrowUp ArrowDown Enter Escape Space Backspace Tab Home End PageUp PageDown Delete".split(
    " ",
  ),
  ..."123456789?abcdefghijklmnopqrstuvwxyz+-.[]/".split(""),
];
const TEXTS = ["", "0", "-1", "1e9", "0.5", "7", "NaN", "{}", '{"network":{"width":8}}', "½ λ₁ <b>", "3.5"];
const SIZES = [
  { width: 360, height: 740 },
  { width: 800, height: 600 },
  { width: 1280, height: 900 },
  { width: 1700, height: 1000 },
];

/** Actions, and how often each is done. */
const ACTIONS = [
  [30, click],
  [20, drag],
  [20, press],
  [12, choose],
  [5, write],
  [5, scroll],
  [3, double],
  [2, resize],
  [2, theme],
  [1, hide],
];
const TOTAL = ACTIONS.reduce((sum, [weight]) => sum + weight, 0);

export async function act(page, random) {
  let left = random.number() * TOTAL;
  const [, action] = ACTIONS.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return action(page, random);
}

/** An element that can be used, brought into view: its middle, and what it is. Null where there is none. */
async function target(page, random, selector) {
  return page.evaluate(
    ([asked, part]) => {
      const usable = [...document.querySelectorAll(asked)].filter(
        (each) =>
          each.checkVisibility({ visibilityProperty: true }) &&
          !each.disabled &&
          !/^https?:/.test(each.getAttribute("href") ?? ""),
      );
      const chosen = usable[Math.floor(part * usable.length)];
      if (chosen === undefined) return null;
      chosen.scrollIntoView({ block: "center" });
      const { left, top, width, height } = chosen.getBoundingClientRect();
      const name = chosen.getAttribute("aria-label") ?? chosen.textContent ?? "";
      return { left, top, width, height, name: `${chosen.tagName.toLowerCase()} ${(name || chosen.id).slice(0, 30)}` };
    },
    [selector, random.number()],
  );
}

const within = (random, { left, top, width, height }) => [
  left + width * random.number(),
  top + height * random.number(),
];

async function click(page, random) {
  // Every file dialog would wait for somebody.
  const found = await target(page, random, "button, summary, a[href], input:not([type=file]), .hit, [tabindex='0']");
  if (found === null) return "nothing to click";
  await page.mouse.click(...within(random, found));
  return `click ${found.name}`;
}

async function double(page, random) {
  const found = await target(page, random, ".hit");
  if (found === null) return "nothing to click twice";
  await page.mouse.dblclick(...within(random, found));
  return `double click ${found.name}`;
}

async function drag(page, random) {
  const found = random.chance(0.8) ? await target(page, random, ".hit, input[type=range], svg") : null;
  const box = found ?? { left: 0, top: 0, ...page.viewportSize() };
  const shift = random.chance(0.2);
  if (shift) await page.keyboard.down("Shift");
  await page.mouse.move(...within(random, box));
  await page.mouse.down();
  await page.mouse.move(...within(random, box), { steps: 2 + random.below(10) });
  if (random.chance(0.1)) await page.keyboard.press("Escape");
  await page.mouse.up();
  if (shift) await page.keyboard.up("Shift");
  return `drag${shift ? " with Shift" : ""} ${found?.name ?? "anywhere"}`;
}

async function press(page, random) {
  if (random.chance(0.3))
    await page.evaluate((part) => {
      const all = [...document.querySelectorAll("[tabindex='0'], button, select, input")];
      all[Math.floor(part * all.length)]?.focus();
    }, random.number());
  const key = random.chance(0.5) ? random.one(KEYS.slice(0, 8)) : random.one(KEYS);
  const chord = random.chance(0.2) ? `Shift+${key}` : key;
  const times = random.chance(0.2) ? 10 : 1;
  for (let i = 0; i < times; i++) await page.keyboard.press(chord);
  return `press ${chord}${times > 1 ? ` × ${times}` : ""}`;
}

async function choose(page, random) {
  const words = await page.evaluate(
    ([which, what]) => {
      const all = [...document.querySelectorAll("select, input[type=range]")].filter(
        (each) => each.checkVisibility() && !each.disabled,
      );
      const chosen = all[Math.floor(which * all.length)];
      if (chosen === undefined) return "nothing to choose from";
      if (chosen instanceof HTMLSelectElement) chosen.selectedIndex = Math.floor(what * chosen.options.length);
      else
        chosen.value = String(Number(chosen.min || 0) + what * (Number(chosen.max || 100) - Number(chosen.min || 0)));
      for (const type of ["input", "change"]) chosen.dispatchEvent(new Event(type, { bubbles: true }));
      return `choose ${chosen.id} ${chosen.value}`;
    },
    [random.number(), random.number()],
  );
  return words;
}

async function write(page, random) {
  const found = await target(page, random, "input[type=number], input[type=text], textarea");
  if (found === null) return "nothing to write into";
  const text = random.one(TEXTS);
  await page.mouse.click(found.left + found.width / 2, found.top + found.height / 2);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
  await page.keyboard.press(random.chance(0.5) ? "Enter" : "Tab");
  return `write ${JSON.stringify(text)} into ${found.name}`;
}

async function scroll(page, random) {
  await page.mouse.wheel(0, (random.number() - 0.5) * 2000);
  return "scroll";
}

async function resize(page, random) {
  const size = random.one(SIZES);
  await page.setViewportSize(size);
  return `resize ${size.width} × ${size.height}`;
}

async function theme(page, random) {
  const colorScheme = random.one(["light", "dark"]);
  const reducedMotion = random.one(["reduce", "no-preference"]);
  await page.emulateMedia({ colorScheme, reducedMotion });
  return `theme ${colorScheme}, motion ${reducedMotion}`;
}

async function hide(page, random) {
  const ms = random.below(400);
  await setHidden(page, true);
  await page.waitForTimeout(ms);
  await setHidden(page, false);
  return `hidden for ${ms} ms`;
}

/** Has the page believe that it is hidden or seen; a headless browser shows every page always. */
export async function setHidden(page, hidden) {
  await page.evaluate((state) => {
    Object.defineProperty(document, "hidden", { value: state, configurable: true });
    Object.defineProperty(document, "visibilityState", { value: state ? "hidden" : "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}
