import { afterEach, describe, expect, test, vi } from "vitest";
import { decades } from "../../src/lab/heat-tooltip.ts";
import type { Grid } from "../../src/lab/plane.ts";
import { createDataTable, type TableContent } from "../../src/lab/views/data-table.ts";
import type { StudyInput } from "../../src/study/schema.ts";
import { cleanPage, click, find, hover, openLab, reached } from "./page.ts";

const GRID: Grid = { columns: 4, rows: 3 };
const SMALL: StudyInput = { network: { width: 4 }, depth: 8, ensemble: 2, seed: 7 };

cleanPage();

describe("a data table", () => {
  const CONTENT: TableContent = {
    caption: "numbers",
    groups: [
      { name: "A", columns: 2 },
      { name: "B", columns: 1 },
    ],
    head: ["row", "a₁", "a₂", "b"],
    rows: [
      ["1", "−0.5 ± 0.1", "2", "–"],
      ["2", "3", "4", "−∞"],
    ],
  };
  let content: TableContent | null = null;
  let reads = 0;

  function open(pace = 0) {
    reads = 0;
    content = CONTENT;
    const table = createDataTable(
      "of a test",
      () => {
        reads++;
        return content;
      },
      pace,
    );
    document.body.replaceChildren(table.element);
    return { ...table, details: find<HTMLDetailsElement>(document, "details") };
  }

  afterEach(() => vi.useRealTimers());

  test("is made when it is opened, with a caption and headings that say of what they are", async () => {
    const { details, changed } = open();
    changed();
    expect(reads).toBe(0);
    details.open = true;
    await expect.poll(() => reads).toBe(1);
    expect(find(details, "caption").textContent).toBe("numbers");
    const headings = (scope: string) => [...details.querySelectorAll(`th[scope=${scope}]`)].map((th) => th.textContent);
    expect(headings("colgroup")).toEqual(["A", "B"]);
    expect(headings("col")).toEqual(CONTENT.head);
    expect(headings("row")).toEqual(["1", "2"]);
    expect([...details.querySelectorAll("td")].map((td) => td.textContent).filter((text) => text !== "")).toEqual(
      CONTENT.rows.flatMap((row) => row.slice(1)),
    );
  });

  test("follows what changes in the cells it has, and says where there is nothing", async () => {
    const { details, changed } = open();
    details.open = true;
    await expect.poll(() => reads).toBe(1);
    const cell = find(details, "tbody td");
    content = { ...CONTENT, caption: "others", rows: [["1", "7", "2", "–"], ...CONTENT.rows.slice(1)] };
    changed();
    expect(find(details, "tbody td")).toBe(cell);
    expect([cell.textContent, find(details, "caption").textContent]).toEqual(["7", "others"]);
    content = { caption: "fewer", head: ["row", "x"], rows: [["9", "8"]] };
    changed();
    expect(details.querySelectorAll("tbody tr")).toHaveLength(1);
    expect(find(details, "tbody").textContent).toBe("98");
    content = null;
    changed();
    expect(find<HTMLElement>(details, ".data-nothing").hidden).toBe(false);
    expect(find<HTMLElement>(details, ".data-scroll").hidden).toBe(true);
  });

  test("follows at its pace, the last change always", async () => {
    const { details, changed, destroy } = open(1000);
    details.open = true;
    await expect.poll(() => reads).toBe(1);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    for (let times = 0; times < 9; times++) changed();
    expect(reads).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(reads).toBe(2);
    destroy();
  });

  test("is copied with tabs, and with a minus that a spreadsheet knows; by hand where a page may not", async () => {
    const { details } = open();
    details.open = true;
    await expect.poll(() => reads).toBe(1);
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    const copy = find<HTMLButtonElement>(details, "button");
    copy.click();
    await expect.poll(() => find(details, ".data-said").textContent).toMatch(/^Copied/);
    expect(write).toHaveBeenCalledWith(["\tA\t\tB", "row\ta₁\ta₂\tb", "1\t-0.5 ± 0.1\t2\t–", "2\t3\t4\t-∞"].join("\n"));
    write.mockRejectedValue(new DOMException("not allowed", "NotAllowedError"));
    copy.click();
    await expect.poll(() => find(details, ".data-said").textContent).toMatch(/the table is selected/);
    expect(getSelection()?.toString()).toContain("a₂");
    expect(getSelection()?.toString()).toContain("−0.5 ± 0.1");
  });
});

test("every picture of the page has its numbers in a table", async () => {
  const root = openLab({ study: SMALL, grid: GRID, engine: "cpu", drawing: "canvas", selected: { x: 0.5, y: 0.5 } });
  await reached(root, "done");
  await expect.poll(() => root.querySelectorAll(".panel[data-state=running]").length, { interval: 20 }).toBe(0);
  const textsOf = (panel: string) => {
    const rows = root.querySelectorAll<HTMLTableRowElement>(`${panel} .data-table tr`);
    return [...rows].map((row) => [...row.cells].map((cell) => cell.textContent));
  };
  for (const fold of root.querySelectorAll<HTMLDetailsElement>(".data-table")) fold.open = true;
  await expect.poll(() => textsOf(".comparison-panel").length).toBe(5);

  const plane = textsOf(".plane-panel");
  expect(plane[0]).toEqual(["σb² ↓, σw² →", "0.5", "1.5", "2.5", "3.5"]);
  expect(plane.slice(1).map(([first]) => first)).toEqual(["0.8333", "0.5", "0.1667"]);
  for (const [row, y] of [0.8333, 0.5, 0.1667].entries()) {
    for (const [column, x] of [0.5, 1.5, 2.5, 3.5].entries()) {
      hover(root, { x, y });
      const [value] = plane[row + 1]?.[column + 1]?.split(", ") ?? [];
      expect(value).toBe(find(root, ".tooltip .measured-value").textContent);
    }
  }
  expect(find(root, ".plane-panel caption").textContent).toMatch(
    /λ₁ ± standard error, nats per layer; rows: bias variance σb², columns: weight variance σw²$/,
  );

  const heat = textsOf(".heat-panel");
  expect(heat[0]).toEqual(["", "plain", "residual"]);
  expect(heat).toHaveLength(2 + 9);
  expect(heat.at(-1)?.[0]).toBe("0");
  expect(heat[2]).toEqual(["8", ...Array.from({ length: 48 }, () => decades(0, 0))]);
  // The column and layer of the cursor, as the profile has them.
  const at = find(root, ".heat-panel #heat-reading").textContent ?? "";
  const [, layer, plain, residual] = /layer (\d+): plain (.*), residual (.*)\.$/.exec(at) ?? [];
  const row = heat.find(([first]) => first === layer) ?? [];
  expect(row).toContain(plain);
  expect(row).toContain(residual);
  const profile = textsOf(".profile-panel").find(([first]) => first === layer);
  expect(profile).toEqual([layer, plain, residual]);

  const spectrum = textsOf(".spectrum-panel");
  expect(spectrum).toHaveLength(1 + 4);
  expect(find(root, ".spectrum-panel .caption").textContent).toContain(`λ₁ = ${spectrum[1]?.[1]}`);

  // Another cell: the table of its spectrum is another one.
  click(root, { x: 3.5, y: 0.5 });
  await expect.poll(() => textsOf(".spectrum-panel")[1]?.[1]).toMatch(/^[+−]\d/);
  expect(textsOf(".spectrum-panel")).not.toEqual(spectrum);
});
