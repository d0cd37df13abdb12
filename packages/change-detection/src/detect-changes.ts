import { type Fault, throwIfAny } from "#diagnostics";
import type { Repository } from "#git";
import { type ProjectFiles, readProject } from "#prefect-project";
import type { Base } from "./base.ts";
import { readBaseDefinitions } from "./base-definitions.ts";
import { type Candidate, candidatesOf, leaveOutUnchanged } from "./candidates.ts";
import { byKey, classify, type HeadDeployment } from "./classify.ts";
import { type CodeChanges, findCodeChanges } from "./code-changes.ts";
import { compareTrees, concernsEverything } from "./compare-trees.ts";
import type { DetectedChanges, DetectedDeployment } from "./detected-changes.ts";
import { flowNames, nameBase, nameHead, type ReadFlowName, readFlowName } from "./flow-names.ts";

export interface DetectionRequest extends ProjectFiles {
  repository: Repository;
  base: Base;
  /** The commit to deploy. */
  head: string;
  /** Globs of files that every deployment depends on: requirements, data, shared settings. */
  selectAllOn?: readonly string[];
  /** How flow names are read at the head; from the source alone unless given. */
  readFlowName?: ReadFlowName;
}

/**
 * Compares two commits and tells which deployments were added, modified, affected and removed, each with its reason.
 * Never silently too little: where something can't be known, everything is selected or a warning says so.
 *
 * Throws a FaultError with every fault of the head's definitions, or of the flows behind what is selected.
 */
export async function detectChanges(request: DetectionRequest): Promise<DetectedChanges> {
  const { repository, base, head, selectAllOn = [] } = request;
  const headTree = repository.treeAt(head);
  const nameAtHead = flowNames(headTree, request.readFlowName ?? readFlowName);
  const about = { base: base.commit, head, baseReason: base.why };

  const project = await readProject(headTree, request);
  throwIfAny(project.faults);
  const candidates = candidatesOf(project.definitions);
  const selectAll = async (why: string): Promise<DetectedChanges> => {
    const everything = `everything is selected: ${why}`;
    const deployments = (await nameHead(candidates, nameAtHead)).map((one) => selected(one, everything));
    return {
      ...about,
      everything,
      deployments: byKey(deployments),
      unchanged: 0,
      warnings: project.warnings,
    };
  };

  if (base.commit === null) return selectAll(base.why);
  const baseTree = repository.treeAt(base.commit);
  const difference = await compareTrees(baseTree, headTree);
  const before = await readBaseDefinitions(baseTree, project, request, difference);
  if (before.problem !== null)
    return selectAll(`the definitions at the base can't be read (${before.problem})`);

  const concern = concernsEverything(difference, selectAllOn);
  const everything = concern === null ? null : `everything is selected: ${concern}`;
  const code = await findCodeChanges(
    headTree,
    difference,
    candidates.map(({ entrypoint }) => entrypoint),
  );
  const open = leaveOutUnchanged(
    candidates,
    before.definitions,
    ({ entrypoint }) => everything !== null || code.chain(entrypoint) !== null,
  );

  const named = (await nameHead(open.head, nameAtHead)).map((one) => ({
    ...one,
    chain: code.chain(one.entrypoint),
  }));
  // A Python beside the head can't import the base's code: there only the source is asked.
  const nameAtBase = flowNames(baseTree, readFlowName);
  const old = await nameBase(open.base, { head: open.head, difference, nameAtHead, nameAtBase });
  const found = classify(named, old, everything, (file) => difference.gone.has(file));
  const left = new Set(candidates);
  for (const candidate of open.head) left.delete(candidate);
  return {
    ...about,
    everything,
    deployments: found.deployments,
    unchanged: left.size,
    warnings: [...project.warnings, ...found.warnings, ...warnOfDynamicImports(left, code)],
  };
}

function selected(
  { definition, flowName }: Omit<HeadDeployment, "chain">,
  reason: string,
): DetectedDeployment {
  const { name, location } = definition;
  return { key: `${flowName}/${name}`, flowName, name, change: "affected", reason, chain: [], location };
}

/** Code that a name made at run time imports is not followed: who relies on it should know. */
function warnOfDynamicImports(left: Iterable<Candidate>, code: CodeChanges): Fault[] {
  const warnings = new Map<string, Fault>();
  for (const entrypoint of new Set([...left].map((candidate) => candidate.entrypoint))) {
    for (const { file, line } of code.dynamicImports(entrypoint)) {
      warnings.set(`${file}:${line}`, {
        message:
          "What is imported here is only known when the code runs, so its changes select no deployment.",
        location: { file, line },
        fix: "Name the files that it may import in select-all-on.",
      });
    }
  }
  return [...warnings.values()];
}
