import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from "vitest/config";
import { chromiumLaunchOptions, vulkanEnvironment } from "./scripts/chromium.mjs";
// Write the WGSL of shaders/ and the WebAssembly of assembly/ into the sources, which tests and pages import.
import "./scripts/shaders.mjs";
import "./scripts/wasm.mjs";
import { offlinePlugin } from "./scripts/vite-offline.ts";
import { policyPlugin } from "./scripts/vite-policy.ts";

export default defineConfig(
  async ({ mode }): Promise<ViteUserConfig> => ({
    // The lab works from any path of any server.
    base: "./",
    // The package names its style sheet nowhere in its exports.
    resolve: { alias: { "lil-gui.css": join(dirname(fileURLToPath(import.meta.resolve("lil-gui"))), "lil-gui.css") } },
    build: { outDir: "dist/lab", chunkSizeWarningLimit: 1500 },
    worker: { format: "es" },
    plugins: [policyPlugin(), offlinePlugin()],
    test: mode === "test" ? await tests() : undefined,
  }),
);

/** What runs in Node, what needs WebGPU in Node, what runs in a real browser, the built lab in one, and how long it takes. */
async function tests(): Promise<ViteUserConfig["test"]> {
  const projects: TestProjectInlineConfiguration[] = [
    {
      extends: true,
      test: {
        name: "node",
        environment: "node",
        globalSetup: "tests/setup/build.ts",
        maxWorkers: 2,
        testTimeout: 60_000,
        include: ["tests/{network,theory,measure,engine,study,cli,io,package,laws,bench}/**/*.test.ts"],
        exclude: ["**/*.browser.test.ts", "tests/engine/gpu/**"],
      },
    },
    {
      extends: true,
      test: {
        name: "gpu",
        environment: "node",
        // A process of its own: the driver is found through its environment.
        pool: "forks",
        setupFiles: "tests/setup/polling.ts",
        // Without bounds checks kernels compile in two thirds of the time; in the browser they have them.
        env: { ...(await vulkanEnvironment()), LYASCOPE_DAWN_FLAGS: "enable-dawn-features=disable_robustness" },
        // SwiftShader compiles a kernel on one core, in about a second.
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
        testTimeout: 60_000,
        hookTimeout: 60_000,
        include: ["tests/engine/gpu/**/*.test.ts"],
        exclude: ["**/*.browser.test.ts"],
      },
    },
    {
      extends: true,
      test: {
        name: "browser",
        sequence: { groupOrder: 2 },
        include: ["tests/lab/**/*.test.ts", "tests/**/*.browser.test.ts"],
        testTimeout: 120_000,
        // A software GPU on a busy machine: what is polled for comes late, not wrong.
        expect: { poll: { timeout: 20_000 } },
        browser: {
          enabled: true,
          headless: true,
          provider: playwright({ launchOptions: await chromiumLaunchOptions() }),
          screenshotFailures: false,
          instances: [{ browser: "chromium", viewport: { width: 1280, height: 800 } }],
        },
      },
    },
    {
      extends: true,
      test: {
        name: "built",
        environment: "node",
        globalSetup: "tests/setup/build.ts",
        // Most of it is waiting: beside the tests in a browser.
        maxWorkers: 1,
        sequence: { groupOrder: 2 },
        expect: { poll: { timeout: 20_000 } },
        testTimeout: 120_000,
        hookTimeout: 60_000,
        include: ["tests/built/**/*.test.ts"],
        exclude: ["tests/built/times.test.ts"],
      },
    },
    {
      extends: true,
      test: {
        name: "times",
        environment: "node",
        globalSetup: "tests/setup/build.ts",
        // After all else, with the machine to itself.
        maxWorkers: 1,
        sequence: { groupOrder: 3 },
        testTimeout: 120_000,
        hookTimeout: 60_000,
        include: ["tests/built/times.test.ts"],
      },
    },
  ];
  return { projects };
}
