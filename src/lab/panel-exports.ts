import type { ExportHost } from "./export/exporter.ts";
import { type ExportKind, kindsOf, PANEL_WORDS, PANELS, type PanelName } from "./export/panels.ts";
import { remembered } from "./remembered.ts";
import { createExportMenu, type ExportMenu } from "./views/export-menu.ts";

/** An Export menu in every panel's header. */
export interface PanelExports {
  /** Saves the PNG of a panel, at the chosen scale; of the one that has the focus if not given, else of the plane. */
  savePicture(panel?: PanelName): Promise<void>;
  destroy(): void;
}

/** `say` hears what was saved or copied. The code that exports comes when a menu is opened for the first time. */
export function createPanelExports(host: ExportHost, say: (words: string) => void): PanelExports {
  // The first one stands where none is remembered.
  const scale = remembered("lyascope.export.scale", ["2", "1", "3", "4"]);
  const menus = new Map<PanelName, ExportMenu>();
  const code = () => import("./export/exporter.ts");

  async function run(panel: PanelName, kind: ExportKind): Promise<void> {
    const menu = menus.get(panel);
    try {
      const { exportPanel } = await code();
      const { said, copied } = await exportPanel(host, panel, kind, Number(scale.value));
      if (copied !== undefined && !(await copy(copied))) {
        const words = "The browser does not allow a page to copy: here it is, selected.";
        menu?.say(words, copied);
        say(words);
        return;
      }
      menu?.say(said);
      say(said);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      menu?.say(words);
      say(words);
    }
  }

  for (const panel of PANELS) {
    const menu = createExportMenu(PANEL_WORDS[panel], kindsOf(panel), {
      // What goes wrong is said when something is asked for.
      opened: () => void code().catch(() => undefined),
      run: (kind) => void run(panel, kind),
      scale,
    });
    menus.set(panel, menu);
    host.panel(panel).querySelector(":scope > header")?.append(menu.element);
  }

  return {
    savePicture(panel) {
      const focused = PANELS.find((name) => host.panel(name).contains(document.activeElement));
      const asked = panel ?? focused ?? "phase-diagram";
      // The benchmark is a table.
      return run(asked === "benchmark" ? "phase-diagram" : asked, "png");
    },
    destroy() {
      for (const menu of menus.values()) menu.destroy();
    },
  };
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
