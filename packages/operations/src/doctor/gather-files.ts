import { type Fault, FaultError, type Reporter } from "#diagnostics";
import type { FileFacts } from "#doctor";
import type { PrefectClient } from "#prefect-api";
import { readProject } from "#prefect-project";
import { type openSource, projectFiles, workingSource } from "../source.ts";
import { buildSelected, nameDefinitions, setUpWorkshop } from "../stages/build.ts";
import { templatesOf } from "../stages/templates.ts";
import { AS_DEFINED, NO_COMMIT } from "../validate-deployments.ts";
import type { DoctorOptions } from "./doctor-options.ts";

/**
 * What the files say, with placeholders filled in by the server where there is one.
 *
 * @param repository as opened, so that nothing else opens it again
 */
export async function gatherFiles(
  options: DoctorOptions,
  repository: Awaited<ReturnType<typeof openSource>>,
  client: PrefectClient | null,
): Promise<FileFacts> {
  const source = await workingSource(repository, (await repository.resolve("HEAD")) ?? NO_COMMIT);
  const { definitions, faults, unmatched, warnings } = await readProject(source.tree, projectFiles(options));
  const told: Fault[] = [...warnings];
  const reporter: Reporter = {
    info: () => {},
    warning: (fault) => told.push(fault),
    secret: options.reporter.secret,
  };
  const building = {
    ...options,
    ...AS_DEFINED,
    unsetVariables: "warn",
    buildSteps: "ignore",
    reporter,
  } as const;
  const workshop = setUpWorkshop(building, source, client && templatesOf(client));
  const broken = [...faults, ...unmatched.map(({ fault }) => fault)];
  try {
    const named = await nameDefinitions(workshop, definitions);
    const built = await buildSelected(workshop, named);
    return {
      faults: [...broken, ...built.faults],
      warnings: told,
      deployments: built.desired,
      keys: named.map(({ key }) => key),
      isWhole: broken.length === 0 && named.every((one) => one.faults.length === 0),
    };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return {
      faults: [...broken, ...error.faults],
      warnings: told,
      deployments: [],
      keys: [],
      isWhole: false,
    };
  }
}
