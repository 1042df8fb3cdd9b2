/** Nothing to export, or no way to do it; the message is one line for the user. */
export class ExportError extends Error {
  override name = "ExportError";
}
