import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import { readProject } from "#prefect-project";
import { Builder, type BuildOptions } from "./build-desired.ts";
import type { FlowReaderChoice } from "./flow-catalog.ts";
import { selectDefinitions } from "./select-definitions.ts";
import { openSource, type SourceOptions } from "./source-options.ts";

export interface ValidateOptions extends SourceOptions, FlowReaderChoice {
  /** What to check: `all`, names, `flow/name`, globs; a tag is known to a server only. */
  deployments: readonly string[];
  buildSteps: BuildOptions["buildSteps"];
}

export interface Validated {
  /** What was checked, as `flow-name/deployment-name`. */
  keys: string[];
  faults: Fault[];
}

const NO_COMMIT = "0".repeat(40);

/**
 * Checks definitions without a server: the file, entry points, schedules, triggers, and parameters against the flow's
 * schema. What placeholders take from a server, or from a variable that is not set here, is left unchecked.
 */
export async function validateDeployments(options: ValidateOptions): Promise<Validated> {
  const repository = await openSource(options);
  const tree = repository.workingTree();
  const { definitions, faults, unmatched, warnings } = await readProject(tree, options.files);
  for (const warning of warnings) options.reporter.warning(warning);
  const broken = [...faults, ...unmatched.map(({ fault }) => fault)];
  if (broken.length > 0) return { keys: [], faults: broken };
  const builder = new Builder(
    {
      ...options,
      pin: "branch",
      schedules: "as-declared",
      undeclaredSchedules: "delete",
      derivedVersion: "ignore",
      paused: "keep",
    },
    {
      templates: null,
      tree,
      folder: repository.root,
      // A hook runs before the first commit too, and nothing that is checked depends on which it is.
      commit: (await repository.resolve("HEAD")) ?? NO_COMMIT,
      origin: repository.remoteUrl,
    },
  );
  const named = await builder.name(definitions);
  return collectFaults(async () => {
    const { selected } = selectDefinitions(named, options.deployments, [], new Map());
    throwIfAny((await builder.build(selected)).faults);
    return selected.map(({ key }) => key);
  });
}

async function collectFaults(check: () => Promise<string[]>): Promise<Validated> {
  try {
    return { keys: await check(), faults: [] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { keys: [], faults: [...error.faults] };
  }
}
