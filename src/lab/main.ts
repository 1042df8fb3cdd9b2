import "./offline/no-eval.ts";
import "./style.css";
import { ADDRESS } from "./address.ts";
import { createFirstPage } from "./first-page.ts";
import { choiceFrom } from "./lab-engine.ts";
import { showNews } from "./offline/news.ts";
import { GRID, type LabOptions } from "./options.ts";
import { viewFrom } from "./view.ts";

const root = document.getElementById("lab");
if (root === null) throw new Error("the page has no element with the id lab");
const view = viewFrom(location.search);
const options: LabOptions = { engine: choiceFrom(location.search), address: ADDRESS, view };
// Without a link the first picture waits for nothing.
if (ADDRESS.read().length < 2) begin(root, options);
else void linked(ADDRESS.read()).then((state) => begin(root, { ...options, ...state }));

function begin(place: HTMLElement, given: LabOptions): void {
  const page = createFirstPage(place, given);
  // In development files change under the cache; and what measures comes first.
  if (import.meta.env.PROD) void showNews(page.tools);
  // What measures comes after the first picture.
  import("./lab.ts").then(
    ({ completeLab }) => void completeLab(page),
    () => {
      page.rail.show(page.study, false);
      page.status.state("failed", "Part of the lab could not be loaded; reload the page to try again.");
    },
  );
}

/** What a link shows; the first page where it shows nothing, with one line on why. */
async function linked(fragment: string): Promise<Pick<LabOptions, "state" | "notice">> {
  try {
    const { openLink } = await import("./open-link.ts");
    const { state, wrong } = openLink(fragment, GRID);
    return wrong === null ? { state } : { notice: wrong };
  } catch {
    return { notice: "This link cannot be opened: part of the lab could not be loaded." };
  }
}
