import { shortCommit } from "#git";
import { parseList } from "#input-values";
import type { Json } from "#json";

/** A run of which somebody is to know. */
export interface FailedRun {
  workflow: string;
  /** `owner/name`. */
  repository: string;
  /** Branch or tag that it ran for. */
  ref: string;
  commit: string;
  /** Address of its page. */
  url: string;
  /** GitHub's context `needs`. */
  needs: Readonly<Record<string, Json>>;
}

/** Deployments of one job that a message names; the run's page has them all. */
const MOST_NAMED = 20;

/** What is told, a line each: what failed where, every job that did not go well, the address of the run. */
export function linesOf({ workflow, repository, ref, commit, url, needs }: FailedRun): string[] {
  return [
    `${workflow} failed in ${repository} (${ref}, ${shortCommit(commit)})`,
    ...Object.entries(needs).flatMap(([id, job]) => lineOf(id, job)),
    url,
  ];
}

function lineOf(id: string, job: Json): string[] {
  const result = at(job, "result");
  if (result === "success" || result === "skipped") return [];
  const failed = namesOf(at(at(job, "outputs"), "failed"));
  if (failed.length === 0) return [`${id}: ${String(result)}`];
  const more = failed.length - MOST_NAMED;
  const named = failed.slice(0, MOST_NAMED).join(", ");
  return [`${id}: ${String(result)} of ${named}${more > 0 ? ` and ${more} more` : ""}`];
}

function namesOf(output: Json | undefined): string[] {
  if (typeof output !== "string") return [];
  try {
    return parseList(output);
  } catch {
    return [];
  }
}

function at(value: Json | undefined, key: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)[key]
    : undefined;
}

/** Hosts of Teams' webhooks, which take cards alone: https://learn.microsoft.com/connectors/teams (Workflows). */
const TEAMS = /\.(?:logic\.azure\.com|powerplatform\.com|powerautomate\.com|webhook\.office\.com)$/;

/** The message in the form that the webhook's host takes. No name in it becomes a link, or calls anybody. */
export function bodyFor(host: string, lines: readonly string[]): object {
  if (TEAMS.test(host)) return card(lines);
  const text = lines.join("\n");
  // Slack's own rule for texts: https://api.slack.com/reference/surfaces/formatting#escaping
  const isSlack = host === "hooks.slack.com";
  return {
    text: isSlack ? text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") : text,
  };
}

function card(lines: readonly string[]): object {
  const url = lines.at(-1);
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.2",
          // A text block would read Markdown.
          body: lines.slice(0, -1).map((text) => ({
            type: "RichTextBlock",
            inlines: [{ type: "TextRun", text }],
          })),
          actions: [{ type: "Action.OpenUrl", title: "Open the run", url }],
        },
      },
    ],
  };
}
