import "./style.css";
import { mountLab } from "./lab.ts";
import { choiceFrom } from "./lab-engine.ts";

const root = document.getElementById("lab");
if (root === null) throw new Error("the page has no element with the id lab");
mountLab(root, { engine: choiceFrom(location.search) });
