/** A function that is called at most once a frame, with what it was told last. */
export interface PerFrame<T> {
  call(value: T): void;
  /** What was told and not yet passed on is dropped. */
  cancel(): void;
}

export function perFrame<T>(draw: (value: T) => void): PerFrame<T> {
  let frame = 0;
  let latest: { value: T } | null = null;
  return {
    call(value) {
      latest = { value };
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        const told = latest;
        latest = null;
        if (told !== null) draw(told.value);
      });
    },
    cancel() {
      cancelAnimationFrame(frame);
      frame = 0;
      latest = null;
    },
  };
}
