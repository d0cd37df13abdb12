/** A step on GitHub, as the command that takes it. */
export interface GhStep {
  /** Arguments of `gh`. */
  args: string[];
  /** `run`: nothing of it has to be known or kept secret. `ask`: a value is wanted that only its owner has. */
  kind: "run" | "ask";
}

/** What is set up on GitHub. */
export interface GhWishes {
  defaultBranch: string;
  /** Names of the gates to require. */
  gates: readonly string[];
  /** Whether image or worker want the name of a work pool. */
  needsWorkPool: boolean;
}

/**
 * The steps that make environments, the branches that they admit, variables, secrets, and the rule that requires the
 * gates. `gh` fills in `{owner}/{repo}` itself, and asks for the value of a secret without showing it.
 */
export function ghSteps({ defaultBranch, gates, needsWorkPool }: GhWishes): GhStep[] {
  const environments = { dev: [defaultBranch, "refs/pull/*/merge"], prod: [defaultBranch] };
  const run = (...args: string[]): GhStep => ({ args, kind: "run" });
  const ask = (...args: string[]): GhStep => ({ args, kind: "ask" });
  return Object.entries(environments)
    .flatMap(([name, admitted]) => {
      const path = `repos/{owner}/{repo}/environments/${name}`;
      return [
        run(
          ...["api", "--silent", "-X", "PUT", path],
          ...["-F", "deployment_branch_policy[protected_branches]=false"],
          ...["-F", "deployment_branch_policy[custom_branch_policies]=true"],
        ),
        ...admitted.map((pattern) =>
          run("api", "--silent", `${path}/deployment-branch-policies`, "-f", `name=${pattern}`),
        ),
        ask("variable", "set", "PREFECT_API_URL", "--env", name),
        ...(needsWorkPool ? [ask("variable", "set", "PREFECT_WORK_POOL", "--env", name)] : []),
        ask("secret", "set", "PREFECT_API_KEY", "--env", name),
      ];
    })
    .concat(gates.length > 0 ? [run(...ruleset(gates))] : []);
}

/** `gh` makes one rule of what follows a `rules[][type]`, and one check of each context. */
function ruleset(gates: readonly string[]): string[] {
  const parameters = "rules[][parameters]";
  return [
    ...["api", "--silent", "repos/{owner}/{repo}/rulesets", "-f", "name=Prefect pipelines"],
    ...["-f", "target=branch", "-f", "enforcement=active"],
    ...["-f", "conditions[ref_name][include][]=~DEFAULT_BRANCH", "-F", "conditions[ref_name][exclude][]"],
    ...["-f", "rules[][type]=required_status_checks"],
    ...["-F", `${parameters}[strict_required_status_checks_policy]=false`],
    ...gates.flatMap((gate) => ["-f", `${parameters}[required_status_checks][][context]=${gate}`]),
  ];
}

/** A step as somebody types it. */
export function shownStep({ args }: GhStep): string {
  const word = (text: string) =>
    /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  return ["gh", ...args.map(word)].join(" ");
}
