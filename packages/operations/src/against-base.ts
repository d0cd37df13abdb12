import type { DetectedChanges } from "#change-detection";
import {
  ALL,
  planAgainstBase as decideAgainstBase,
  keyOfSelector,
  type Plan,
  parseSelector,
  tagsOf,
} from "#deployment-plan";
import { type Fault, FaultError, throwIfAny, warnsOnce } from "#diagnostics";
import type { Repository } from "#git";
import { type DeploymentDefinition, namedParts } from "#prefect-project";
import { selectionOfDetected } from "./changes-file.ts";
import { detectDeployments } from "./detect-deployments.ts";
import type { Detected } from "./detected.ts";
import type { PlanOnlyValues } from "./options/index.ts";
import type { PlanOptions } from "./prepare-plan.ts";
import { removedPolicyOf } from "./removed-policy.ts";
import { openSource, projectFiles, type Source, sourceAt, workingSource } from "./source.ts";
import { buildAtBase } from "./stages/at-base.ts";
import { besideBroken, withoutRemoved } from "./stages/broken-files.ts";
import { buildSelected, nameDefinitions, setUpWorkshop, type Workshop } from "./stages/build.ts";
import { contradictions } from "./stages/contradictions.ts";
import { optionsTold, reasonsByKey } from "./stages/decide.ts";
import { load } from "./stages/load.ts";
import type { NamedDefinition } from "./stages/named-definition.ts";
import { arePatterns, scopeOf } from "./stages/scope.ts";
import { type Selecting, select } from "./stages/select.ts";
import { selectable } from "./stages/selectable.ts";

export type BasePlanOptions = PlanOptions & Omit<PlanOnlyValues, keyof PlanOptions>;

/** A plan against the base, with what it was made of. */
export interface BasePlanned {
  plan: Plan;
  detected: Detected;
  repository: Repository;
  source: Source;
  workshop: Workshop;
  definitions: readonly DeploymentDefinition[];
  selected: readonly NamedDefinition[];
  /** What is wrong with files that can't be read; the rest is gone on with. */
  broken: readonly Fault[];
}

/**
 * Holds the definitions of the head against those of the base. Asks no server and needs no secret.
 *
 * @throws FaultError with everything that is wrong with the files and the selection
 */
export async function againstBase(given: BasePlanOptions): Promise<BasePlanned> {
  // Detection and plan read the same files.
  const options = { ...given, reporter: warnsOnce(given.reporter) };
  throwIfAny([...contradictions(options), ...needsServer(options)]);
  const repository = await openSource(options);
  const asked = await whatIsAsked(options, repository);
  const { detected } = asked;
  const files = projectFiles(options);
  const names = namesOf(asked);
  // Only what is asked for is read, where names tell what that is.
  const reduced = async (one: Source) =>
    names ? { ...one, tree: await namedParts(one.tree, files, names) } : one;
  const source = await reduced(await sourceOfHead(repository, detected.head));
  const { definitions, broken } = await load(source, files, options.reporter, {
    isRemoving: asked.removed.length > 0,
    strict: options.strict,
  });
  const building = {
    ...options,
    placeholders: "as-written",
    repositoryName: options.ci.repository,
    unsetVariables: options.unsetVariables === "empty" ? "empty" : "warn",
  } as const;
  const workshop = setUpWorkshop(building, source, null);
  const named = await nameDefinitions(workshop, selectable(definitions, asked));
  const found = await besideBroken(broken, async () => select(named, asked, new Map()));
  const { selected, removed } = withoutRemoved(found, broken, options.reporter);
  const built = await buildSelected(workshop, selected);
  const keys = [...selected.map(({ key }) => key), ...removed];
  const atBase =
    detected.base === null
      ? new Map()
      : await buildAtBase(building, await reduced(sourceAt(repository, detected.base)), source.commit, keys);
  const decided = {
    ...built,
    ...options,
    removedPolicy: removedPolicyOf(options),
    atBase,
    removed,
    reasons: reasonsByKey(asked.reasons, selected),
    commit: source.commit,
    base: detected.base,
    options: optionsTold(options),
  };
  const plan = await besideBroken(broken, async () => decideAgainstBase(decided));
  return { plan, detected, repository, source, workshop, definitions, selected, broken };
}

/** The deployments' own names that are asked for; undefined where a pattern may mean any. */
function namesOf({ deployments, removed, namePrefix }: Selecting): ReadonlySet<string> | undefined {
  if (namePrefix !== undefined) return undefined;
  const selectors = [...deployments, ...removed].map(parseSelector);
  const names = selectors.map((one) => (one.kind === "key" ? one.name.exact : undefined));
  return names.every((name) => name !== undefined) ? new Set(names) : undefined;
}

/** Which deployments are meant: those that were named, else those that the change of the files concerns. */
async function whatIsAsked(options: BasePlanOptions, repository: Repository) {
  const { detected, deployments, except, namePrefix } = options;
  if (detected !== undefined) return { ...options, detected };
  const found = selectionOfDetected(await detectOf(options, repository));
  const own = { except, namePrefix, removed: [...new Set([...options.removed, ...found.removed])] };
  const { contains } = scopeOf(options);
  const within = (selectors: readonly string[]) => selectors.filter((one) => contains(keyOfSelector(one)));
  if (deployments.join() === ALL || (options.scope !== undefined && arePatterns(deployments))) {
    const removed = [...new Set([...options.removed, ...within(found.removed)])];
    return { ...found, ...own, deployments: within(found.deployments), removed };
  }
  return {
    ...own,
    removed: options.removed,
    deployments,
    reasons: { ...found.reasons, ...options.reasons },
    detected: found.detected,
  };
}

async function detectOf(options: BasePlanOptions, repository: Repository): Promise<DetectedChanges> {
  // A server that happens to be named is not asked.
  const env = { ...options.env, PREFECT_API_URL: undefined };
  const targetBranch = options.targetBranch ?? (await defaultBranch(options, repository));
  const detected = await detectDeployments({
    ...options,
    ...(targetBranch === undefined ? {} : { targetBranch }),
    ...{ select: "changed", connection: {}, env, scope: undefined, deployments: [ALL] },
  });
  return detected;
}

/** On a laptop nothing tells what a change is to go into: most likely it is the remote's default branch. */
async function defaultBranch(
  { base, ci }: BasePlanOptions,
  repository: Repository,
): Promise<string | undefined> {
  if (ci.isCi || base !== undefined) return undefined;
  const branch = "origin/HEAD";
  if ((await repository.resolve(branch)) !== null) return branch;
  throw new FaultError({
    code: "base-unknown",
    message: "Nothing tells which commit to compare with: the clone knows no default branch of a remote.",
    fix: "Name it with --base or --target-branch.",
  });
}

/** The files as they lie in the clone where they are the head's, and the head's own otherwise. */
async function sourceOfHead(repository: Repository, head: string): Promise<Source> {
  const checkedOut = await workingSource(repository);
  return checkedOut.commit === head ? checkedOut : sourceAt(repository, head);
}

function needsServer({ deployments, against }: Pick<BasePlanOptions, "deployments" | "against">) {
  if (against === "server" || tagsOf(deployments).length === 0) return [];
  return [
    {
      code: "inputs-conflict" as const,
      message: "`tag:` selects by what a server holds, and a plan against the base asks none.",
      fix: "Name the deployments, or set `against` to server.",
    },
  ];
}
