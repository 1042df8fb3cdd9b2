import "./style.css";
import { mountLab } from "./lab.ts";

const root = document.getElementById("lab");
if (root === null) throw new Error("the page has no element with the id lab");
mountLab(root);
