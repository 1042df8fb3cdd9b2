import { readFileSync } from "node:fs";
import JSZip from "jszip";

/** The members of an archive, but for the one that says who computed it and when. */
export async function membersOf(path: string): Promise<Record<string, string>> {
  const { files } = await JSZip.loadAsync(readFileSync(path));
  const own = Object.values(files).filter((file) => file.name !== "attributes.npy");
  return Object.fromEntries(await Promise.all(own.map(async (file) => [file.name, await file.async("base64")])));
}
