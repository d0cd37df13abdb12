import { randomBytes } from "node:crypto";
import { hostname } from "node:os";

/** Carried by every container that imports flows: who started it, and when it is over. */
export const LABEL = "prefect-cicd.import-check";

/** What a container gets. */
export interface ContainerRequest {
  /** The image, by its id on this machine. */
  image: string;
  name: string;
  label: string;
  /** The Python to start: a program on the image's PATH. */
  program: string;
  /** `uid:gid`; undefined for the image's own. */
  user: string | undefined;
  /** Such as `2g`. */
  memory: string;
  /** Folder of the files, on the machine. */
  checkout: string;
  /** Where these files are put: absolute paths. */
  places: readonly string[];
  /** Names of variables that it gets from the environment of Docker's command line. */
  variables: readonly string[];
}

/** Proxies that Docker's own settings put into containers, maybe with a password. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/**
 * Arguments of `docker run` for a container that may do nothing but compute: no network, no right, no file of the machine
 * but the checkout, which is read-only as all else but `/tmp`.
 *
 * @param command what the Python gets
 */
export function runArguments(request: ContainerRequest, command: readonly string[]): string[] {
  const { image, name, label, program, user, memory, checkout, places, variables } = request;
  const unset = PROXIES.filter((proxy) => !variables.includes(proxy)).flatMap((proxy) => [
    "--env",
    `${proxy}=`,
  ]);
  return [
    ...["run", "--rm", "--interactive", "--pull=never", "--name", name, "--label", `${LABEL}=${label}`],
    ...["--network", "none", "--read-only", "--tmpfs", "/tmp:rw,exec,nosuid,nodev,size=512m,mode=1777"],
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "256"],
    ...["--memory", memory, "--memory-swap", memory, "--ulimit", "core=0"],
    ...["--log-driver", "none", "--no-healthcheck", "--entrypoint", program],
    ...(user === undefined ? [] : ["--user", user]),
    ...places.flatMap((place) => ["--mount", `type=bind,source=${checkout},target=${place},readonly`]),
    ...variables.flatMap((variable) => ["--env", variable]),
    ...unset,
    image,
    ...command,
  ];
}

/** A name that no other container has. */
export const containerName = () => `prefect-cicd-imports-${randomBytes(8).toString("hex")}`;

/** @param seconds in which a container is over by itself */
export function ownerLabel(seconds: number, pid = process.pid, now = Date.now()): string {
  return `${hostname()}:${pid}:${Math.ceil(now / 1000) + seconds}`;
}

/**
 * Whether a container is left by a process of this machine that is gone, or is over its time.
 *
 * @param isAlive whether a process of this machine runs
 */
export function isLeft(label: string, isAlive: (pid: number) => boolean, now = Date.now()): boolean {
  const [, host, pid, end] = /^(.*):(\d+):(\d+)$/.exec(label) ?? [];
  if (host === undefined) return false;
  return now / 1000 > Number(end) || (host === hostname() && !isAlive(Number(pid)));
}

/** Folders of a system, which no checkout may hide. */
const SYSTEM =
  /^\/(?:bin|boot|dev|etc|lib|lib32|lib64|proc|run|sbin|sys|tmp|usr|var)?(?:\/(?:bin|lib|local)?)?$/;

/**
 * Whether a checkout may be put at a place. The place comes out of definitions, which may be anybody's: no comma or quote
 * can change what is mounted from where, and nothing of the system is hidden.
 */
export function isPlace(path: string): boolean {
  return /^(?:\/[\w.@+-]+)+$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path) && !SYSTEM.test(path);
}
