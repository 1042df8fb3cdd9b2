export { manifestVersion, version } from "../io/version.ts";
