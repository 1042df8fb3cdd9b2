/** A column of a table: a title and one cell a row. */
export interface Column {
  title: string;
  cells: readonly string[];
  align?: "left" | "right";
}

/** Lines of a table, columns two spaces apart; columns without any content are left out. */
export function table(columns: readonly Column[]): string[] {
  const shown = columns.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const rows = Math.max(0, ...shown.map(({ cells }) => cells.length));
  const padded = shown.map(({ title, cells, align = "right" }) => {
    const width = Math.max(title.length, ...cells.map((cell) => cell.length));
    return [title, ...cells].map((cell) => (align === "right" ? cell.padStart(width) : cell.padEnd(width)));
  });
  return Array.from({ length: rows + 1 }, (_, row) =>
    padded
      .map((column) => column[row] ?? "")
      .join("  ")
      .trimEnd(),
  );
}

/** Width that a table of these columns takes. */
export function tableWidth(columns: readonly Column[]): number {
  return Math.max(0, ...table(columns).map((line) => line.length));
}

/** `fixed`, and of `more` the columns that a table of at most `columns` characters holds. */
export function fitting(fixed: readonly Column[], more: readonly Column[], columns: number): Column[] {
  return more.reduce<Column[]>(
    (shown, column) => (tableWidth(shown.concat(column)) <= columns ? shown.concat(column) : shown),
    [...fixed],
  );
}

/** Breaks a text into lines of at most `columns` characters, at spaces; further lines start with `indent`. */
export function wrap(text: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent + word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
