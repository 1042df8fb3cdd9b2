/** Addresses of this machine itself. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a page is to be kept for offline use. Where the server is on this machine there is no line to lose, and the next
 * thing to be served at its port may be another one altogether.
 */
export function isKept({ hostname }: Pick<Location, "hostname">, secure: boolean): boolean {
  return secure && !LOOPBACK.includes(hostname);
}

/** Has the browser keep the built lab, and calls `news` once a version is there that is not the page's. */
export async function keepOffline(news: () => void): Promise<void> {
  if (!("serviceWorker" in navigator) || !isKept(location, isSecureContext)) return;
  try {
    const registration = await navigator.serviceWorker.register("./sw.js");
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && registration.active !== null) void tell(news);
      });
    });
    // A page left open for days asks again when it is looked at.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) registration.update().catch(() => undefined);
    });
  } catch {
    // A browser that refuses, as in some private windows: the lab works without.
  }
}

/** The server's page, asked for in the background, may be the one that is open: it comes from the server first. */
async function tell(news: () => void): Promise<void> {
  try {
    const html = await (await fetch("./", { cache: "no-cache" })).text();
    const entry = document.querySelector("script[type=module][src]")?.getAttribute("src");
    if (typeof entry === "string" && html.includes("<title>lyascope") && !html.includes(entry)) news();
  } catch {
    // Offline again: there will be another time.
  }
}
