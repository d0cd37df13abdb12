import { type Fault, FaultError, throwIfAny, toldOnce } from "#diagnostics";
import {
  asReading,
  type ImportReport,
  type ImportResult,
  judge,
  type Outcome,
  passed,
  schemaDifferences,
} from "#import-check";
import { readPlan } from "#plan-comment";
import { readProject } from "#prefect-project";
import { isSecretName } from "#redaction";
import { type JudgedImports, judgeImports } from "./judge-imports.ts";
import type { CheckImportsValues } from "./options/index.ts";
import { openSource, projectFiles, type Source, workingSource } from "./source.ts";
import { type BuildOptions, nameDefinitions, setUpWorkshop } from "./stages/build.ts";
import { type ImportedGroup, importAll } from "./stages/import-all.ts";
import type { PlacedFlow } from "./stages/import-places.ts";
import { hashOf, type ImportTarget, importTargets, ownVariables } from "./stages/import-targets.ts";
import { select } from "./stages/select.ts";
import type { Surroundings } from "./surroundings.ts";

export type CheckImportsOptions = Omit<CheckImportsValues, "env"> &
  Surroundings & {
    /** The option `env`: variables with the values to import with. */
    importEnv: Readonly<Record<string, string>>;
    /** Text of the file that `plan-file` names. */
    plan?: string | undefined;
    /** Ends the check: containers are removed. */
    signal: AbortSignal;
    /** Gets the name of each container before it is made, and again once it is gone. */
    remember(name: string, isThere: boolean): void;
  };

/** Definitions as they stand, and nothing that runs. */
const AS_DEFINED = {
  ...{ branch: undefined, namePrefix: undefined, workPool: undefined, workQueue: undefined },
  ...{ pin: "branch", pinFolder: "as-defined", tags: [], jobVariables: {}, schedules: "as-declared" },
  ...{ unsetVariables: "empty", buildSteps: "ignore", flowReader: "static", python: "" },
  repositoryName: undefined,
} as const satisfies Partial<BuildOptions>;

/**
 * Imports the flows of deployments where they run: each in a process of its own, inside the image of its deployment, or
 * in a Python of this machine. Nothing of a server is asked, and nothing that leads to one is at hand.
 *
 * @throws FaultError with everything that is wrong before the first import
 */
export async function checkImports(options: CheckImportsOptions): Promise<ImportReport & JudgedImports> {
  const { reporter, signal } = options;
  for (const name of options.passEnvironment) {
    const value = options.env[name];
    if (value !== undefined && isSecretName(name)) reporter.secret(value);
  }
  const plan =
    options.plan === undefined ? undefined : readPlan(options.plan, options.planFile ?? "the plan");
  const repository = await openSource(options);
  const source = await workingSource(repository);
  const { definitions, faults, unmatched, warnings } = await readProject(source.tree, projectFiles(options));
  for (const warning of warnings) reporter.warning(warning);
  throwIfAny([...faults, ...unmatched.map(({ fault }) => fault)]);
  // Variables of this job are no part of what runs where.
  const workshop = setUpWorkshop({ ...options, ...AS_DEFINED, reporter: quiet(options) }, source, null);
  const named = await nameDefinitions(workshop, definitions);
  const selecting = { deployments: options.deployments, except: [], removed: [], namePrefix: undefined };
  const { selected } = select(named, selecting, new Map());
  const found = await importTargets(workshop, selected, options, plan);
  if (found.targets.length === 0) throwIfAny(toldOnce(found.faults));
  const own = [options.ci.repository, source.remote].filter((address) => typeof address === "string");
  const groups = await importAll(
    found.targets,
    { ...options, env: options.importEnv },
    {
      ...{ run: options.run, reporter, repository, own, signal, remember: options.remember },
      untracked: !options.ci.isCi,
    },
  );
  if (signal.aborted) throw new FaultError(CANCELLED);
  const paths = await source.tree.paths();
  const results = await Promise.all(groups.map((group) => resultsOf(group, options, source, paths)));
  const report = { commit: source.commit, results: results.flat(), places: groups.map(placeOf) };
  const judged = judgeImports(report, options.failOn);
  return { ...report, ...judged, faults: [...toldOnce(found.faults), ...judged.faults] };
}

const CANCELLED: Fault = {
  code: "import-unfinished",
  message: "The job was cancelled, and the containers in which flows were imported are removed.",
  fix: "Run the job again.",
};

