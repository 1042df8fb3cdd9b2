/** The device is gone: a driver was reset, a GPU unplugged, a browser's GPU process ended. */
export class DeviceLost extends Error {
  constructor(why: string) {
    super(`the GPU was lost: ${oneLine(why)}`);
    this.name = "DeviceLost";
  }
}

/** The GPU's memory does not hold a batch. */
export class OutOfMemory extends Error {
  constructor(why: string) {
    super(`the GPU is out of memory: ${oneLine(why)}`);
    this.name = "OutOfMemory";
  }
}

/** First line of what a driver says, without the full stop. */
function oneLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").replace(/\.$/, "");
}
