/** The command line was used wrongly; the message is one line for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
