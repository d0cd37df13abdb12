import type { DeploymentFinding } from "./finding.ts";

/** Prefect's own words, without those of a repository in between. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^Unable to (read|parse) the specified config file/, "the file is no YAML that can be read"],
  [/^Invalid (top-level )?fields in/, "a field is not what Prefect's model takes: Prefect drops the file"],
  [/A work pool is required/, "there is no work pool"],
  [/An entrypoint must be provided/, "there is no entry point"],
  [
    /^PermissionError: .* is not allowed here/,
    "the flow's code needs what the comparison does not let it do",
  ],
  [/A deployment name must be provided/, "there is no name"],
  [/^FileNotFoundError/, "the entry point's file is not in the repository"],
  [/^ModuleNotFoundError/, "the entry point's module is not in the repository"],
  [/^MissingFlowError/, "the entry point's file has no such flow"],
  [/^DeploymentApplyError: .*Validation failed/s, "the server refuses the parameters or job variables"],
  [/^it took more than/, "the flow's code does not end"],
];

/** Why `prefect deploy` refuses a deployment, without any text of the repository. */
export function kindOfRefusal({ theirReason }: DeploymentFinding): string {
  const reason = theirReason ?? "";
  const kind = KINDS.find(([pattern]) => pattern.test(reason))?.[1];
  return kind ?? (/^[A-Za-z]+(?=:)/.exec(reason)?.[0] || "something else");
}
