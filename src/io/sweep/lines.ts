import type { FileHandle } from "node:fs/promises";

/** A line without its end, and where it and its end stop, in bytes. */
export interface Line {
  bytes: Uint8Array;
  end: number;
}

const CHUNK = 1 << 20;
const NEWLINE = 0x0a;

/** The whole lines of a file, read piece by piece: it may be larger than memory. What comes behind the last line end is no line. */
export async function* linesOf(file: FileHandle): AsyncGenerator<Line> {
  const chunk = Buffer.alloc(CHUNK);
  let begun: Buffer[] = [];
  let at = 0;
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK, at);
    if (bytesRead === 0) return;
    const read = chunk.subarray(0, bytesRead);
    let from = 0;
    for (let to = read.indexOf(NEWLINE); to >= 0; to = read.indexOf(NEWLINE, from)) {
      yield { bytes: Buffer.concat([...begun, read.subarray(from, to)]), end: at + to + 1 };
      begun = [];
      from = to + 1;
    }
    // Copied: the next piece is read into the same memory.
    if (from < bytesRead) begun.push(Buffer.from(read.subarray(from)));
    at += bytesRead;
  }
}
