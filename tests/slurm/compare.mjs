// compare.mjs ONE TWO: two .npz files, or two folders of a Zarr store, byte for byte: every array, every coordinate; metadata
// by what it says, whatever the order of its names. Left out: who computed it (the member `attributes.npy`; the folder .lyascope and the attribute `provenance`).

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { unzipSync } from "fflate";

const [one, two] = process.argv.slice(2).map(parts);
const names = [...new Set([...one.keys(), ...two.keys()])].sort();
const unlike = names.filter((name) => !same(one.get(name), two.get(name), name));
for (const name of unlike) console.log(`different: ${name}`);
const bytes = [...one.values()].reduce((sum, part) => sum + part.length, 0);
console.log(`${names.length} parts, ${bytes} bytes, ${unlike.length} different`);
process.exitCode = names.length > 0 && unlike.length === 0 ? 0 : 1;

function parts(path) {
  if (!statSync(path).isDirectory()) {
    const members = Object.entries(unzipSync(readFileSync(path)));
    return new Map(members.filter(([name]) => name !== "attributes.npy"));
  }
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(path, join(entry.parentPath, entry.name)));
  return new Map(
    paths.filter((name) => !name.startsWith(".lyascope")).map((name) => [name, readFileSync(join(path, name))]),
  );
}

function same(a, b, name) {
  if (a === undefined || b === undefined) return false;
  return name.endsWith("zarr.json") ? isDeepStrictEqual(metadata(a), metadata(b)) : Buffer.compare(a, b) === 0;
}

function metadata(bytes) {
  const node = JSON.parse(Buffer.from(bytes));
  delete node.attributes.provenance;
  return node;
}
