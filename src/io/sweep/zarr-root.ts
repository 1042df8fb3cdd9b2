import { randomUUID } from "node:crypto";
import { link, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../error.ts";
import { SCHEMA } from "./attributes.ts";
import { codeOf, fileError } from "./file-error.ts";
import { makeFolder } from "./make-folder.ts";
import { bytesOf } from "./read-file.ts";
import { writeWhole } from "./write-file.ts";
import { type Layout, METADATA, toText } from "./zarr-layout.ts";

/**
 * Writes the metadata and the coordinates of a store where they are missing, or not as they should be. The group's come first, and
 * stay as they are: they say whose store it is. InputError where it is another study's.
 */
export async function writeMetadata(path: string, layout: Layout): Promise<void> {
  await makeFolder(path).catch((error: unknown) => {
    if (error instanceof Error && codeOf(error.cause) === "EEXIST")
      throw new InputError(`${path} is a file, no Zarr store`, { cause: error });
    throw error;
  });
  const root = join(path, METADATA);
  if ((await bytesOf(root)) === null) await writeFirst(root, toText(layout.group));
  await checkMetadata(path, layout);
  for (const name of await damagedMetadata(path, layout)) {
    const file = join(path, name);
    await makeFolder(dirname(file));
    await writeWhole(file, layout.files.get(name) ?? "", temporaryOf(file));
  }
}

/** Metadata and coordinates that are missing, or not as they should be, by their paths in the store. */
export async function damagedMetadata(path: string, { files }: Layout): Promise<string[]> {
  const names = await Promise.all(
    [...files].map(async ([name, bytes]) => {
      const there = await bytesOf(join(path, name));
      return there !== null && Buffer.from(bytes).equals(there) ? [] : [name];
    }),
  );
  return names.flat();
}

/** Throws InputError where a store is of another study, or was laid out in another way. */
export async function checkMetadata(path: string, layout: Layout): Promise<void> {
  const { attributes, arrays } = await groupOf(path);
  if (attributes.key !== layout.group.attributes.key) {
    throw new InputError(`${path} holds another study; name another target, or the study that is there`);
  }
  if (arrays !== JSON.stringify(layout.group.consolidated_metadata)) {
    const { version } = attributes;
    throw new InputError(
      `${path} is laid out in another way, by lyascope ${version}; take that version, or name another target`,
    );
  }
}

/** What a store says of itself. InputError where it is none of a sweep. */
export async function rootAttributes(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await groupOf(path)).attributes;
}

/** Adds to what a store says of itself, or puts it in the place of what it said. InputError where it is none of a sweep. */
export async function writeAttributes(path: string, more: Readonly<Record<string, unknown>>): Promise<void> {
  const { group, attributes } = await groupOf(path);
  const root = join(path, METADATA);
  await writeWhole(root, toText({ ...group, attributes: { ...attributes, ...more } }), temporaryOf(root));
}

async function groupOf(path: string) {
  const root = join(path, METADATA);
  const bytes = await bytesOf(root);
  if (bytes === null) throw new InputError(`${path} is no Zarr store: it has no ${METADATA}`);
  let group: object;
  try {
    group = Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new InputError(`${root} is damaged: it is no JSON`, { cause });
  }
  const attributes: unknown = Reflect.get(group, "attributes");
  const isSweep = Reflect.get(Object(attributes), "software") === "lyascope";
  if (typeof attributes !== "object" || attributes === null || !isSweep) {
    throw new InputError(`${path} is no sweep of lyascope`);
  }
  const own: Readonly<Record<string, unknown>> = { ...attributes };
  if (own.schema !== SCHEMA) {
    throw new InputError(`${path} has the form ${own.schema} of lyascope ${own.version}; known here: ${SCHEMA}`);
  }
  return { group, attributes: own, arrays: JSON.stringify(Reflect.get(group, "consolidated_metadata")) };
}

/** Writes a file whole unless there is one: of two processes at once one is first, and the other one's is dropped. */
async function writeFirst(path: string, text: string): Promise<void> {
  const own = temporaryOf(path);
  try {
    await writeWhole(own, text);
    await link(own, path);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    // File systems without hard links.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error) ?? "")) throw fileError(error, path);
    await writeWhole(path, text, own);
  } finally {
    await rm(own, { force: true });
  }
}

/** A name that no other process takes: shards write what they share at the same time. */
function temporaryOf(path: string): string {
  return `${path}.${randomUUID().slice(0, 8)}.tmp`;
}
