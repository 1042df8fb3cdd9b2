import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { LAB_POLICY } from "./lab-policy.ts";

const LAB = fileURLToPath(new URL("../lab/", import.meta.url));

/** Serves the built lab to this machine alone; port 0 takes a free one. */
export async function serveLab(port: number): Promise<{ server: Server; address: string }> {
  if (!existsSync(`${LAB}index.html`)) throw new Error("the lab is not built; npm run build builds it");
  const files = sirv(LAB, {
    etag: true,
    // The same as in index.html; as a header it also holds for workers.
    setHeaders(response) {
      response.setHeader("Content-Security-Policy", LAB_POLICY);
      response.setHeader("X-Content-Type-Options", "nosniff");
    },
  });
  const server = createServer((request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { Allow: "GET, HEAD" }).end();
      return;
    }
    files(request, response, () => {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("not found\n");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const busy = "code" in error && error.code === "EADDRINUSE";
      reject(busy ? new Error(`port ${port} is in use; PORT=0 takes a free one`) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = server.address();
  const actual = typeof bound === "object" && bound !== null ? bound.port : port;
  return { server, address: `http://localhost:${actual}/` };
}
