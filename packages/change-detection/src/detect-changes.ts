import { type Fault, toldOnce } from "#diagnostics";
import type { UnlistedImport } from "#flow-source";
import { type DeploymentDefinition, unsetWarnings } from "#prefect-project";
import { alsoSelected } from "./also-selected.ts";
import { candidatesOf, leaveOutUnchanged } from "./candidates.ts";
import { byKey, classify } from "./classify.ts";
import { type CodeChanges, codeChanges } from "./code-changes.ts";
import { compareTrees, concernsEverything } from "./compare-trees.ts";
import { readBothSides, readHead } from "./definitions.ts";
import type { DetectedChanges, DetectedDeployment } from "./detected-changes.ts";
import type { DetectionRequest } from "./detection-request.ts";
import { flowNames, nameBase, nameHead, readFlowName } from "./flow-names.ts";
import { inputChanges } from "./input-changes.ts";
import { findSameParts } from "./same-parts.ts";

/**
 * Compares two commits and tells which deployments were added, modified, affected and removed, each with its reason.
 * Never silently too little: where something can't be known, everything is selected or a warning says so.
 *
 * Throws a FaultError where the flows behind what is selected can't be named, or two deployments have one name. A file
 * of the head that can't be read hinders no other one; one of the base makes only what it declares count as changed.
 */
export async function detectChanges(request: DetectionRequest): Promise<DetectedChanges> {
  const { base, repository } = request;
  if (base.commit === null) return selectAll(request, base.why);
  const trees = { base: repository.treeAt(base.commit), head: repository.treeAt(request.head) };
  const difference = await compareTrees(trees.base, trees.head);
  const concern = concernsEverything(difference, request.selectAllOn ?? []);
  const everything = concern === null ? null : everythingBecause(concern);

  const inputs = inputChanges(difference.changed);
  const same = await findSameParts(trees.base, trees.head, request, difference, inputs);
  const code = await codeChanges(trees.head, difference);
  await code.load(same.entrypoints);
  const isOpen = (entrypoint: string) => everything !== null || code.chain(entrypoint) !== null;
  const definitions = await readBothSides(trees, request, same.leaveOut(isOpen), difference);
  if ("problem" in definitions.base) {
    return selectAll(request, `the definitions at the base can't be read: ${definitions.base.problem}`);
  }
  const candidates = candidatesOf(definitions.head.definitions);
  await code.load(candidates.map(({ entrypoint }) => entrypoint));
  const open = leaveOutUnchanged(
    candidates,
    definitions.base.definitions,
    ({ entrypoint, definition }) => isOpen(entrypoint) || inputs.of(definition) !== null,
  );

  const nameAtHead = flowNames(trees.head, request.readFlowName ?? readFlowName);
  // A Python beside the head can't import the base's code: there only the source is asked.
  const nameAtBase = flowNames(trees.base, readFlowName);
  const head = (await nameHead(open.head, nameAtHead)).map((named) => ({
    ...named,
    chain: code.chain(named.entrypoint),
    input: inputs.of(named.definition),
  }));
  const old = await nameBase(open.base, { head: open.head, difference, nameAtHead, nameAtBase });
  const isHeadBroken = definitions.head.broken.length > 0;
  const brokenBefore = new Set(definitions.base.broken.map(({ path }) => path));
  const found = classify(head, old, everything, {
    isGone: (file) => difference.gone.has(file),
    wasBroken: (file) => brokenBefore.has(file),
    isHeadBroken,
  });
  const quiet = new Set(candidates);
  for (const candidate of open.head) quiet.delete(candidate);
  const quietEntrypoints = [...same.entrypoints, ...[...quiet].map(({ entrypoint }) => entrypoint)];
  const also = await alsoSelected(request, found.deployments, isHeadBroken);
  const taken = also.filter(({ change }) => change !== "removed").length;
  return {
    base: base.commit,
    head: request.head,
    baseReason: base.why,
    everything,
    deployments: byKey([...found.deployments, ...also]),
    declaringRuns: declaringOf(head, [...found.deployments, ...also]),
    unchanged: quiet.size + definitions.leftOut - taken,
    broken: definitions.head.faults,
    warnings: [
      ...definitions.head.warnings,
      ...found.warnings,
      ...unsetOf(head, found.deployments, request.env),
      ...dynamicImports(quietEntrypoints, code),
      ...(quietEntrypoints.length > 0 ? unlistedImports(await code.unlistedImports()) : []),
    ],
  };
}

