import pLimit from "p-limit";
import { containerName, ownerLabel, runArguments } from "./containers.ts";
import { type Docker, type LocalImage, removeContainer } from "./docker.ts";
import { atOnce, type Imported, importFlows } from "./import-flows.ts";
import type { ProbeFlow, ProbeResult } from "./probe/probe-protocol.ts";
import { probeScript } from "./probe/probe-script.ts";
import { type ProbeAnswer, runProbe } from "./run-probe.ts";

/** How flows are imported, wherever that is. */
export interface ImportOptions {
  /** Folder with the files of the repository. */
  checkout: string;
  /** Seconds for each flow. */
  timeout: number;
  /** What a container may use, such as `2g`. */
  memory: string;
  /** Names of variables that flows see. */
  variables: readonly string[];
  /** Values of some of them; the others have those of the environment. */
  values: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Called for each flow that has been imported. */
  onResult(): void;
  /** Called with the name of a container before it is made, and again once it is gone. */
  remember(name: string, isThere: boolean): void;
}

const PROGRAMS = ["python", "python3"];

/** Of root's files some are root's alone: then flows are imported as root, which without its rights is little. */
const DENIED = 13;

/**
 * Imports flows inside an image: in containers without network, rights or files of the machine, see `runArguments`.
 *
 * @param places where the checkout is put: absolute paths
 */
export async function importInImage(
  docker: Docker,
  image: LocalImage,
  flows: readonly ProbeFlow[],
  places: readonly string[],
  options: ImportOptions,
  limit = pLimit(atOnce()),
): Promise<Imported> {
  const run = (user: string | undefined, some: readonly ProbeFlow[]) =>
    importAs(docker, image, some, { ...options, user, places }, limit);
  if (!isRoot(image.user)) return run(undefined, flows);
  const found = await run(ordinaryUser(), flows);
  const denied = found.results.flatMap((result, index) => (isDenied(result) ? [index] : []));
  if (found.problem !== null) return run(undefined, flows);
  if (denied.length === 0) return found;
  const again = await run(
    undefined,
    denied.flatMap((index) => flows[index] ?? []),
  );
  const results = [...found.results];
  for (const [index, result] of again.results.entries()) results[denied[index] ?? 0] = result;
  return { ...found, results };
}

async function importAs(
  docker: Docker,
  image: LocalImage,
  flows: readonly ProbeFlow[],
  options: ImportOptions & { user: string | undefined; places: readonly string[] },
  limit: ReturnType<typeof pLimit>,
): Promise<Imported> {
  let found: Imported | undefined;
  for (const program of PROGRAMS) {
    found = await importFlows(
      flows,
      (some) => probeInContainer(docker, image, program, some, options),
      limit,
    );
    if (found.problem === null || !NO_PROGRAM.test(found.problem)) return found;
  }
  return { python: null, problem: "it has no Python on its PATH", results: found?.results ?? [] };
}

const NO_PROGRAM = /executable file not found|no such file or directory: unknown|exec: "python/i;

async function probeInContainer(
  docker: Docker,
  image: LocalImage,
  program: string,
  flows: readonly ProbeFlow[],
  options: ImportOptions & { user: string | undefined; places: readonly string[] },
): Promise<ProbeAnswer> {
  const name = containerName();
  const { user, memory, checkout, places, variables, values, timeout } = options;
  const label = ownerLabel(LONGEST_START + flows.length * (timeout + 10));
  const args = runArguments(
    { image: image.id, name, label, program, user, memory, checkout, places, variables },
    ["-u", "-W", "ignore", "-c", probeScript],
  );
  options.remember(name, true);
  try {
    const answer = await runProbe(
      {
        start: ({ input, onLine }) => docker(args, { input, onProgress: onLine, env: { ...values } }),
        end: () => removeContainer(docker, name),
      },
      flows,
      options,
    );
    // One that could not be started is not removed by itself.
    if (answer.exitCode !== 0 || answer.python === null) await removeContainer(docker, name);
    return answer;
  } finally {
    options.remember(name, false);
  }
}

/** Seconds until a container has imported Prefect on a machine that has much else to do. */
const LONGEST_START = 120;

const isRoot = (user: string) => /^(?:root|0)?(?::.*)?$/.test(user);

/** Who runs this, or nobody. */
function ordinaryUser(): string {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  return uid === 0 ? "65534:65534" : `${uid}:${gid}`;
}

function isDenied(result: ProbeResult | undefined): boolean {
  if (result?.ending !== "reported" || !("error" in result.report)) return false;
  const { errno, causes } = result.report.error;
  return errno === DENIED || causes.some((cause) => cause.errno === DENIED);
}
