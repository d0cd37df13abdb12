import { posix } from "node:path";

/** A page of the site: its source from the repository's root, and where it lies on the site. */
export interface Page {
  source: string;
  /** Such as `docs/plan.md`; a README is its folder's `index.md`. */
  path: string;
  title: string;
}

/** Which of the repository's Markdown files are pages, in the order of the sidebar. */
export const GROUPS: readonly { title: string; pages: readonly RegExp[] }[] = [
  {
    title: "Start",
    pages: [/^README\.md$/, /^docs\/getting-started\.md$/, /^docs\/command-line\.md$/, /^docs\/doctor\.md$/],
  },
  {
    title: "What it does",
    pages: [
      /^docs\/plan\.md$/,
      /^docs\/pull-request-comment\.md$/,
      /^docs\/check-imports\.md$/,
      /^docs\/run-deployments\.md$/,
      /^docs\/pruning\.md$/,
      /^docs\/archived-deployments\.md$/,
      /^docs\/scopes\.md$/,
    ],
  },
  {
    title: "Reference",
    pages: [/^docs\/prefect-yaml\.md$/, /^docs\/faults\.md$/, /^docs\/[^/]+\.md$/, /^SECURITY\.md$/],
  },
  { title: "Workflows", pages: [/^workflows-templates\/README\.md$/] },
  { title: "Actions", pages: [/^action-catalog\.md$/, /^actions\/[^/]+\/README\.md$/] },
];

export interface Group {
  title: string;
  pages: Page[];
}

/**
 * The pages of a repository's Markdown files, each once, where its first group has it.
 *
 * @param files path to text
 */
export function groupsOf(files: ReadonlyMap<string, string>): Group[] {
  const left = new Set([...files.keys()].sort());
  return GROUPS.map(({ title, pages }) => ({
    title,
    pages: pages.flatMap((pattern) =>
      [...left]
        .filter((source) => pattern.test(source) && left.delete(source))
        .map((source) => pageOf(source, files)),
    ),
  }));
}

function pageOf(source: string, files: ReadonlyMap<string, string>): Page {
  const title = /^# (.+)$/m.exec(files.get(source) ?? "")?.[1] ?? source;
  return { source, path: pathOf(source), title: title.replaceAll("`", "") };
}

function pathOf(source: string): string {
  return source.replace(/(^|\/)README\.md$/, "$1index.md");
}

/**
 * A page's text for the site: links to other pages lead to them, links to anything else in the repository lead to the
 * code host. Pictures stay where they are.
 *
 * @param pages sources of all pages
 * @param blobUrl where the host shows a file or folder of the repository, without a slash at its end
 */
export function siteText(text: string, source: string, pages: ReadonlySet<string>, blobUrl: string): string {
  const folder = posix.dirname(source);
  // Fences and code in a line hold no links.
  const parts = text.split(/(^[ \t]*```[\s\S]*?^[ \t]*```|`[^`\n]*`)/m);
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : plain(part).replace(
            /(!?\[[^\]]*\]\()([^)\s#]+)(#[^)\s]*)?\)/g,
            (whole, before, target, anchor = "") => {
              if (/^[a-z]+:/.test(target) || before.startsWith("!")) return whole;
              return `${before}${linkTo(posix.join(folder, target), pages, blobUrl)}${anchor})`;
            },
          ),
    )
    .join("");
}

/** Angle brackets and braces that are neither Markdown nor HTML: the generator's templates would take them for their own. */
function plain(text: string): string {
  return (
    text
      .replace(/<(?!\/?(?:picture|source|img|details|summary|br|a|b|sub|sup|kbd)\b|!--)/g, "&lt;")
      .replaceAll("{{", "&#123;&#123;")
      // It takes a path without a dot before it for a package.
      .replace(/\b(src|srcset)="(?=\w[^:"]*")/g, '$1="./')
  );
}

function linkTo(target: string, pages: ReadonlySet<string>, blobUrl: string): string {
  const path = target.replace(/\/$/, "");
  for (const source of [path, `${path}/README.md`]) if (pages.has(source)) return `/${pathOf(source)}`;
  return `${blobUrl}/${path}`;
}
