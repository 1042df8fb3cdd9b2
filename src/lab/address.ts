/** Where the state of a page is kept, as a link that can be copied from there. */
export interface Address {
  /** What is behind the #, with or without it; empty where nothing is. */
  read(): string;
  /** Puts another link there: no step back leads to the one before. */
  write(fragment: string): void;
  /** Hears of links that somebody else has put there; returns what ends it. */
  listen(changed: () => void): () => void;
}

/** The browser's own address. */
export const ADDRESS: Address = {
  read: () => location.hash,
  write(fragment) {
    const { pathname, search } = location;
    history.replaceState(history.state, "", `${pathname}${search}${fragment === "" ? "" : `#${fragment}`}`);
  },
  listen(changed) {
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  },
};

/** The whole address of a link on this page. */
export function hrefOf(fragment: string, search = location.search): string {
  const { origin, protocol, pathname } = location;
  // A page from a file has no origin.
  const before = protocol === "file:" ? "file://" : origin;
  return `${before}${pathname}${search}${fragment === "" ? "" : `#${fragment}`}`;
}
