import { InputError } from "../error.ts";

/** What the system says of a file, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is too large for its file system",
  EIO: "the disk does not answer as it should",
  EISDIR: "it is a directory",
  ELOOP: "too many links",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such directory",
  ENOSPC: "the disk is full",
  ENOTDIR: "part of its path is a file, not a directory",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
};

/** A failed file operation as one line, `cannot write PATH (why)`; what is no such failure comes back as it is. */
export function fileError(error: unknown, path: string, doing = "write"): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new InputError(`cannot ${doing} ${path} (${REASONS[code] ?? code})`, { cause: error });
}

/** Code of a system error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
