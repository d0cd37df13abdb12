import { parsePattern } from "./path-pattern.ts";

/** Where GitHub looks for the file; the first that is there counts. */
export const CODE_OWNERS_FILES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;
/** GitHub reads no larger one. */
const MOST_BYTES = 3 * 1024 * 1024;

/** Who owns which file, by a repository's CODEOWNERS. */
export interface CodeOwners {
  /** The file that says so; null where there is none, and nothing is owned. */
  file: string | null;
  /** `@user`, `@organization/team` or an address, as they are written; none for a file that nobody owns. */
  ownersOf(path: string): readonly string[];
}

/**
 * Reads CODEOWNERS as GitHub does ("About code owners" of GitHub's documentation): of all lines whose pattern matches
 * a path the last one counts, also one without owners. A line that GitHub doesn't take is passed over.
 *
 * @param contents of those of {@link CODE_OWNERS_FILES} that are there, by path
 */
export function readCodeOwners(contents: ReadonlyMap<string, string>): CodeOwners {
  const file = CODE_OWNERS_FILES.find((path) => contents.has(path)) ?? null;
  const text = file === null ? "" : (contents.get(file) ?? "");
  const lines = Buffer.byteLength(text) > MOST_BYTES ? [] : text.split(/\r?\n/);
  const rules = lines.flatMap((line) => parseLine(line) ?? []).reverse();
  return {
    file,
    ownersOf(path) {
      const segments = path.split("/");
      return rules.find((rule) => rule.matches(segments))?.owners ?? [];
    },
  };
}

interface Rule {
  matches(segments: readonly string[]): boolean;
  owners: readonly string[];
}

const OWNER = /^(?:@[A-Za-z0-9_][\w-]*(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/;

function parseLine(line: string): Rule | undefined {
  // A space that belongs to a pattern has a backslash before it.
  const [pattern = "", ...rest] = line.trim().match(/(?:\\.|[^\s\\])+/g) ?? [];
  if (pattern === "" || pattern.startsWith("#")) return undefined;
  const comment = rest.findIndex((word) => word.startsWith("#"));
  const owners = comment < 0 ? rest : rest.slice(0, comment);
  const matches = parsePattern(pattern);
  return matches && owners.every((owner) => OWNER.test(owner)) ? { matches, owners } : undefined;
}
