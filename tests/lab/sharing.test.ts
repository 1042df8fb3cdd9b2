import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import type { Address } from "../../src/lab/address.ts";
import { linkOf } from "../../src/lab/link.ts";
import { openLink } from "../../src/lab/open-link.ts";
import type { LabOptions } from "../../src/lab/options.ts";
import { viewFrom } from "../../src/lab/view.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { corrupted } from "./corrupted.ts";
import { cleanPage, click, control, find, openLab, reached, setControl } from "./page.ts";

const GRID = { columns: 8, rows: 5 };
const SMALL: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 7 };
const LINK = "network.width=8&depth=16&ensemble=2&seed=7";

/** An address that a test can look into and write to. */
function testAddress(first = "") {
  let listener = (): void => undefined;
  const written: string[] = [];
  let now = first;
  const address: Address = {
    read: () => now,
    write(fragment) {
      now = fragment;
      written.push(fragment);
    },
    listen(changed) {
      listener = changed;
      return () => {
        listener = () => undefined;
      };
    },
  };
  return {
    address,
    written,
    put(fragment: string) {
      now = fragment;
      listener();
    },
  };
}

function openLinked(fragment: string, more: LabOptions = {}) {
  const { state, wrong } = openLink(fragment, GRID);
  const kept = testAddress(fragment);
  const root = openLab({
    grid: GRID,
    engine: "cpu",
    drawing: "canvas",
    address: kept.address,
    ...(wrong === null ? { state } : { notice: wrong }),
    ...more,
  });
  return { root, ...kept };
}

const notice = (root: HTMLElement) => find(root, ".notice p").textContent ?? "";
const button = (root: HTMLElement, name: string) => {
  const found = [...root.querySelectorAll("button")].find(({ textContent }) => textContent === name);
  if (found === undefined) throw new Error(`no button ${name}`);
  return found;
};

function drop(root: HTMLElement, text: BlobPart, name = "study.json"): void {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  for (const type of ["dragover", "drop"]) {
    const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
    expect(root.dispatchEvent(event)).toBe(false);
  }
}

cleanPage();

