import "./offline/no-eval.ts";
import "./style.css";
import { createFirstPage } from "./first-page.ts";
import { choiceFrom } from "./lab-engine.ts";
import { showNews } from "./offline/news.ts";

const root = document.getElementById("lab");
if (root === null) throw new Error("the page has no element with the id lab");
const page = createFirstPage(root, { engine: choiceFrom(location.search) });
// What measures comes after the first picture.
import("./lab.ts").then(
  ({ completeLab }) => void completeLab(page),
  () => {
    page.rail.show(page.study, false);
    page.status.state("failed", "Part of the lab could not be loaded; reload the page to try again.");
  },
);
// In development files change under the cache; and what measures comes first.
if (import.meta.env.PROD) void showNews(page.tools);
