import { existsSync } from "node:fs";
import { join } from "node:path";
import { runLocally } from "#command";
import { formatFault } from "#diagnostics";
import { createFlowReader } from "#flow-source";
import { openRepository } from "#git";
import { type BuildContext, buildDesiredDeployment, readProject } from "#prefect-project";

/** One prefect file of a public repository. */
export interface CorpusEntry {
  repo: string;
  path: string;
}

/** What reading one prefect file came to. */
export interface Finding extends CorpusEntry {
  /** Deployments that the file declares; those with a fault that ends the file are left out. */
  deployments: number;
  /** Deployments that are read whole. */
  read: number;
  /** Deployments that are read, with a schema that is not exact in some parameter. */
  approximate: number;
  /** Why the file or its other deployments are refused: one reason for each fault. */
  refused: string[];
  /** Why schemas are approximate. */
  notes: string[];
}

/** Reads a prefect file of a clone; undefined where the clone or the file isn't there. */
export async function readEntry(entry: CorpusEntry, clone: string): Promise<Finding | undefined> {
  if (!existsSync(join(clone, entry.path))) return undefined;
  const repository = await openRepository(runLocally, clone);
  const tree = repository.workingTree();
  const { definitions, faults } = await readProject(tree, { prefectFiles: [entry.path] });
  const finding: Finding = {
    repo: entry.repo,
    path: entry.path,
    deployments: definitions.length,
    read: 0,
    approximate: 0,
    refused: faults.map(formatFault),
    notes: [],
  };
  // Prefect drops a file with such a fault, and nothing of it is deployed here either.
  if (faults.length > 0) return finding;
  const flows = createFlowReader({ mode: "static", tree, run: runLocally, cwd: clone });
  for (const definition of definitions) {
    const approximations: string[] = [];
    const context: BuildContext = {
      async readFlow(entrypoint) {
        const flow = await flows.read(entrypoint);
        for (const { parameter, reason } of flow.approximate) approximations.push(`${parameter}: ${reason}`);
        return flow;
      },
      templates: null,
      env: {},
      derivedVersion: null,
      workingDirectory: clone,
      fileHash: async () => undefined,
      buildSteps: "ignore",
    };
    const built = await buildDesiredDeployment(definition, context);
    const unread = built.deployment === undefined && built.faults.length === 0;
    finding.refused.push(...built.faults.map(formatFault));
    if (unread) finding.refused.push("what it deploys depends on a server");
    if (built.deployment) finding.read += 1;
    if (built.deployment && approximations.length > 0) finding.approximate += 1;
    finding.notes.push(...approximations.map((text) => `${definition.name}: ${text}`));
  }
  return finding;
}
