import { type InputReader, readPrefectConnection } from "#action-kit";

export type Inputs = ReturnType<typeof inputs>;

export function inputs(input: InputReader) {
  // An empty list is an answer (nothing was found to have changed), an empty text a mistake.
  input.required("deployments");
  return {
    connection: readPrefectConnection(input),
    workingDirectory: input.optional("working-directory") ?? ".",
    githubToken: input.secret("github-token"),
    files: {
      prefectFiles: nonEmpty(input.list("prefect-file"), ["prefect.yaml"]),
      baseFile: input.optional("base-file"),
    },
    deployments: input.list("deployments"),
    except: input.list("except"),
    removed: input.list("removed"),
    removedPolicy: input.choice("removed-policy", ["keep", "pause", "delete"], "keep"),
    reasons: input.textMap("reasons"),
    branch: input.optional("branch"),
    pin: input.choice("pin", ["branch", "commit"], "branch"),
    namePrefix: input.optional("name-prefix"),
    tags: input.list("tags"),
    workPool: input.optional("work-pool"),
    workQueue: input.optional("work-queue"),
    jobVariables: input.jsonMap("job-variables"),
    schedules: input.choice("schedules", ["as-declared", "active", "paused", "keep"], "as-declared"),
    undeclaredSchedules: input.choice("undeclared-schedules", ["delete", "keep"], "delete"),
    derivedVersion: input.choice("derived-version", ["ignore", "write"], "ignore"),
    paused: input.choice("paused", ["keep", "as-declared"], "keep"),
    buildSteps: input.choice("build-steps", ["error", "ignore", "run"], "error"),
    flowReader: input.choice("flow-reader", ["auto", "static", "python"], "auto"),
    python: input.optional("python") ?? "python3",
    recordCommit: input.choice("record-commit", ["auto", "always", "never"], "auto"),
    allowOlder: input.boolean("allow-older"),
    planOnly: input.boolean("plan-only"),
    concurrency: input.integer("concurrency", 4, { minimum: 1, maximum: 64 }),
  };
}

function nonEmpty(list: string[], whenEmpty: string[]): string[] {
  return list.length > 0 ? list : whenEmpty;
}
