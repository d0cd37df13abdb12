/** A line of a hand-written workflow, and what takes its place. */
export interface ReplacedLine {
  path: string;
  line: number;
  text: string;
  by: string;
}

/** What people write around `prefect deploy`, the more special first; a line is told by the first that fits it. */
const RULES: readonly [RegExp, string][] = [
  [/\bprefect\b.*\bdeploy\b(?!ment)/, "the job “deploy to PROD”: it applies what changed, after a plan"],
  [/actions-prefect-deploy@/i, "the job “deploy to PROD”: it applies what changed, after a plan"],
  [
    /actions-prefect-auth@|\bprefect\b.*\b(?:cloud login|config set|profile)\b/i,
    "the variables and secrets of the environment",
  ],
  [/\bprefect\b.*\bwork-pool (?:create|update)\b/, "update-work-pool, with `create-work-pool`"],
  [/\bprefect\b.*\bdeployment run\b/, "`x-cicd: {smoke: ...}` of the deployment, or run-deployments"],
  [/\bPREFECT_API_URL\b/, "the variable PREFECT_API_URL of the environments dev and prod"],
  [/\bPREFECT_API_KEY\b/, "the secret PREFECT_API_KEY of the environments dev and prod"],
  [
    /\bPREFECT_(?:API_AUTH_STRING|SERVER_API_AUTH_STRING)\b/,
    "the secret PREFECT_API_AUTH_STRING of the environments dev and prod",
  ],
  [
    /docker\/(?:build-push|login|setup-buildx|metadata)-action@|\bdocker (?:build|push|login)\b/,
    "the pipeline of the flows' image (`--pipelines deployments,image`)",
  ],
  [/setup-python@|setup-uv@/, "nothing: definitions are read without running code"],
  [
    /\b(?:pip3?|uv pip|uv|poetry|pipenv) (?:install|sync)\b/,
    "nothing: definitions are read without running code",
  ],
  [/actions\/checkout@/, "a checkout with all history: what changed is found by comparing commits"],
  [/^\s*(?:push|pull_request|branches|workflow_dispatch|schedule):?/, "the same events, in the new file"],
];

const DEPLOYS = /\bprefect\b.*\bdeploy\b(?!ment)|actions-prefect-deploy@/i;

/**
 * What takes the place of each line of workflows that run `prefect deploy` by hand.
 *
 * @param workflows texts by path, without those that use the suite
 */
export function replacedLines(workflows: ReadonlyMap<string, string>): ReplacedLine[] {
  return [...workflows].flatMap(([path, text]) => {
    const lines = text.split("\n");
    // A comment may speak of it.
    if (!lines.some((line) => !line.trim().startsWith("#") && DEPLOYS.test(line))) return [];
    return lines.flatMap((line, index) => {
      if (line.trim().startsWith("#")) return [];
      const [, by] = RULES.find(([pattern]) => pattern.test(line)) ?? [];
      return by === undefined ? [] : [{ path, line: index + 1, text: line.trim(), by }];
    });
  });
}