/** What is odd about definitions, `validate` tells. */
const quiet = ({ reporter }: CheckImportsOptions) => ({ ...reporter, warning() {} });

function placeOf({ image, exactly, placed, imported: { python } }: ImportedGroup) {
  return {
    ...{ image, exactly, flows: placed.length },
    python: python?.python ?? null,
    prefect: python?.prefect ?? null,
  };
}

function resultsOf(
  group: ImportedGroup,
  options: CheckImportsOptions,
  { tree }: Source,
  paths: ReadonlySet<string>,
): Promise<ImportResult[]> {
  const place = group.image === null ? group.exactly : `the image ${group.image}`;
  return Promise.all(
    group.placed.map(async (placed, index) => {
      const result = group.imported.results[index];
      const outcome = await outcomeOf(group, placed, index, { place, options, paths });
      const { targets } = placed;
      const [first] = targets as [ImportTarget];
      const told =
        result?.ending === "reported" && "reading" in result.report
          ? asReading(result.report.reading, first.source?.location.file ?? "")
          : undefined;
      const outdated =
        placed.checkout === null && told?.hash && group.image !== null
          ? await outdatedImage(told.hash, told.reading.location.file, place, (file) => hashOf(tree, file))
          : undefined;
      const name = told?.reading.name;
      return {
        ...located(outdated ?? outcome, first),
        deployments: targets.map(({ desired }) => `${name ?? desired.flowName}/${desired.name}`),
        entrypoint: first.fromRoot,
        image: group.image,
        imageFrom: first.image?.from ?? null,
        milliseconds: result && result.ending !== "unstarted" ? result.milliseconds : null,
        differences:
          told && first.source && !outdated
            ? schemaDifferences(first.source, told.reading.parameterSchema)
            : [],
        output: outcome.verdict === "passed" ? "" : (result?.output ?? ""),
        reading: told && !outdated ? told.reading : null,
      };
    }),
  );
}

/** What has no place of its own is told at the flow. */
function located(outcome: Outcome, { source }: ImportTarget): Outcome {
  if (outcome.verdict === "passed" || outcome.location !== null) return outcome;
  return { ...outcome, location: source?.location ?? null };
}

async function outcomeOf(
  { imported, image }: ImportedGroup,
  { flow, targets, elsewhere, installs }: PlacedFlow,
  index: number,
  { place, options, paths }: { place: string; options: CheckImportsOptions; paths: ReadonlySet<string> },
): Promise<Outcome> {
  if (elsewhere !== null) {
    return {
      ...passed,
      verdict: "inconclusive",
      reason: `It was not imported as it runs: ${elsewhere}.`,
    };
  }
  const result = imported.results[index];
  if (result === undefined) {
    const reason = `Flows can't be imported in ${place}: ${imported.problem ?? "it gave no answer"}.`;
    return unfit(reason, imported.problem ?? "");
  }
  const [{ root, directory }, variables] = [flow, targets.map(({ desired }) => ownVariables(desired))];
  return judge(result, {
    ...{ place, root, directory, installs, paths },
    timeout: options.timeout,
    memory: image === null ? null : options.memory,
    ownVariables: new Set(
      [...(variables[0] ?? [])].filter((name) => variables.every((one) => one.has(name))),
    ),
  });
}

/** An image that was not built for this machine shows nothing; one without Prefect, or that isn't there, fails. */
function unfit(reason: string, problem: string): Outcome {
  const isForeign = problem.startsWith("it is an image for");
  return {
    ...passed,
    verdict: isForeign ? "inconclusive" : "failed",
    code: "image-unfit",
    reason: reason.replace(/\.+$/, "."),
    fix: isForeign
      ? "Build it for this machine's platform too, or check imports on a machine of its own."
      : "See to it that the image is there and has a Python with Prefect on its PATH.",
  };
}

async function outdatedImage(
  hash: string,
  file: string,
  place: string,
  hashOfFile: (file: string) => Promise<string | undefined>,
): Promise<Outcome | undefined> {
  const own = await hashOfFile(file);
  if (own === undefined || own === hash) return undefined;
  return {
    ...passed,
    verdict: "inconclusive",
    code: "image-outdated",
    reason: `No pull step brings the code, and ${place} holds another ${file} than this commit.`,
    fix: "Build the image of this commit first, and give it by `image`.",
    location: { file },
  };
}
