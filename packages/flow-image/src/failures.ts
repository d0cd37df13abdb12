import { type Fault, FaultError } from "#diagnostics";
import type { RegistryError } from "./registry-access.ts";

/** How much of a command's output an error repeats. */
const LINES = 12;

interface Rule extends Required<Pick<Fault, "code" | "message" | "fix">> {
  pattern: RegExp;
}

const CREDENTIALS_FIX = "Check `registry-username` and `registry-password`.";
const GHCR_FIX =
  "Give the job `permissions: packages: write`. If the package is there already, open its settings on GitHub and add " +
  "this repository with the role Write under “Manage Actions access”.";

const CODES = {
  unreachable: "registry-unreachable",
  credentials: "registry-refused",
  access: "registry-refused",
  answer: "registry-failed",
} as const;

/** A registry's refusal as an error that names the input. */
export function explainRegistry(error: RegistryError): FaultError {
  const fixes: Record<RegistryError["reason"], string> = {
    unreachable: "Check the host in `image` and the network (HTTPS_PROXY and NO_PROXY are used).",
    credentials: CREDENTIALS_FIX,
    access: error.registry === "ghcr.io" ? GHCR_FIX : CREDENTIALS_FIX,
    answer: "Try again; if it stays, ask whoever runs the registry.",
  };
  const code = CODES[error.reason];
  return new FaultError({ code, message: error.message, fix: fixes[error.reason] }, { cause: error });
}

/** Why `docker login` failed. */
export function explainLogin(registry: string, output: string): FaultError {
  const refused = /unauthorized|denied|incorrect username or password|\b40[13]\b/i.test(output);
  const message = refused
    ? `The registry ${registry} refuses the credentials.`
    : `Logging in to the registry ${registry} failed: ${lastLines(output)}`;
  return new FaultError({
    code: refused ? "registry-refused" : "registry-unreachable",
    message,
    fix: refused ? CREDENTIALS_FIX : "Check the host in `image` and the network.",
  });
}

/** Why making or finding a builder failed. */
export function explainBuilder(builder: string | undefined, output: string): FaultError {
  if (/unknown command: docker buildx|is not a docker command|unknown flag/i.test(output)) {
    return new FaultError({
      code: "docker-missing",
      message: "Docker's buildx plugin isn't there.",
      fix: "Install it, such as with docker/setup-buildx-action.",
    });
  }
  if (builder !== undefined) {
    return new FaultError({
      code: "input-invalid",
      message: `Input \`builder\` is ${JSON.stringify(builder)}, but there is no such builder.`,
      fix: "`docker buildx ls` lists those there are; leave the input empty to have one made.",
    });
  }
  return new FaultError({
    code: "docker-missing",
    message: `A builder can't be made: ${lastLines(output)}`,
    fix: "Start Docker on this machine, or set BUILDKIT_HOST to the address of a BuildKit daemon.",
  });
}

/** Why `docker buildx build` failed, by what it printed. */
export function explainBuild(output: string, registry: string): FaultError {
  const rules: Rule[] = [
    {
      pattern: /target stage .* could not be found/i,
      code: "input-invalid",
      message: "The Dockerfile has no stage of the name in `target`.",
      fix: "Set `target` to the name of one of its stages.",
    },
    {
      pattern: /exec format error/i,
      code: "machine-unfit",
      message: "A RUN instruction can't run programs of one of the `platforms` on this machine.",
      fix: "Set up emulation before this step (docker/setup-qemu-action), or build on a machine of that platform.",
    },
    {
      pattern: /no match for platform|no matching manifest/i,
      code: "image-missing",
      message: "A base image isn't there for one of the `platforms`.",
      fix: "Build for the platforms that the base image has.",
    },
    {
      pattern: /(?:push|PUT|POST)[^\n]*(?:denied|403|insufficient_scope|unauthorized|401)|denied: /i,
      code: "registry-refused",
      message: `The registry ${registry} allows no write access to the image.`,
      fix: registry === "ghcr.io" ? GHCR_FIX : CREDENTIALS_FIX,
    },
    {
      pattern: /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake/i,
      code: "registry-unreachable",
      message: "A registry can't be reached.",
      fix: "Check the hosts in `image` and in the Dockerfile, and the network.",
    },
  ];
  const rule = rules.find(({ pattern }) => pattern.test(output));
  return new FaultError({
    code: rule?.code ?? "build-failed",
    message: `${rule?.message ?? "The build failed."} Docker says: ${lastLines(output)}`,
    fix: rule?.fix ?? "The log above has the whole output.",
  });
}

/** The end of a command's output, where the error is, without the progress before it. */
export function lastLines(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^#\d+ (?:\[|DONE|CACHED|transferring|sha256:)/.test(line));
  const error = lines.findLastIndex((line) => /^(?:ERROR|error)[: ]/.test(line));
  return (error >= 0 ? lines.slice(error) : lines.slice(-LINES)).slice(0, LINES).join("\n");
}