/** What is done without a base to compare with. */
async function selectAll(request: DetectionRequest, why: string): Promise<DetectedChanges> {
  const { base, head, repository } = request;
  const tree = repository.treeAt(head);
  const { definitions, faults, warnings } = await readHead(tree, request);
  const named = await nameHead(
    candidatesOf(definitions),
    flowNames(tree, request.readFlowName ?? readFlowName),
  );
  const everything = everythingBecause(why);
  const deployments = named.map(({ definition: { name, location }, flowName }): DetectedDeployment => {
    const key = `${flowName}/${name}`;
    return { key, flowName, name, change: "affected", reason: everything, chain: [], location };
  });
  const also = await alsoSelected(request, deployments, faults.length > 0);
  return {
    base: base.commit,
    head,
    baseReason: base.why,
    everything,
    deployments: byKey([...deployments, ...also]),
    declaringRuns: declaringOf(named, deployments),
    unchanged: 0,
    broken: faults,
    warnings: [...warnings, ...unsetOf(named, deployments, request.env)],
  };
}

/** Keys of the selected deployments that are to be tried, by what their definitions declare. */
function declaringOf(
  head: readonly { definition: DeploymentDefinition; flowName: string }[],
  selected: readonly DetectedDeployment[],
): string[] {
  const declared = head.filter(({ definition: { smoke } }) => smoke !== null && !smoke.skip);
  if (declared.length === 0) return [];
  const keys = new Set(declared.map(({ definition, flowName }) => `${flowName}/${definition.name}`));
  return selected.filter(({ key, change }) => change !== "removed" && keys.has(key)).map(({ key }) => key);
}

/** What the environment lacks of what selected deployments take; each lack once, with those that it strikes. */
function unsetOf(
  head: readonly { definition: DeploymentDefinition; flowName: string }[],
  selected: readonly DetectedDeployment[],
  env: DetectionRequest["env"],
): Fault[] {
  if (env === undefined) return [];
  const keys = new Set(selected.filter(({ change }) => change !== "removed").map(({ key }) => key));
  const warnings = head.flatMap(({ definition, flowName }) => {
    const key = `${flowName}/${definition.name}`;
    if (!keys.has(key)) return [];
    return unsetWarnings(definition, env).map((warning) => ({ ...warning, deployments: [key] }));
  });
  return toldOnce(warnings);
}

function everythingBecause(why: string): string {
  return `everything is selected: ${why}`;
}

/** Code that isn't found can't select anything: a folder may become that package only where the project is built. */
function unlistedImports(imports: readonly UnlistedImport[]): Fault[] {
  return imports.map(({ module, file, line }) => ({
    code: "import-unlisted",
    message: `No file of the repository is found for \`${module}\`, and no requirement brings it: no change of its code selects a deployment.`,
    location: { file, line },
    fix: "List it as a requirement or, where a folder of the repository becomes it, name that folder in select-all-on.",
  }));
}

/** Code that a name made at run time imports is not followed: who relies on it should know. */
function dynamicImports(quietEntrypoints: Iterable<string>, code: CodeChanges): Fault[] {
  const warnings = new Map<string, Fault>();
  for (const entrypoint of new Set(quietEntrypoints)) {
    if (code.chain(entrypoint) !== null) continue;
    for (const { file, line } of code.dynamicImports(entrypoint)) {
      warnings.set(`${file}:${line}`, {
        code: "import-dynamic",
        message:
          "What is imported here is only known when the code runs, so its changes select no deployment.",
        location: { file, line },
        fix: "Name the files that it may import in `x-cicd: {inputs: [...]}` of its deployments, or in select-all-on.",
      });
    }
  }
  return [...warnings.values()];
}
