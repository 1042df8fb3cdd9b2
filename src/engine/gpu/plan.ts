/** Cells that share a kernel. */
export interface Group<Cell> {
  /** WGSL of the kernel. */
  code: string;
  cells: readonly Cell[];
  /** Index of every cell in the job. */
  members: readonly number[];
}

/** The cells of a job by kernel, in the order of the job. */
export function groupsOf<Cell>(cells: readonly Cell[], kernelOf: (cell: Cell) => string): Group<Cell>[] {
  const found = new Map<string, number[]>();
  cells.forEach((cell, index) => {
    const code = kernelOf(cell);
    const members = found.get(code);
    if (members === undefined) found.set(code, [index]);
    else members.push(index);
  });
  return [...found].map(([code, members]) => ({ code, members, cells: members.map((index) => cells[index]) }));
}
