import type { Address } from "./address.ts";

/** Quiet time after somebody did something before the address says so, ms. */
const QUIET = 200;
/** Browsers allow a page so many addresses a while: a refused one is tried again after this, ms. */
const AGAIN = 2000;
/** What can change a page's state: heard before the page itself hears it, read after the quiet time. */
const GESTURES = ["click", "dblclick", "input", "change", "keydown", "keyup", "pointerup", "drop"] as const;

export interface LinkKeeperEvents {
  /** The link of what the page shows; null while that is wrong. */
  link(): string | null;
  /** Somebody has put another link into the address. */
  open(fragment: string): void;
}

export interface LinkKeeper {
  /** Something has changed that nobody did with hand or key. */
  changed(): void;
  destroy(): void;
}

/** Keeps the page's state in its address, and opens what else is put there. */
export function createLinkKeeper(address: Address, events: LinkKeeperEvents): LinkKeeper {
  let pending: ReturnType<typeof setTimeout> | undefined;
  let kept: string | null = null;

  function changed(after = QUIET): void {
    clearTimeout(pending);
    pending = setTimeout(keep, after);
  }

  function keep(): void {
    const link = events.link();
    if (link === null || link === (kept ?? address.read().replace(/^#/, ""))) return;
    try {
      address.write(link);
      kept = link;
    } catch {
      changed(AGAIN);
    }
  }

  const gesture = () => changed();
  for (const name of GESTURES) window.addEventListener(name, gesture, { capture: true, passive: true });
  const unlisten = address.listen(() => {
    clearTimeout(pending);
    kept = null;
    const fragment = address.read().replace(/^#/, "");
    // A link to a place within the page is none of ours.
    if (fragment !== "" && document.getElementById(fragment) !== null) return;
    events.open(fragment);
  });
  return {
    changed: gesture,
    destroy() {
      clearTimeout(pending);
      unlisten();
      for (const name of GESTURES) window.removeEventListener(name, gesture, { capture: true });
    },
  };
}
