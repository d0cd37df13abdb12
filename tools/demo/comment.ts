import { subheading } from "./print.ts";

/** Shows Markdown of GitHub's pages in a terminal, its folds open. */
export function showMarkdown(title: string, markdown: string): void {
  subheading(title);
  for (const line of asText(markdown).split("\n")) console.log(`  │ ${line}`.trimEnd());
}

/** Markdown as a reader sees it, as far as a terminal can: pictures and marks are left out, folds are open. */
function asText(markdown: string): string {
  return markdown
    .replace(/```mermaid\n.*?```/gs, "[a picture of what hangs together]")
    .replace(/<summary>(.*?)<\/summary>/gs, "▾ $1")
    .replace(/^\|[\s:|-]+\|$\n?/gm, "")
    .replace(/<!--.*?-->|<\/?[a-z][^>]*>|\*\*/gs, "")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(amp|lt|gt|quot);/g, (_, name: keyof typeof ENTITIES) => ENTITIES[name])
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\n{2,}/g, "\n")
    .trim();
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };
