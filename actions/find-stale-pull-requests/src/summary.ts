import { code, table } from "#action-kit";
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
  if (found.length === 0) return "### No pull request has deployments on the server\n";
  const rows = found.map(({ number, state, keys }) => [
    `#${number}`,
    MEANING[state],
    keys.map(code).join("<br>"),
  ]);
  return `### Deployments of pull requests\n\n${table(["pull request", "", "deployments"], rows)}`;
}
