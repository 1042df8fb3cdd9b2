// The Chromium that browser tests and pictures run on: on Linux x64 the one that travels in the npm package
// @sparticuz/chromium (it carries SwiftShader, so WebGPU and WebGL work without a GPU, and the system libraries it
// needs), elsewhere an installed Chrome.

import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-quic",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  // The pixels of three.js need the software path for presentation as well.
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
];

/** Launch options for Playwright. Throws on Linux x64 if the packaged browser cannot be unpacked. */
export async function chromiumLaunchOptions() {
  if (process.platform !== "linux" || process.arch !== "x64") return { channel: "chrome", args: FLAGS.slice(1) };
  const home = await unpack();
  const libraries = [join(home, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return {
    executablePath: join(home, "chromium"),
    args: FLAGS,
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(home, "fonts") },
  };
}

/**
 * Environment in which Node's `webgpu` finds a Vulkan driver: on Linux x64 the SwiftShader of the packaged browser.
 * It must be set before the process starts, since the loader of shared libraries reads it then. Elsewhere the
 * machine's own driver is used.
 */
export async function vulkanEnvironment() {
  if (process.platform !== "linux" || process.arch !== "x64") return {};
  const home = await unpack();
  return {
    VK_ICD_FILENAMES: join(home, "vk_swiftshader_icd.json"),
    LD_LIBRARY_PATH: [home, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
  };
}

/** Unpacks browser, SwiftShader, fonts and libraries once, and returns the folder. */
async function unpack() {
  const require = createRequire(import.meta.url);
  const { version } = require(join(dirname(require.resolve("@sparticuz/chromium")), "../../package.json"));
  const home = join(tmpdir(), `lyascope-chromium-${version}`);
  if (existsSync(home)) return home;
  // Unpacked beside its place and renamed, so that a half-unpacked browser is never found there. The package unpacks
  // into the temporary folder, and its libraries only where it believes itself in the cloud.
  const fresh = mkdtempSync(join(tmpdir(), "lyascope-chromium-"));
  const before = { TMPDIR: process.env.TMPDIR, AWS_LAMBDA_JS_RUNTIME: process.env.AWS_LAMBDA_JS_RUNTIME };
  const libraries = process.env.LD_LIBRARY_PATH;
  const fonts = process.env.FONTCONFIG_PATH;
  Object.assign(process.env, { TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" });
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    await chromium.executablePath();
  } finally {
    for (const [name, value] of Object.entries({ ...before, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: fonts })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  // The package's own font configuration names the cloud's folders.
  const folders = [join(home, "fonts"), "/usr/share/fonts"].map((folder) => `<dir>${folder}</dir>`).join("");
  const cache = `<cachedir>${join(home, "fonts-cache")}</cachedir>`;
  writeFileSync(join(fresh, "fonts", "fonts.conf"), `<?xml version="1.0"?><fontconfig>${folders}${cache}</fontconfig>`);
  try {
    renameSync(fresh, home);
  } catch (error) {
    // Another process was first.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}
