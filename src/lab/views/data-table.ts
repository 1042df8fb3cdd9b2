import { h } from "../dom.ts";

/** Numbers of a picture; the first of each row is its heading. */
export interface TableContent {
  caption: string;
  /** Headings over several columns, the first column not among them. */
  groups?: readonly { name: string; columns: number }[];
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

export interface DataTable {
  readonly element: HTMLElement;
  /** The numbers may be others: an open table follows, at most once every `pace` ms. */
  changed(): void;
  destroy(): void;
}

/** A picture's numbers as a table, folded away, and made only while it is open; `name` says of what, null says of nothing. */
export function createDataTable(name: string, read: () => TableContent | null, pace = 0): DataTable {
  const table = h("table");
  const scroll = h(
    "div",
    { class: "data-scroll", tabindex: 0, role: "region", "aria-label": `Data table ${name}` },
    table,
  );
  const nothing = h("p", { class: "data-nothing" }, "Nothing is measured yet.");
  const said = h("span", { class: "data-said", role: "status" });
  const copy = h("button", { type: "button", onclick: () => void copyText() }, "Copy");
  const element = h(
    "details",
    { class: "data-table" },
    h("summary", {}, "Data table", h("span", { class: "visually-hidden" }, ` ${name}`)),
    h("div", { class: "data-buttons" }, copy, said),
    nothing,
    scroll,
  );
  let shape = "";
  let filled = Number.NEGATIVE_INFINITY;
  let pending: ReturnType<typeof setTimeout> | undefined;

  function fill(): void {
    clearTimeout(pending);
    pending = undefined;
    filled = performance.now();
    said.textContent = "";
    const content = read();
    nothing.hidden = content !== null;
    scroll.hidden = copy.hidden = content === null;
    if (content === null) return;
    const { groups = [], head, rows } = content;
    const next = JSON.stringify([groups, head.length, rows.length]);
    if (next === shape) update(table, content);
    else table.replaceChildren(...partsOf(content));
    shape = next;
  }

  /** Folded away, its thousands of cells are nobody's. */
  function empty(): void {
    clearTimeout(pending);
    pending = undefined;
    shape = "";
    table.replaceChildren();
  }

  function changed(): void {
    if (!element.open || pending !== undefined) return;
    const wait = filled + pace - performance.now();
    if (wait <= 0) fill();
    else pending = setTimeout(fill, wait);
  }

  async function copyText(): Promise<void> {
    const lines = [...table.rows].map((row) => [...row.cells].flatMap(textsOf).join("\t"));
    // A spreadsheet knows the hyphen alone as a minus.
    const text = lines.join("\n").replaceAll("−", "-");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied, with tabs between the columns.";
    } catch {
      // A page may not be allowed to: it can be copied by hand.
      getSelection()?.selectAllChildren(table);
      said.textContent = "The browser does not allow a page to copy: the table is selected.";
    }
  }

  element.addEventListener("toggle", () => {
    if (element.open) fill();
    else empty();
  });
  return { element, changed, destroy: () => clearTimeout(pending) };
}

function partsOf({ caption, groups = [], head, rows }: TableContent): HTMLElement[] {
  const groupRow = h(
    "tr",
    {},
    h("td"),
    ...groups.map(({ name, columns }) => h("th", { scope: "colgroup", colspan: columns }, name)),
  );
  const headings = h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)));
  return [
    h("caption", {}, caption),
    h("thead", {}, ...(groups.length === 0 ? [] : [groupRow]), headings),
    h(
      "tbody",
      {},
      ...rows.map(([first = "", ...others]) =>
        h("tr", {}, h("th", { scope: "row" }, first), ...others.map((text) => h("td", {}, text))),
      ),
    ),
  ];
}

/** Other texts in the same cells: a place that is read, or selected, stays where it is. */
function update(table: HTMLTableElement, { caption, groups = [], head, rows }: TableContent): void {
  const put = (element: Element | null | undefined, text: string) => {
    if (element !== null && element !== undefined && element.textContent !== text) element.textContent = text;
  };
  put(table.caption, caption);
  const first = groups.length === 0 ? 0 : 1;
  [head, ...rows].forEach((texts, index) => {
    const row = table.rows[first + index];
    texts.forEach((text, column) => {
      put(row?.cells[column], text);
    });
  });
}

/** A heading over several columns stands over the first of them. */
function textsOf(cell: HTMLTableCellElement): string[] {
  return [cell.textContent, ...Array.from({ length: cell.colSpan - 1 }, () => "")];
}
