/** Something from outside could not be read; the message is one line for the user. */
export class InputError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message.replaceAll(/\s*\n\s*/g, " "), options);
    this.name = "InputError";
  }
}
