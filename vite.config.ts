import { defineConfig } from "vite";
export default defineConfig({ base: "./", build: { outDir: "dist/lab" }, worker: { format: "es" } });