describe("the address", () => {
  test("says what the page shows, once it is quiet, and opens what is put into it", async () => {
    const { root, written, put } = openLinked(LINK);
    expect(control(root, "width n").getAttribute("aria-valuetext")).toBe("8");
    expect(written).toEqual([]);
    setControl(root, "activation φ", "relu");
    setControl(root, "seed", "9");
    click(root, { x: 0.3, y: 0.9 });
    await expect.poll(() => written.length).toBe(1);
    expect(written[0]).toBe("network.width=8&network.activation=relu&depth=16&ensemble=2&seed=9&at=0.25,0.9");
    button(root, "Pin").click();
    button(root, "B − A").click();
    setControl(root, "clip at", "0.5");
    await expect.poll(() => written.at(-1)).toContain("clip=0.5&show=difference&pin=0.25,0.9");
    const full = written.at(-1) ?? "";
    put("story=linear-tower&seed=3");
    expect(find(root, ".variants [aria-pressed=true]").textContent).toBe("linear 1.5");
    expect([control<HTMLInputElement>(root, "seed").value, control<HTMLInputElement>(root, "clip at").value]).toEqual([
      "3",
      "",
    ]);
    expect(root.querySelectorAll(".pin-item")).toHaveLength(0);
    put(full);
    expect(control<HTMLSelectElement>(root, "activation φ").value).toBe("relu");
    expect(control<HTMLInputElement>(root, "clip at").value).toBe("0.5");
    expect(find(root, ".spectrum-panel .where").textContent).toMatch(/= 0\.25.*= 0\.9$/);
    expect(button(root, "B − A").getAttribute("aria-pressed")).toBe("true");
    expect(root.querySelectorAll(".pin-item")).toHaveLength(1);
    const count = written.length;
    // The page says the same of itself again; pins are of a study.
    setControl(root, "seed", "10");
    await expect.poll(() => written.length).toBe(count + 1);
    expect(written.at(-1)).toBe(full.replace("seed=9", "seed=10").replace("&pin=0.25,0.9", ""));
  });

  test("waits where there is no room for it, and while the page is wrong", async () => {
    const { root, written, address } = openLinked(LINK);
    const write = vi.spyOn(address, "write").mockImplementationOnce(() => {
      throw new DOMException("too many", "SecurityError");
    });
    setControl(root, "seed", "8");
    await expect.poll(() => write.mock.calls.length).toBe(1);
    expect(written).toEqual([]);
    await expect.poll(() => written, { timeout: 8000 }).toHaveLength(1);
    setControl(root, "scale α", "1e9");
    expect(find<HTMLElement>(root, ".rail [role=alert]").hidden).toBe(false);
    await new Promise((later) => setTimeout(later, 400));
    expect(written).toHaveLength(1);
  });

  test("of a broken link shows the first page and why, of ten of them", async () => {
    const { root, put } = openLinked("depth=0", { study: SMALL });
    expect(notice(root)).toMatch(/^This link cannot be opened: depth is 0; allowed: a whole number/);
    let told = 0;
    for (let seed = 0; seed < 10; seed++) {
      put(corrupted(`${LINK}&across=network.scale,0.1,2&pin=1,0.5`, seed));
      expect(root.querySelectorAll(".panel")).toHaveLength(6);
      expect(find<HTMLElement>(root, ".rail [role=alert]").hidden).toBe(true);
      if (notice(root).startsWith("This link cannot be opened")) told++;
    }
    expect(told).toBeGreaterThan(3);
    put("story=<img src=x onerror=alert(1)>");
    expect(notice(root)).toContain('story is "<img src=x onerror=alert(1)>"');
    expect(root.querySelector("img")).toBeNull();
    find<HTMLButtonElement>(root, ".notice button").click();
    expect(notice(root)).toBe("");
  });
});

