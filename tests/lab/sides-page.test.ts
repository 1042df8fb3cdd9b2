import { describe, expect, test } from "vitest";
import { paletteOf } from "../../src/lab/colour.ts";
import { heatColourOf } from "../../src/lab/heat-colour.ts";
import { sideFields } from "../../src/lab/side-fields.ts";
import { FIRST_SIDES, type SidesChoice, sidesOf } from "../../src/lab/sides.ts";
import { createSidesControls } from "../../src/lab/sides-controls.ts";
import { labStory } from "../../src/lab/stories.ts";
import { resolveNetwork } from "../../src/network/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, control, find, openLab, setControl } from "./page.ts";

const SMALL: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 7 };

cleanPage();

function openSmall(drawing: "canvas" | "gpu" = "canvas"): HTMLElement {
  return openLab({ study: SMALL, grid: { columns: 2, rows: 2 }, engine: "cpu", drawing });
}

/** Once every view is measured. */
async function measured(root: HTMLElement): Promise<HTMLElement> {
  const states = () =>
    [".heat-panel", ".comparison-panel"].map((panel) => find<HTMLElement>(root, panel).dataset.state);
  await expect.poll(states, { timeout: 25_000, interval: 20 }).toEqual(["done", "done"]);
  return find<HTMLElement>(root, ".heat-panel");
}

function press(root: HTMLElement, words: string): HTMLButtonElement {
  const button = [...root.querySelectorAll("button")].find(({ textContent }) => textContent === words);
  if (button === undefined) throw new Error(`no button says ${words}`);
  button.click();
  return button;
}

const textOf = (root: ParentNode, selector: string) => find(root, selector).textContent ?? "";

/** What the tooltip says of the cell of the cursor. */
function tooltipOf(root: HTMLElement): string {
  const mark = find(root, ".heat .crosshair .box").getBoundingClientRect();
  const at = { clientX: mark.left + mark.width / 2, clientY: mark.top + mark.height / 2 };
  find(root, ".heat-hit").dispatchEvent(new PointerEvent("pointermove", at));
  return root.querySelectorAll(".tooltip")[1]?.textContent ?? "";
}

/** Whatever is measured at the cursor on a side, as its profile's table has it. */
function tableOf(root: HTMLElement, layer: number): string[] {
  const row = root.querySelectorAll(".profile-panel tbody tr")[layer];
  return [...(row?.children ?? [])].map((cell) => cell.textContent ?? "");
}

const decadesIn = (text = "") => Number(/[+−]?[\d.]+/.exec(text)?.[0]?.replace("−", "-"));

describe("the controls of the sides", () => {
  test("take the sides of a story, and leave a field that is not on offer", () => {
    let asked = 0;
    const controls = createSidesControls(
      () => asked++,
      () => asked++,
    );
    const sides: SidesChoice = { path: "network.gates.update.bias.mean", values: [-2, 2] };
    controls.put(sides);
    const gru = resolveNetwork({ block: "gru" });
    controls.offer(sideFields(gru, "network.width"));
    controls.show(sidesOf(gru, controls.choice));
    expect(controls.choice).toEqual(sides);
    document.body.replaceChildren(controls.element);
    expect(control<HTMLInputElement>(controls.element, "B").value).toBe("2");
    controls.offer(sideFields(resolveNetwork({}), "network.width"));
    expect(controls.choice).toEqual(FIRST_SIDES);
    controls.put({ path: "network.tied" });
    controls.put(undefined);
    expect(controls.choice).toEqual(FIRST_SIDES);
    // Nobody has touched them.
    expect(asked).toBe(0);
  });
});

