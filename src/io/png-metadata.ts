import { zlibSync } from "fflate";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and CRC of a chunk. */
const FRAME = 12;
/** Signature and IHDR, which is always the first chunk and 13 bytes long. */
const HEADER_END = SIGNATURE.length + FRAME + 13;
/** Texts longer than this are compressed. */
const LONG = 1024;

/**
 * A PNG with texts in it by their keywords: an iTXt chunk each, UTF-8, in front of the picture (PNG specification, third
 * edition, 11.3.3.4). Throws RangeError where the bytes are no PNG, or a keyword is not of 1 to 79 printable ASCII characters.
 */
export function withTexts(png: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  if (SIGNATURE.some((byte, index) => png[index] !== byte)) throw new RangeError("these bytes are no PNG");
  const chunks = Object.entries(texts).map(([keyword, text]) => chunk("iTXt", textData(keyword, text)));
  return joined([png.subarray(0, HEADER_END), ...chunks, png.subarray(HEADER_END)]);
}

/** Keyword, whether and how compressed, no language, no translated keyword, text. */
function textData(keyword: string, text: string): Uint8Array {
  if (!/^[!-~](?:[ -~]{0,77}[!-~])?$/.test(keyword)) {
    throw new RangeError(`keyword ${JSON.stringify(keyword)}; allowed: 1 to 79 printable ASCII characters`);
  }
  const encode = new TextEncoder();
  const bytes = encode.encode(text);
  const compressed = bytes.length > LONG;
  const data = compressed ? zlibSync(bytes) : bytes;
  return joined([encode.encode(keyword), Uint8Array.of(0, Number(compressed), 0, 0, 0), data]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  // Of type and data, not of the length.
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** The cyclic redundancy check of PNG: ISO 3309, polynomial 0xedb88320. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
