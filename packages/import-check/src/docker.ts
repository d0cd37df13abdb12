import type { CommandResult, RunCommand, RunOptions } from "#command";
import { type Fault, FaultError } from "#diagnostics";
import { confined } from "#flow-image";
import { isObject, parseJson } from "#json";
import { isLeft, LABEL } from "./containers.ts";

/** Docker's command line, which gets no variable of the environment but those that lead to its engine. */
export type Docker = (args: readonly string[], options?: RunOptions) => Promise<CommandResult>;

/**
 * @param passed names of variables that it gets as well, to hand them on
 * @throws FaultError where there is no command line of Docker
 */
export function docker(run: RunCommand, passed: readonly string[] = []): Docker {
  const command = confined(run, passed);
  return async (args, options) => {
    try {
      return await command("docker", args, options);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
      throw new FaultError(
        {
          code: "docker-missing",
          message: "Docker's command line is not there.",
          fix: "Install `docker`; DOCKER_HOST leads it to any engine, Podman's too.",
        },
        { cause },
      );
    }
  };
}

/** An image as it lies on this machine. */
export interface LocalImage {
  /** Its id, which no pull changes: what containers are made of. */
  id: string;
  /** `name@sha256:...` where it came from a registry, else its id. */
  digest: string;
  /** Such as `linux/amd64`. */
  platform: string;
  /** Where a run begins: an absolute path. */
  workingDirectory: string;
  /** Whom it runs as; empty for root. */
  user: string;
}

/**
 * The platform of Docker's engine, such as `linux/amd64`.
 *
 * @throws FaultError where it can't be reached
 */
export async function enginePlatform(docker: Docker): Promise<string> {
  const { exitCode, stdout, stderr } = await docker([
    ...["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"],
  ]);
  if (exitCode === 0 && /^\w+\/\w+$/.test(stdout.trim())) return stdout.trim();
  throw new FaultError({
    code: "docker-missing",
    message: `Docker's engine can't be reached: ${lastLine(stderr)}`,
    fix: "Start it, or name another one by DOCKER_HOST.",
  });
}

/**
 * Pulls an image, with Docker's own log-in, unless it is named by a digest and there already.
 *
 * @throws FaultError where it can't be had
 */
export async function pullImage(
  docker: Docker,
  reference: string,
  warn: (fault: Fault) => void,
): Promise<LocalImage> {
  const there = await inspect(docker, reference);
  if (there && reference.includes("@")) return there;
  const { exitCode, stderr } = await docker(["pull", "--quiet", reference]);
  if (exitCode === 0) {
    const pulled = await inspect(docker, reference);
    if (pulled) return pulled;
  }
  const fault = pullFault(reference, stderr);
  if (!there) throw new FaultError(fault);
  warn({ ...fault, message: `${fault.message} The one that this machine has is used.` });
  return there;
}

async function inspect(docker: Docker, reference: string): Promise<LocalImage | undefined> {
  const { exitCode, stdout } = await docker(["image", "inspect", "--", reference]);
  if (exitCode !== 0) return undefined;
  const found = parseJson(stdout);
  const [image] = Array.isArray(found) ? found : [];
  if (!isObject(image) || typeof image.Id !== "string") return undefined;
  const config = isObject(image.Config) ? image.Config : {};
  const digests = Array.isArray(image.RepoDigests) ? image.RepoDigests : [];
  const name = reference.split("@")[0]?.replace(/:[\w.-]+$/, "");
  const digest = digests.find((one) => String(one).startsWith(`${name}@`)) ?? digests[0] ?? image.Id;
  return {
    id: image.Id,
    digest: String(digest),
    platform: `${image.Os}/${image.Architecture}`,
    workingDirectory:
      typeof config.WorkingDir === "string" && config.WorkingDir !== "" ? config.WorkingDir : "/",
    user: typeof config.User === "string" ? config.User : "",
  };
}

const REFUSALS: readonly (readonly [RegExp, Fault["code"], string])[] = [
  [
    /no match for platform|no matching manifest|not supported on this platform/i,
    "image-unfit",
    "Build it for this machine's platform too, or check imports on a machine of its own.",
  ],
  [
    /manifest unknown|not found|does not exist|no such image/i,
    "image-missing",
    "Correct its name, or build and push it first.",
  ],
  [
    /unauthorized|denied|authentication required|no basic auth/i,
    "registry-refused",
    "Log in before this step (docker login), with an account that may read it.",
  ],
];

function pullFault(reference: string, output: string): Fault {
  const said = lastLine(output);
  const [, code, fix] = REFUSALS.find(([pattern]) => pattern.test(output)) ?? [
    undefined,
    "registry-unreachable" as const,
    "Check its host and the network.",
  ];
  return { code, message: `The image ${reference} can't be pulled: ${said}.`, fix };
}

/** Removes a container, whether it runs or not; one that is gone is no error. */
export async function removeContainer(docker: Docker, name: string): Promise<void> {
  await docker(["rm", "--force", name]);
}

/** Removes containers that a process which was killed has left; answers their names. */
export async function removeLeftContainers(docker: Docker): Promise<string[]> {
  const format = `{{.Names}} {{.Label "${LABEL}"}}`;
  const { stdout } = await docker(["ps", "--all", "--filter", `label=${LABEL}`, "--format", format]);
  const left = stdout.split("\n").flatMap((line) => {
    const [name = "", label = ""] = line.trim().split(" ");
    return name !== "" && isLeft(label, isAlive) ? [name] : [];
  });
  for (const name of left) await removeContainer(docker, name);
  return left;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export function lastLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim().replace(/\.$/, ""));
  return lines.findLast((line) => line !== "" && !line.startsWith("See 'docker")) ?? "it gave no reason";
}
