// Keeps the whole lab in the browser's cache, so that it opens without a network. The page itself is asked of the server
// first: online it is never older than the server's. All else that it loads has its version in its name, so that a page
// has only parts of its own version, from wherever they come. A new worker waits until no page of the old one is open:
// an open page finds its parts, loaded late, in the cache of its own version.

import { cleanupOutdatedCaches, matchPrecache, type PrecacheEntry, precacheAndRoute } from "workbox-precaching";

/** What the types of a page lack of a worker's. */
interface WorkerEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
  waitUntil(done: Promise<unknown>): void;
}

/** The built files, written in by the build. */
declare const PRECACHE: PrecacheEntry[];

/** A server that takes longer is as good as none, ms. */
const PATIENCE = 4000;

self.addEventListener("fetch", (given) => {
  const event = given as WorkerEvent;
  if (event.request.method === "GET" && isLab(event.request.url)) event.respondWith(page(event.request));
});
self.addEventListener("activate", (given) => {
  const { clients } = self as unknown as { clients: { claim(): Promise<void> } };
  // The page that brought the worker is its first: what it has not loaded yet comes from the cache.
  (given as WorkerEvent).waitUntil(clients.claim());
});
cleanupOutdatedCaches();
precacheAndRoute(PRECACHE, { cleanURLs: false });

/** Whether an address is the lab's page and not another one below it. */
function isLab(url: string): boolean {
  const { pathname } = new URL(url);
  const { pathname: folder } = new URL("./", location.href);
  return pathname === folder || pathname === `${folder}index.html`;
}

async function page(request: Request): Promise<Response> {
  const kept = async (): Promise<Response> => (await matchPrecache("index.html")) ?? Response.error();
  try {
    const response = await Promise.race([
      fetch(request),
      new Promise<null>((late) => setTimeout(late, PATIENCE, null)),
    ]);
    // A server in trouble is no reason to show its trouble.
    return response === null || response.status >= 500 ? await kept() : response;
  } catch {
    return kept();
  }
}