describe("sharing", () => {
  test("copies the link, or selects it where the browser does not allow that", async () => {
    const { root } = openLinked(LINK);
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    button(root, "Share").click();
    const shown = find<HTMLInputElement>(root, "#share-link");
    expect(shown.value.endsWith(`#${LINK}`)).toBe(true);
    button(root, "Copy link").click();
    await expect.poll(() => notice(root)).toBe("Link copied.");
    expect(write).toHaveBeenCalledWith(shown.value);
    expect(find<HTMLElement>(root, ".share-panel").hidden).toBe(true);
    expect(document.activeElement).toBe(button(root, "Share"));
    write.mockRejectedValue(new Error("not allowed"));
    button(root, "Share").click();
    button(root, "Copy link").click();
    await expect.poll(() => notice(root)).toMatch(/the link is selected\.$/);
    expect(document.activeElement).toBe(shown);
    await userEvent.keyboard("{Escape}");
    expect(find<HTMLElement>(root, ".share-panel").hidden).toBe(true);
  });

  test("says that a long link is better sent as a file, and opens it all the same", async () => {
    const { state } = openLink(LINK, GRID);
    const schedule = Array.from({ length: 400 }, (_, layer) => 1 + layer / 1000);
    const study = {
      ...state.study,
      depth: 400,
      network: { width: 4, weights: { variance: 1 }, scale: { depth: schedule } },
    };
    const link = linkOf({ ...state, study }, GRID);
    expect(link.length).toBeGreaterThan(2000);
    const { root } = openLinked(link);
    expect(notice(root)).toBe("");
    button(root, "Share").click();
    expect(find(root, ".share-remark").textContent).toMatch(/^It has \d{4} characters, .*study\.json is safer/);
  });

  test("downloads the study, and opens it and others dropped on the page", async () => {
    const { root, written } = openLinked(`${LINK}&x=network.weights.variance,0,2&at=0.6,0.3`);
    let blob: Blob | undefined;
    vi.spyOn(URL, "createObjectURL").mockImplementation((each) => {
      blob = each as Blob;
      return "blob:test";
    });
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    button(root, "Share").click();
    button(root, "Download study.json").click();
    expect(clicked).toHaveBeenCalledOnce();
    const text = (await blob?.text()) ?? "";
    expect(JSON.parse(text)).toMatchObject({
      seed: 7,
      axes: [{ steps: 5 }, { steps: 8, path: "network.weights.variance" }],
    });

    setControl(root, "seed", "99");
    drop(root, JSON.stringify({ study: { network: { width: 4 }, depth: 20 }, cells: [{ exponents: [] }] }), "out.json");
    await expect.poll(() => notice(root)).toBe('Opened "out.json": the study of a result of spectra.');
    expect(control(root, "depth L").getAttribute("aria-valuetext")).toBe("20");
    drop(root, text);
    await expect.poll(() => notice(root)).toBe('Opened "study.json": a study.');
    expect(control<HTMLInputElement>(root, "seed").value).toBe("7");
    expect(find<HTMLInputElement>(root, "#plane-x-to").value).toBe("2");
    await expect.poll(() => written.at(-1)).toContain("seed=7&x=network.weights.variance,0,2&at=0.625,0.3");

    for (const [bytes, message] of [
      [new Uint8Array([0x89, 0x50, 0, 0xff]), /^Nothing is opened: "x\.png" is not text/],
      [corrupted(text, 1), /^Nothing is opened: "x\.png" is not JSON/],
      ['{"depth": 1e9}', /^Nothing is opened: depth is 1000000000; allowed/],
      ["[".repeat(1_000_000), /^Nothing is opened: /],
    ] as const) {
      drop(root, bytes, "x.png");
      await expect.poll(() => notice(root)).toMatch(message);
      expect(control<HTMLInputElement>(root, "seed").value).toBe("7");
      expect(find<HTMLElement>(root, ".drop-hint").hidden).toBe(true);
    }
  });
});

describe("what of the page is there", () => {
  test.each([
    ["?hide=stories,seed,heat", [".stories", "#control-seed", ".heat-panel"], [".rail", ".spectrum-panel"]],
    ["?embed=minimal", [".stories", ".rail", ".masthead"], [".plane-panel", ".heat-panel", ".status"]],
    ["?embed=picture", [".rail", ".masthead", ".heat-panel", ".spectrum-panel", ".probe"], [".plane", ".legend"]],
  ])("%s", async (search, hidden, shown) => {
    const { root } = openLinked(LINK, { view: viewFrom(search) });
    const seen = (selector: string) => find(root, selector).checkVisibility();
    expect(hidden.map(seen)).toEqual(hidden.map(() => false));
    expect(shown.map(seen)).toEqual(shown.map(() => true));
    const whole = root.querySelector<HTMLAnchorElement>(".whole-page");
    expect(whole === null).toBe(search.startsWith("?hide"));
    if (whole !== null) {
      whole.dispatchEvent(new FocusEvent("focus"));
      expect(whole.href.endsWith(`#${LINK}`)).toBe(true);
    }
    if (!search.includes("picture")) return;
    // What is not seen is not measured.
    await reached(root, "done");
    expect(find<HTMLElement>(root, ".heat-panel").dataset.state).toBeUndefined();
  });

  test("is told where a name is not known", () => {
    const view = viewFrom("?hide=seed,<b>,x&embed=all");
    expect([...view.hidden]).toEqual(["seed"]);
    expect(view.classes).toEqual(["without-seed"]);
    const { root } = openLinked(LINK, { view });
    expect(notice(root)).toMatch(/^embed is "all"; allowed: full, minimal, picture; hide has "<b>"; allowed: title, /);
    expect(root.querySelector(".notice b")).toBeNull();
  });
});
