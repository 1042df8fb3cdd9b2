import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { type Plane, planeAxis, planeStudy } from "../../src/lab/plane.ts";
import { askedOf, type Shown, studyText } from "../../src/lab/study-text.ts";
import { resolveStudy } from "../../src/study/resolve.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, control, find, openLab, reached, setControl } from "./page.ts";

const GRID = { columns: 8, rows: 5 };
const PLANE: Plane = { ...GRID, x: planeAxis("network.weights.variance"), y: planeAxis("network.bias.variance") };
const SMALL: StudyInput = { network: { width: 8 }, depth: 16, ensemble: 2, seed: 7 };
const NOW: Shown = { study: SMALL, plane: PLANE, selected: 13 };

const WRONG: [name: string, text: string, message: RegExp][] = [
  ["a value out of range", '{"depth": 0}', /^depth is 0; allowed: a whole number from 1/],
  ["an unknown field", '{"network": {"widht": 8}}', /^network\.widht is 8; allowed: one of the fields width, batch/],
  ["no JSON", '{"depth": 16,\n  }', /^the text is not JSON: .*\(line 2, column 3\)$/],
  ["no object", "[1, 2]", /^the study is \[1,2\]; allowed: a study: a JSON object$/],
  ["nothing", " ", /^the text is not JSON: .*\(it is empty\)$/],
  [
    "fields that do not fit together",
    '{"depth": 8, "burnIn": 8}',
    /^burnIn is 8; allowed: a whole number below the depth, 8/,
  ],
  [
    "what cannot be measured so",
    '{"sampling": "law", "network": {"tied": true}}',
    /^sampling is "law"; allowed: network for tied/,
  ],
  ["one axis", '{"axes": [{"path": "depth", "from": 1, "to": 9, "steps": 3}]}', /^axes is \[.*; allowed: two axes/],
  [
    "axes of names",
    '{"axes": [{"path": "network.block", "values": ["rnn"]}, {"path": "depth", "from": 1, "to": 9}]}',
    /^axes\.0\.path is "network\.block"; allowed: a field that is a number/,
  ],
  [
    "an axis of values",
    '{"axes": [{"path": "depth", "values": [1, 2]}, {"path": "network.scale", "from": 1, "to": 9}]}',
    /^axes\.0 is .*; allowed: path, from and to/,
  ],
  [
    "an axis without a length",
    '{"axes": [{"path": "network.skip", "from": 0, "to": 1}, {"path": "network.scale", "from": 2, "to": 2}]}',
    /^axes\.1\.to is 2; allowed: a number other than 2/,
  ],
  [
    "a log axis from 0",
    '{"axes": [{"path": "network.skip", "from": 0, "to": 1, "scale": "log"}, {"path": "network.scale", "from": 1, "to": 2}]}',
    /^axes\.0\.from is 0; allowed: a number above 0/,
  ],
];

const HOSTILE: [name: string, text: string, message: RegExp][] = [
  ["markup", '{"<img src=x onerror=alert(1)>": 1}', /^<img src=x onerror=alert\(1\)> is 1; allowed: one of the fields/],
  ["a prototype", '{"__proto__": {"depth": 1}, "constructor": 2}', /; allowed: one of the fields/],
  ["nesting", `{"network": ${"[".repeat(20_000)}${"]".repeat(20_000)}}`, /^network is /],
  ["length", `{"seed": "${"9".repeat(1_000_000)}"}`, /^seed is .{70,90}; allowed/],
  ["control characters", '{"depth\\u202e\\u0007": 1}', /^depth\\u202e\\u0007 is 1/],
];

describe("the text of a study", () => {
  test("is that of the cursor, and asks for what is shown", () => {
    const text = studyText(NOW);
    const [cell] = resolveStudy(JSON.parse(text)).cells;
    const { cells } = planeStudy(SMALL, PLANE);
    const own = cells[13];
    expect(cell).toMatchObject({ network: own?.network, depth: 16, ensemble: 2, seed: 7, sampling: "law" });
    const asked = askedOf(text, NOW);
    expect(asked.plane).toEqual(PLANE);
    expect(asked.place).toEqual({ x: own?.network.weights.variance, y: own?.network.bias.variance });
    // How to sample stays the page's choice, unless it was the user's.
    expect(asked.study.sampling).toBeUndefined();
    expect(askedOf('{"sampling": "network"}', NOW).study.sampling).toBe("network");
    const written = { ...NOW, study: { ...SMALL, sampling: "law" } as const };
    expect(askedOf(studyText(written), written).study.sampling).toBe("law");
  });

  test("is as written where only the spectrum cannot be measured", () => {
    for (const exponents of [99, Number.NaN]) {
      const text = studyText({ ...NOW, study: { ...SMALL, exponents } });
      expect(JSON.parse(text)).toMatchObject({ ...SMALL, exponents: exponents === 99 ? 99 : null });
      expect(() => askedOf(text, NOW)).toThrow(/^exponents is (99|null); allowed: a whole number/);
    }
  });

  test("reaches out for a place beyond the plane's ends", () => {
    const text = '{"network": {"weights": {"variance": 9}, "bias": {"variance": 0.25}}}';
    const { plane, place } = askedOf(text, NOW);
    expect(place).toEqual({ x: 9, y: 0.25 });
    expect([plane.x, plane.y]).toEqual([{ ...PLANE.x, to: 9 }, PLANE.y]);
  });

  test("with two axes of numbers lays the plane over them, the last one across", () => {
    const axes = [
      { path: "depth", from: 8, to: 64, steps: 4, scale: "log" },
      { path: "network.skip", from: 1, to: 0, steps: 3 },
    ];
    const { study, plane, place } = askedOf(JSON.stringify({ network: { width: 8 }, axes }), NOW);
    expect(plane).toEqual({
      ...GRID,
      x: { path: "network.skip", from: 1, to: 0, log: false },
      y: { path: "depth", from: 8, to: 64, log: true },
    });
    expect(place).toEqual({ x: 0.5, y: 36 });
    expect(study).toEqual({ network: { width: 8 } });
  });

  test.each([...WRONG, ...HOSTILE])("with %s is refused in one line", (_, text, message) => {
    let said = "";
    try {
      askedOf(text, NOW);
    } catch (error) {
      said = String(error instanceof Error ? error.message : error);
    }
    expect(said).toMatch(message);
    expect(said).not.toContain("\n");
    expect(said.length).toBeLessThan(900);
    expect(Reflect.get({}, "depth")).toBeUndefined();
  });
});

describe("the editor", () => {
  cleanPage();

  function openEditor() {
    const root = openLab({ study: SMALL, grid: GRID, selected: { x: 2.75, y: 0.3 }, engine: "cpu", drawing: "canvas" });
    find<HTMLDetailsElement>(root, ".study-json").open = true;
    const text = find<HTMLTextAreaElement>(root, ".study-text");
    const said = () => find(root, ".study-said").textContent ?? "";
    const button = (name: string) => {
      const found = [...root.querySelectorAll<HTMLButtonElement>(".study-buttons button")].find(
        ({ textContent }) => textContent === name,
      );
      if (found === undefined) throw new Error(`no button ${name}`);
      return found;
    };
    const write = (value: string) => {
      text.value = value;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    };
    return { root, text, said, button, write };
  }

  test("follows the page, applies what holds, and lets the text be put back", async () => {
    const { root, text, said, button, write } = openEditor();
    await expect.poll(() => text.value).toContain('"width": 8');
    setControl(root, "width n", "1");
    expect(JSON.parse(text.value).network.width).toBe(4);
    const own = text.value;
    write(own.replace('"activation": "tanh"', '"activation": "relu"').replace('"variance": 0.3', '"variance": 0.7'));
    await expect.poll(said).toBe("Valid; not applied yet.");
    expect(control<HTMLSelectElement>(root, "activation φ").value).toBe("tanh");
    button("Reset").click();
    expect([text.value, said(), button("Reset").disabled]).toEqual([own, "", true]);

    write(own.replace('"activation": "tanh"', '"activation": "relu"').replace('"variance": 0.3', '"variance": 0.7'));
    button("Apply").click();
    expect(control<HTMLSelectElement>(root, "activation φ").value).toBe("relu");
    expect(find(root, ".spectrum-panel .where").textContent).toMatch(/= 2\.75.*= 0\.7$/);
    expect(said()).toMatch(/^Applied/);
    expect(JSON.parse(text.value).network).toMatchObject({ activation: "relu", bias: { variance: 0.7 } });
    await reached(root, "done");
    expect(said()).toMatch(/^Applied/);

    // By keyboard, with axes.
    const axes = [
      { path: "network.bias.variance", from: 0, to: 2, steps: 5 },
      { path: "network.scale", from: 0.5, to: 1.5, steps: 5 },
    ];
    write(JSON.stringify({ ...SMALL, axes }));
    text.focus();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(find<HTMLSelectElement>(root, "#plane-x").value).toBe("network.scale");
    expect(find<HTMLInputElement>(root, "#plane-y-to").value).toBe("2");
    expect(find<HTMLElement>(root, ".rail [role=alert]").hidden).toBe(true);
    await reached(root, "done");
  });

  test("never changes the page for what is wrong, and keeps the text", async () => {
    const { root, text, said, button, write } = openEditor();
    await reached(root, "done");
    const legend = find(root, ".legend").textContent;
    for (const [, wrong, message] of [...WRONG.slice(0, 5), ...HOSTILE]) {
      write(wrong);
      text.focus();
      await userEvent.keyboard("{Control>}{Enter}{/Control}");
      expect(said()).toMatch(message);
      expect(text.value).toBe(wrong);
      expect(text.getAttribute("aria-invalid")).toBe("true");
      expect(button("Apply").disabled).toBe(true);
      expect(root.dataset.state).toBe("done");
    }
    expect(root.querySelector(".study-json img")).toBeNull();
    expect(find(root, ".legend").textContent).toBe(legend);
    // A change elsewhere leaves what is being written alone.
    const last = text.value;
    setControl(root, "activation φ", "sigmoid");
    expect(text.value).toBe(last);
    button("Reset").click();
    expect(JSON.parse(text.value).network.activation).toBe("sigmoid");
    expect([said(), button("Apply").disabled]).toEqual(["", false]);
  });

  test("copies, or selects where the browser does not allow it", async () => {
    const { text, said, button } = openEditor();
    await expect.poll(() => text.value).toContain('"width": 8');
    const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    button("Copy").click();
    await expect.poll(said).toBe("Copied.");
    expect(written).toHaveBeenCalledWith(text.value);
    written.mockRejectedValue(new Error("not allowed"));
    button("Copy").click();
    await expect.poll(said).toMatch(/^The browser does not allow/);
    expect([text.selectionStart, text.selectionEnd]).toEqual([0, text.value.length]);
  });
});
