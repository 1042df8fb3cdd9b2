export { commit, manifestVersion, version } from "../io/version.ts";
