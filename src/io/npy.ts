/** An array as NumPy knows it, in C order: numbers, strings, or true and false. */
export interface NpyArray {
  /** Empty for a single value. */
  shape: readonly number[];
  data: Float64Array | Float32Array | Int32Array | BigInt64Array | Uint8Array | readonly string[] | readonly boolean[];
}

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY")];
/** The data begin at a multiple of this. */
const ALIGNMENT = 64;
/** Length of a header that version 1.0 can tell; longer ones take version 2.0. */
const SHORT_HEADER = 0xffff;
const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
/** Byte order of typed arrays on this machine. */
const NATIVE = LITTLE ? "<" : ">";

/**
 * The bytes of a .npy file (NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays", versions 1.0 and 2.0).
 * Strings become `<U`, as wide as the longest one, which NumPy reads without pickle. Throws RangeError where shape and data
 * do not belong together.
 */
export function toNpy({ shape, data }: NpyArray): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    throw new RangeError(`an array of shape (${shape.join(", ")}) has ${count} values, not ${data.length}`);
  }
  const { type, bytes } = encoded(data);
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const head = headerOf(`{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`);
  const file = new Uint8Array(head.length + bytes.length);
  file.set(head);
  file.set(bytes, head.length);
  return file;
}

/** Magic, version, length and the dictionary, padded with spaces up to a line break before the data. */
function headerOf(dictionary: string): Uint8Array {
  const text = new TextEncoder().encode(dictionary);
  const padded = (before: number) => Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const short = padded(10) <= SHORT_HEADER;
  const before = short ? 10 : 12;
  const length = padded(before);
  const header = new Uint8Array(before + length).fill(0x20);
  header.set([...MAGIC, short ? 1 : 2, 0]);
  const view = new DataView(header.buffer);
  if (short) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  header.set(text, before);
  header[header.length - 1] = 0x0a;
  return header;
}

function encoded(data: NpyArray["data"]): { type: string; bytes: Uint8Array } {
  if (!("buffer" in data)) return isBooleans(data) ? booleans(data) : strings(data);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof Uint8Array) return { type: "|u1", bytes };
  const kind = data instanceof Float64Array || data instanceof Float32Array ? "f" : "i";
  return { type: `${NATIVE}${kind}${data.BYTES_PER_ELEMENT}`, bytes };
}

function isBooleans(data: readonly string[] | readonly boolean[]): data is readonly boolean[] {
  return typeof data[0] === "boolean";
}

function booleans(data: readonly boolean[]) {
  return { type: "|b1", bytes: Uint8Array.from(data, Number) };
}

/** UTF-32, padded with zeros to the length of the longest. */
function strings(data: readonly string[]) {
  const points = data.map((text) => [...text].map((each) => each.codePointAt(0) ?? 0));
  const width = points.reduce((longest, each) => Math.max(longest, each.length), 1);
  const bytes = new Uint8Array(4 * width * data.length);
  const view = new DataView(bytes.buffer);
  points.forEach((text, place) => {
    text.forEach((point, index) => {
      view.setUint32(4 * (place * width + index), point, true);
    });
  });
  return { type: `<U${width}`, bytes };
}
