/** Offers a file to the browser to be saved; says so. */
export function offerFile(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): { said: string } {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return { said: `Saved ${name}.` };
}
