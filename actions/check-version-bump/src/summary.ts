import { code, codeBlock, escapeMarkdown, table } from "#action-kit";
import type { BumpCheck } from "#release-version";

/** What was compared, what came of it and, where the version has to be raised, the patch that does it. */
export function summary(check: BumpCheck): string {
  const { previousVersion, version, next, refusal, missingBump } = check;
  return [
    `### Version ${code(version)}: ${verdict(check)}\n`,
    table(
      ["at the merge base", "here", "next patch", "next minor", "next major"],
      [
        [previousVersion, version, next?.patch, next?.minor, next?.major].map((cell) =>
          cell ? code(cell) : "—",
        ),
      ],
    ),
    ...[refusal, missingBump?.fault].flatMap((fault) =>
      fault ? [`${escapeMarkdown(fault.message)} ${escapeMarkdown(fault.fix ?? "")}\n`] : [],
    ),
    ...(missingBump?.patch ? [proposal(missingBump.patch)] : []),
    ...check.notes.map((note) => `${escapeMarkdown(note)}\n`),
  ].join("\n");
}

function verdict({ bump, refusal, missingBump, tag, tagExists }: BumpCheck): string {
  if (refusal) return "can't be released";
  if (missingBump) return "has to be raised";
  if (bump === "none") return "unchanged, and nothing asks for a new one";
  return `${bump}, ${tagExists ? `released as ${code(tag)}` : `to be released as ${code(tag)}`}`;
}

function proposal(patch: string): string {
  return [
    "This patch raises it to the next patch version; `git apply` takes it. A lock file that repeats the version",
    "(`uv lock`, `npm install --package-lock-only`) has to follow.\n",
    codeBlock(patch, "diff"),
  ].join("\n");
}
