import { checkOnServer } from "#deployment-plan";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import type { FlowReading } from "#flow-source";
import type { ConnectionInputs } from "#prefect-api";
import { readProject, unmatchedInputs } from "#prefect-project";
import { connect } from "./connect.ts";
import type { ValidateValues } from "./options/index.ts";
import { openSource, projectFiles, workingSource } from "./source.ts";
import { type BuildOptions, buildSelected, nameDefinitions, setUpWorkshop } from "./stages/build.ts";
import { select } from "./stages/select.ts";
import { templatesOf } from "./stages/templates.ts";
import type { Surroundings } from "./surroundings.ts";

export type ValidateOptions = ValidateValues &
  Surroundings & {
    /** What check-imports learned of flows, by entry point: for `flow-reader: image`. */
    imported?: ReadonlyMap<string, FlowReading> | undefined;
    importedCommit?: string | undefined;
    /** Which server, where the check is against one. */
    connection?: ConnectionInputs;
  };

export interface Validated {
  /** What was checked, as `flow-name/deployment-name`. */
  keys: string[];
  faults: Fault[];
}

/** Stands for the commit where there is none yet. */
export const NO_COMMIT = "0".repeat(40);

/** Definitions as they stand: nothing is set over them. */
export const AS_DEFINED = {
  ...{ branch: undefined, namePrefix: undefined, workPool: undefined, workQueue: undefined },
  ...{ pin: "branch", pinFolder: "as-defined", tags: [], jobVariables: {}, schedules: "as-declared" },
  repositoryName: undefined,
} as const satisfies Partial<BuildOptions>;

/**
 * Checks definitions: the file, entry points, schedules, triggers, and parameters against the flow's schema. Without a
 * server, what placeholders take from one, or from a variable that is not set here, is left unchecked; against one,
 * work pools and job variables are checked too.
 */
export async function validateDeployments(options: ValidateOptions): Promise<Validated> {
  const repository = await openSource(options);
  // A hook runs before the first commit too, and nothing that is checked depends on which it is.
  const source = await workingSource(repository, (await repository.resolve("HEAD")) ?? NO_COMMIT);
  const { definitions, faults, unmatched, warnings } = await readProject(source.tree, projectFiles(options));
  const inputs = unmatchedInputs(definitions, await source.tree.paths());
  for (const warning of [...warnings, ...inputs]) options.reporter.warning(warning);
  const broken = [...faults, ...unmatched.map(({ fault }) => fault)];
  if (definitions.length === 0 && broken.length > 0) return { keys: [], faults: broken };
  const { against, connection = {} } = options;
  const client = against === "server" ? await connect({ ...options, connection }) : null;
  const workshop = setUpWorkshop({ ...options, ...AS_DEFINED }, source, client && templatesOf(client));
  const named = await nameDefinitions(workshop, definitions);
  const selecting = { deployments: options.deployments, except: [], removed: [], namePrefix: undefined };
  return collectFaults(broken, async () => {
    const { selected } = select(named, selecting, new Map());
    const built = await buildSelected(workshop, selected);
    const judged = client ? await checkOnServer(client, built.desired) : { faults: [], warnings: [] };
    for (const warning of judged.warnings) options.reporter.warning(warning);
    throwIfAny([...built.faults, ...judged.faults]);
    return selected.map(({ key }) => key);
  });
}

/** @param broken what is wrong with files that can't be read; the others are checked all the same */
async function collectFaults(broken: readonly Fault[], check: () => Promise<string[]>): Promise<Validated> {
  try {
    return { keys: await check(), faults: [...broken] };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { keys: [], faults: [...broken, ...error.faults] };
  }
}
