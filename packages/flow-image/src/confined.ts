import type { RunCommand } from "#command";

/** Where Docker's engine, its configuration and builders are; none of them is a secret. */
const DOCKER = [
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"],
  ...["DOCKER_API_VERSION", "BUILDX_CONFIG", "BUILDX_BUILDER", "BUILDKIT_HOST", "XDG_RUNTIME_DIR"],
];

/**
 * Commands that get nothing of the environment but what they need to find Docker's engine, and what is named: a build runs
 * what a Dockerfile says, whoever wrote it.
 */
export function confined(run: RunCommand, passEnvironment: readonly string[]): RunCommand {
  return (command, args, options) =>
    run(command, args, { ...options, passEnvironment: [...DOCKER, ...passEnvironment] });
}

/** What buildx reaches GitHub's cache with (docs.docker.com, "GitHub Actions cache"). It goes to BuildKit, into no build. */
const CACHE = [
  "ACTIONS_RUNTIME_TOKEN",
  "ACTIONS_CACHE_URL",
  "ACTIONS_RESULTS_URL",
  "ACTIONS_CACHE_SERVICE_V2",
];

/** The variables of GitHub's cache, for the one command that uses it. */
export function cacheVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    CACHE.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
