import type { ExportHost } from "./export/exporter.ts";
import { type ExportKind, kindsOf, PANEL_WORDS, PANELS, type PanelName } from "./export/panels.ts";
import { createExportMenu, type ExportMenu, SCALES } from "./views/export-menu.ts";

/** An Export menu in every panel's header. */
export interface PanelExports {
  /** Saves the PNG of a panel, at the chosen scale; of the one that has the focus if not given, else of the plane. */
  savePicture(panel?: PanelName): Promise<void>;
  destroy(): void;
}

const STORED = "lyascope.export.scale";

/** `say` hears what was saved or copied. The code that exports comes when a menu is opened for the first time. */
export function createPanelExports(host: ExportHost, say: (words: string) => void): PanelExports {
  let scale = storedScale();
  const menus = new Map<PanelName, ExportMenu>();
  const code = () => import("./export/exporter.ts");

  async function run(panel: PanelName, kind: ExportKind): Promise<void> {
    const menu = menus.get(panel);
    try {
      const { exportPanel } = await code();
      const { said, copied } = await exportPanel(host, panel, kind, scale);
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
      scale: () => scale,
      rescale(next) {
        scale = next;
        store(next);
      },
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

/** A page may have no storage: then nothing is remembered. */
function storedScale(): number {
  try {
    return SCALES.find((each) => String(each) === localStorage.getItem(STORED)) ?? 2;
  } catch {
    return 2;
  }
}

function store(scale: number): void {
  try {
    localStorage.setItem(STORED, String(scale));
  } catch {
    // As above.
  }
}
