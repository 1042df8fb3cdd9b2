import type { Plugin } from "vite";
import { LAB_POLICY } from "../src/cli/lab-policy.ts";

/** Writes the security policy into the built page, for servers that send none. While it is developed, Vite needs more. */
export function policyPlugin(): Plugin {
  return {
    name: "lyascope:policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: LAB_POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}
