export { code, codeBlock, escapeMarkdown } from "./escape.ts";
export { table } from "./table.ts";
