import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import type { RunCommand } from "#command";
import { type Fault, FaultError, type Reporter } from "#diagnostics";
import type { Repository } from "#git";
import {
  docker as dockerOf,
  enginePlatform,
  type Imported,
  type ImportOptions,
  importInImage,
  importOnMachine,
  type LocalImage,
  pullImage,
  removeLeftContainers,
} from "#import-check";
import type { CheckImportsValues } from "../options/index.ts";
import { type PlacedFlow, placedInImage, placedOnMachine } from "./import-places.ts";
import type { ImportTarget } from "./import-targets.ts";

export interface ImportSurroundings {
  run: RunCommand;
  reporter: Reporter;
  repository: Repository;
  /** Every address of the own repository. */
  own: readonly string[];
  /** Whether files that are not tracked yet belong to the checkout. */
  untracked: boolean;
  signal: AbortSignal;
  /** Gets the name of each container before it is made, and again once it is gone. */
  remember(name: string, isThere: boolean): void;
}

/** Flows that were imported in one image, or on the machine. */
export interface ImportedGroup {
  /** As it was named; null for the machine. */
  image: string | null;
  /** By its digest, or the Python's name. */
  exactly: string;
  placed: PlacedFlow[];
  imported: Imported;
}

/**
 * Imports the flows of targets: first every image is pulled, then the containers start, which never see a log-in. What
 * an image stands in the way of is that group's problem.
 *
 * @throws FaultError where Docker or its engine is not there
 */
export async function importAll(
  targets: readonly ImportTarget[],
  values: CheckImportsValues,
  around: ImportSurroundings,
): Promise<ImportedGroup[]> {
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP || tmpdir(), "prefect-cicd-imports-"));
  const checkout = join(folder, "checkout");
  try {
    const images = byImage(targets.filter(({ image }) => image !== null));
    const onMachine = targets.filter(({ image }) => image === null);
    const pulled = images.size === 0 ? new Map() : await pullAll([...images.keys()], around);
    await mkdir(checkout);
    await around.repository.copyFiles(checkout, { untracked: around.untracked });
    const options = importOptions(checkout, values, around);
    const limit = pLimit(options.containers);
    const inImages = [...images].map(async ([name, some]): Promise<ImportedGroup> => {
      const image = pulled.get(name) as LocalImage | string;
      if (typeof image === "string") return unusable(name, some, image, around.own);
      const placed = placedInImage(some, image.workingDirectory, around.own);
      const places = [...new Set(placed.flatMap((one) => one.checkout ?? []))];
      const flows = placed.map(({ flow }) => flow);
      const names = [...Object.keys(values.env), ...values.passEnvironment];
      const command = dockerOf(around.run, names);
      const imported = await importInImage(command, image, flows, places, options, limit);
      return { image: name, exactly: image.digest, placed, imported };
    });
    const groups = await Promise.all(inImages);
    if (onMachine.length > 0 && values.python !== undefined) {
      const placed = placedOnMachine(onMachine, checkout, around.repository.root, around.own);
      const flows = placed.map(({ flow }) => flow);
      const imported = await importOnMachine(around.run, values.python, flows, folder, options);
      groups.push({ image: null, exactly: values.python, placed, imported });
    }
    return groups;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unusable(
  name: string,
  targets: readonly ImportTarget[],
  problem: string,
  own: readonly string[],
): ImportedGroup {
  const placed = placedInImage(targets, "/", own);
  const imported = { python: null, problem, results: placed.map(() => undefined) };
  return { image: name, exactly: name, placed, imported };
}

function byImage(targets: readonly ImportTarget[]): Map<string, ImportTarget[]> {
  const images = new Map<string, ImportTarget[]>();
  for (const target of targets) {
    const name = target.image?.name ?? "";
    images.set(name, [...(images.get(name) ?? []), target]);
  }
  return images;
}

/** Each image as it lies here, or why it can't be used. */
async function pullAll(
  names: readonly string[],
  { run, reporter }: ImportSurroundings,
): Promise<Map<string, LocalImage | string>> {
  const docker = dockerOf(run);
  const platform = await enginePlatform(docker);
  for (const name of await removeLeftContainers(docker)) {
    reporter.info(`Removed the container ${name}, which a job that was killed had left.`);
  }
  const limit = pLimit(2);
  const warn = (fault: Fault) => reporter.warning(fault);
  const pulled = names.map((name) =>
    limit(async (): Promise<[string, LocalImage | string]> => {
      try {
        reporter.info(`Pulling ${name}`);
        const image = await pullImage(docker, name, warn);
        if (image.platform === platform) return [name, image];
        return [name, `it is an image for ${image.platform}, and this machine runs ${platform}`];
      } catch (error) {
        if (!(error instanceof FaultError)) throw error;
        const [fault] = error.faults;
        if (fault?.code === "docker-missing") throw error;
        return [name, `${fault?.message} ${fault?.fix ?? ""}`.trim()];
      }
    }),
  );
  return new Map(await Promise.all(pulled));
}

function importOptions(
  checkout: string,
  { timeout, memory, env, passEnvironment }: CheckImportsValues,
  { signal, remember, reporter }: ImportSurroundings,
): ImportOptions & { containers: number } {
  let count = 0;
  return {
    ...{ checkout, timeout, memory, signal, remember },
    variables: [...new Set([...passEnvironment, ...Object.keys(env)])],
    values: env,
    onResult() {
      count += 1;
      if (count % 25 === 0) reporter.info(`${count} flows imported`);
    },
    containers: 4,
  };
}
