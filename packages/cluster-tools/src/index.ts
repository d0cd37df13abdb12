export { type Architecture, architectureOf } from "./architecture.ts";
export { type Mirror, parseMirror } from "./mirror.ts";
export { publishedChecksum, releaseOf, type ToolRelease } from "./release.ts";
export type { Outcome, ToolReport, ToolsRequest } from "./request.ts";
export { setUpTools } from "./set-up-tools.ts";
export { TOOLS, type Tool, versionFault } from "./version.ts";
