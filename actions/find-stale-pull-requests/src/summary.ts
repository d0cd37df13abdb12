import { code, table } from "#action-kit";
import { shortList } from "#diagnostics";
import type { PullRequestState } from "#github";
import type { PullRequestTag } from "#operations";

const MEANING: Record<PullRequestState, string> = {
  open: "open",
  closed: "closed",
  unknown: "not a pull request of this repository: left alone",
};

type WithState = PullRequestTag & { state: PullRequestState };

/** The job summary: whose deployments the server holds, and for whom a work pool was changed. */
export function summary(found: readonly WithState[], pools: readonly WithState[]): string {
  const changed = pools.map(
    ({ number, state, keys }) =>
      `The work pool ${keys.map(code)} was changed for #${number} (${MEANING[state]}).\n`,
  );
  return [deployments(found), ...changed].join("\n");
}

function deployments(found: readonly WithState[]): string {
  if (found.length === 0) return "**No pull request has deployments on the server**\n";
  const closed = found.filter(({ state }) => state === "closed").length;
  const are = closed === 1 ? "is" : "are";
  const rows = found.map(({ number, state, keys }) => [
    `#${number}`,
    MEANING[state],
    keys.length > MOST_NAMES ? shortList(keys.map(code)) : keys.map(code).join("<br>"),
  ]);
  const heading = `**${found.length} pull request${found.length === 1 ? " has" : "s have"} deployments on the server; ${closed} ${are} closed**`;
  return `${heading}\n\n${table(["pull request", "", "deployments"], rows)}`;
}

const MOST_NAMES = 20;
