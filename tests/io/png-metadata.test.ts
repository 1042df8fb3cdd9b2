import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { withTexts } from "../../src/io/png-metadata.ts";
import { hasPython, python } from "../support/python.ts";

const TEXTS = {
  Title: "λ₁ over σ_w² × σ_b²",
  Software: "lyascope 0.1.0",
  Study: JSON.stringify({ x: "α".repeat(900) }),
};

function picture(): { png: Uint8Array; pixels: number[] } {
  const image = new PNG({ width: 3, height: 2 });
  image.data.set(Array.from({ length: 24 }, (_, i) => (i % 4 === 3 ? 255 : 10 * i)));
  return { png: PNG.sync.write(image), pixels: [...image.data] };
}

test("texts in a picture leave it as it is", () => {
  const { png, pixels } = picture();
  // pngjs checks every chunk's CRC.
  const read = PNG.sync.read(Buffer.from(withTexts(png, TEXTS)), { checkCRC: true });
  expect([read.width, read.height, [...read.data]]).toEqual([3, 2, pixels]);
});

test("texts in a picture are found by a reader of its chunks", () => {
  const { png } = picture();
  const bytes = Buffer.from(withTexts(png, TEXTS));
  const found: Record<string, string> = {};
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString("latin1", at + 4, at + 8) === "iTXt") {
      const data = bytes.subarray(at + 8, at + 8 + length);
      const end = data.indexOf(0);
      const text = data.subarray(end + 5);
      found[data.toString("latin1", 0, end)] = (data[end + 1] === 1 ? inflateSync(text) : text).toString("utf8");
    }
    at += 12 + length;
  }
  expect(found).toEqual(TEXTS);
  expect(bytes.length).toBeLessThan(png.length + 400);
  if (!hasPython("zlib")) return;
  const folder = mkdtempSync(join(tmpdir(), "png-"));
  writeFileSync(join(folder, "a.png"), bytes);
  const read = python(
    `import json, struct, zlib
b = open("a.png", "rb").read(); at = 8; texts = {}; order = []
while at < len(b):
    n, kind = struct.unpack(">I4s", b[at:at + 8]); data = b[at + 8:at + 8 + n]
    assert struct.unpack(">I", b[at + 8 + n:at + 12 + n])[0] == zlib.crc32(kind + data)
    order.append(kind.decode())
    if kind == b"iTXt":
        key, rest = data.split(b"\\0", 1); language, translated, text = rest[2:].split(b"\\0", 2)
        assert language == translated == b"" and rest[1] == 0
        texts[key.decode("ascii")] = (zlib.decompress(text) if rest[0] else text).decode("utf8")
    at += 12 + n
print(json.dumps([order, texts]))`,
    [],
    folder,
  );
  expect(read).toEqual([["IHDR", "iTXt", "iTXt", "iTXt", "IDAT", "IEND"], TEXTS]);
});

test("only pictures take texts, and only by keywords of the format", () => {
  const { png } = picture();
  expect(() => withTexts(Uint8Array.of(1, 2), TEXTS)).toThrow("these bytes are no PNG");
  for (const keyword of ["", " a", "a\0b", "λ", "a".repeat(80)]) {
    expect(() => withTexts(png, { [keyword]: "" })).toThrow("allowed: 1 to 79 printable ASCII characters");
  }
});