describe("the lab's two sides", () => {
  test("differ in the field that is chosen, in every view, and keep what is wrong out", async () => {
    const root = openSmall();
    const panel = await measured(root);
    expect(textOf(root, ".comparison-panel h2")).toBe("A beside I + A");
    const before = textOf(root, ".profile-panel .caption");
    setControl(panel, "compare", "network.activation");
    expect(panel.dataset.state).toBe("running");
    await measured(root);
    expect(control<HTMLSelectElement>(panel, "A").value).toBe("tanh");
    expect(control<HTMLSelectElement>(panel, "B").value).toBe("relu");
    const titles = [...panel.querySelectorAll(".side-title")].map((title) => title.textContent);
    expect(titles).toEqual(["tanhα tanh(W h + b)", "reluα relu(W h + b)"]);
    expect(textOf(root, ".comparison-panel h2")).toBe("tanh beside relu");
    expect(textOf(root, ".comparison-panel .caption")).toMatch(/^Spread λ₁ − λₙ: .* for tanh, .* for relu, in nats/);
    expect(textOf(root, ".comparison-panel .keys")).toMatch(/^measured ± 2 standard errors: n = 8/);
    expect(textOf(root, ".profile-panel .caption")).toMatch(/: tanh .*, relu .*\.$/);
    expect(textOf(root, ".profile-panel .caption")).not.toBe(before);

    // A follows the network, B is what was written.
    setControl(panel, "B", "sine");
    setControl(root, "activation φ", "erf");
    await measured(root);
    expect(control<HTMLSelectElement>(panel, "A").value).toBe("erf");
    expect(control<HTMLSelectElement>(panel, "B").value).toBe("sine");

    setControl(panel, "compare", "network.bias.variance");
    await measured(root);
    const shown = textOf(root, ".profile-panel .caption");
    setControl(panel, "B", "-1");
    const alert = find<HTMLElement>(panel, ".sides-controls [role=alert]");
    expect(alert.textContent).toBe("B: network.bias.variance is -1; allowed: a number from 0 to 1000000");
    expect(panel.dataset.state).toBe("done");
    expect(textOf(root, ".profile-panel .caption")).toBe(shown);
    expect(control<HTMLInputElement>(panel, "B").value).toBe("-1");
    setControl(panel, "B", "0.5");
    expect(alert.hidden).toBe(true);
    await measured(root);
    expect(textOf(root, ".comparison-panel h2")).toBe("σb² = 0.25 beside σb² = 0.5");
    // A story has its own sides, or those of the page.
    for (const [chip, path] of [
      ["Linear product", labStory("gaussian-product").sides?.path],
      ["Directional", labStory("directions").sides?.path],
      ["Residual tames", "network.skip"],
    ] as const) {
      press(find(root, ".chips"), chip);
      expect(control<HTMLSelectElement>(panel, "compare").value, chip).toBe(path ?? "network.skip");
    }
  });

  test("have a difference: one map, the ratio of both, with both values in the tooltip", async () => {
    const root = openSmall();
    find<HTMLDetailsElement>(root, ".profile-panel .data-table").open = true;
    const panel = await measured(root);
    const [, plain, residual] = tableOf(root, 4);
    const frames = () => panel.querySelectorAll(".heat-stage .frame").length;
    const width = () => find(panel, ".heat-stage .frame").getBoundingClientRect().width;
    const half = width();
    expect(frames()).toBe(2);
    expect(press(panel, "B − A").getAttribute("aria-pressed")).toBe("true");
    expect(frames()).toBe(1);
    expect(width()).toBeGreaterThan(2 * half);
    expect(textOf(panel, ".side-0.side-title")).toBe("residual − plain");
    expect(find<HTMLElement>(panel, ".side-1.side-title").hidden).toBe(true);
    const legend = textOf(panel, ".heat-legend");
    expect(legend).toMatch(/^larger: plainlog₁₀ of the ratio of both norms, output = 0larger: residual/);
    const ends = [...panel.querySelectorAll(".heat-legend .tick text")].map(({ textContent }) => textContent ?? "");
    const [low = "", high = ""] = [ends[0], ends.at(-1)];
    expect(low.replace("≤ −", "")).toBe(high.replace("≥ +", ""));

    expect(textOf(root, ".comparison-panel h2")).toBe("residual − plain");
    expect(root.querySelectorAll(".comparison.side-2 .exponent").length).toBeGreaterThan(0);
    expect(root.querySelectorAll(".comparison.side-0, .comparison.side-1")).toHaveLength(0);
    expect(root.querySelectorAll(".profile.side-2 .curve")).toHaveLength(1);
    expect(textOf(root, ".profile-panel .keys")).toContain("± 2 √(a² + b²)");
    const difference = decadesIn(residual) - decadesIn(plain);
    expect(decadesIn(tableOf(root, 4)[1])).toBeCloseTo(difference, 2);
    const said = tooltipOf(root);
    expect(said).toMatch(/^residual − plain: {2}α = 0\.1\d+, {2}layer 4residual[+−]/);
    expect(said).toContain(`residual${residual}plain${plain}difference${tableOf(root, 4)[1]}`);

    // The map has the colour of that number.
    const canvas = find<HTMLCanvasElement>(panel, ".heat-layer canvas");
    const [box, place] = [find(panel, ".crosshair .box"), canvas].map((each) => each.getBoundingClientRect());
    if (box === undefined || place === undefined) throw new Error("no mark");
    const x = (box.left + 3 - place.left) * (canvas.width / place.width);
    const y = (box.top + box.height / 2 - place.top) * (canvas.height / place.height);
    const pixel = canvas.getContext("2d")?.getImageData(Math.round(x), Math.round(y), 1, 1).data.slice(0, 3);
    const palette = paletteOf(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const limit = decadesIn(high);
    const colour = heatColourOf(palette, difference, [-limit, limit]);
    [...(pixel ?? [])].forEach((channel, i) => {
      expect(Math.abs(channel - (colour[i] ?? 0)), `${pixel} for ${colour}`).toBeLessThan(8);
    });

    press(panel, "A | B");
    expect(frames()).toBe(2);
    expect(tableOf(root, 4).slice(1)).toEqual([plain, residual]);
    expect(textOf(root, ".comparison-panel h2")).toBe("A beside I + A");
  });

  test("have a difference in space too, in one box", async () => {
    const root = openSmall("gpu");
    const panel = await measured(root);
    const turn = find<HTMLButtonElement>(panel, ".segments button:last-child");
    await expect.poll(() => turn.disabled, { timeout: 25_000 }).toBe(false);
    turn.click();
    const walls = () => panel.querySelectorAll(".heat-stage .wall").length;
    expect(walls()).toBe(6);
    press(panel, "B − A");
    expect(walls()).toBe(3);
    expect(panel.querySelectorAll(".heat-stage .space-cursor .box")).toHaveLength(1);
    const stage = find(panel, ".heat-stage").getBoundingClientRect();
    const mark = find(panel, ".heat-stage .space-cursor .box").getBoundingClientRect();
    expect(mark.left).toBeGreaterThan(stage.left);
    expect(mark.right).toBeLessThan(stage.right);
    expect(tooltipOf(root)).toMatch(/^residual − plain/);
    press(panel, "A | B");
    expect(walls()).toBe(6);
  });
});
