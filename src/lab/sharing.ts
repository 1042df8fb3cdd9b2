import { LONG_LINK } from "../io/fragment.ts";
import { type Address, hrefOf } from "./address.ts";
import { h } from "./dom.ts";
import { createFileDrop } from "./file-drop.ts";
import { linkOf } from "./link.ts";
import { createLinkKeeper } from "./link-keeper.ts";
import { openLink, reasonOf } from "./open-link.ts";
import type { PageState } from "./page-state.ts";
import { cellOf, type Grid } from "./plane.ts";
import { fileText, openedFile, studyFile } from "./study-file.ts";
import type { Shown } from "./study-text.ts";
import { createNotice } from "./views/notice.ts";
import { createShareMenu } from "./views/share-menu.ts";

export interface SharingHost {
  grid: Grid;
  /** Where links are kept; nowhere if null. */
  address: Address | null;
  /** What the page shows, right or wrong. */
  state(): PageState;
  /** Whether that can be measured. */
  holds(): boolean;
  open(state: PageState): void;
}

/** What goes out of the page and comes in: links and files. */
export interface Sharing {
  /** The button and its menu. */
  readonly button: HTMLElement;
  /** What lies over the page: messages, and where files go. */
  readonly over: readonly HTMLElement[];
  /** A link to the whole page, for a page that shows a part of it within another one. */
  readonly whole: HTMLElement;
  /** Copies the link of what the page shows, and says so. */
  copyLink(): Promise<void>;
  /** Opens a study or a result; one line says which, or what is wrong with it. */
  openFile(file: Pick<File, "name" | "size" | "text">): Promise<void>;
  say(words: string, wrong?: boolean): void;
  destroy(): void;
}

const WRONG = "What the page shows cannot be measured: see the message beside its controls.";

export function createSharing({ grid, address, state, holds, open }: SharingHost): Sharing {
  const notice = createNotice();
  const menu = createShareMenu({
    link: () => ({ href: hrefOf(link()), remark: remarkOn(hrefOf(link())) }),
    copy: () => void copyLink(),
    download,
    file: (file) => void openFile(file),
  });
  const drop = createFileDrop((file) => void openFile(file));
  const keeper =
    address === null ? null : createLinkKeeper(address, { link: () => (holds() ? link() : null), open: openFragment });
  const whole = h("a", { class: "whole-page", target: "_blank", rel: "noopener" }, "open in lyascope");
  // Where it leads is asked for only when somebody goes there.
  for (const name of ["pointerdown", "focus", "mouseenter"]) {
    whole.addEventListener(name, () => whole.setAttribute("href", wholeHref()));
  }
  whole.setAttribute("href", hrefOf("", searchOfWhole()));
  // What is read last is what counts.
  let asked = 0;

  function shown({ study, axes, place }: PageState): Shown {
    const plane = { ...grid, ...axes };
    return { study, plane, selected: cellOf(plane, place) };
  }

  function link(): string {
    return holds() ? linkOf(state(), grid) : "";
  }

  function wholeHref(): string {
    return hrefOf(link(), searchOfWhole());
  }

  async function copyLink(): Promise<void> {
    if (!holds()) {
      notice.say(WRONG, true);
      return;
    }
    const href = hrefOf(link());
    const remark = remarkOn(href);
    try {
      await navigator.clipboard.writeText(href);
      notice.say(`Link copied.${remark === "" ? "" : ` ${remark}`}`);
    } catch {
      menu.select();
      notice.say("The browser does not allow a page to copy: the link is selected.");
    }
  }

  function download(): void {
    if (!holds()) {
      notice.say(WRONG, true);
      return;
    }
    const text = studyFile(shown(state()));
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    h("a", { href, download: "study.json" }).click();
    // The browser has begun by then.
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    notice.say("study.json holds the study of the plane.");
  }

  async function openFile(file: Pick<File, "name" | "size" | "text">): Promise<void> {
    const own = ++asked;
    try {
      const text = await fileText(file);
      if (own !== asked) return;
      const before = state();
      const opened = openedFile(text, file.name, shown(before), before.heat);
      open(opened.state);
      notice.say(opened.said);
      keeper?.changed();
    } catch (error) {
      if (own === asked) notice.say(`Nothing is opened: ${reasonOf(error)}`, true);
    }
  }

  function openFragment(fragment: string): void {
    const opened = openLink(fragment, grid);
    open(opened.state);
    if (opened.wrong !== null) notice.say(opened.wrong, true);
  }

  return {
    button: menu.element,
    over: [notice.element, drop.element],
    whole,
    copyLink,
    openFile,
    say: notice.say,
    destroy() {
      asked++;
      menu.destroy();
      notice.destroy();
      drop.destroy();
      keeper?.destroy();
    },
  };
}

/** The address' question without what takes parts of the page away. */
function searchOfWhole(): string {
  const search = new URLSearchParams(location.search);
  search.delete("embed");
  search.delete("hide");
  return search.size === 0 ? "" : `?${search}`;
}

function remarkOn(href: string): string {
  if (href.length <= LONG_LINK) return "";
  return `It has ${href.length} characters, more than some programs keep: study.json is safer to send.`;
}
