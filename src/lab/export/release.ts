import cff from "../../../CITATION.cff?raw";
import { releaseOf } from "./citation.ts";

/** This release of lyascope. */
export const RELEASE = releaseOf(cff);
