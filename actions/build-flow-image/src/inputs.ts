import type { InputReader } from "#action-kit";
import { isRefused } from "#command";
import { CACHES, type Cache, type Credentials } from "#flow-image";

/** The inputs as given; the package says what they mean together. */
export interface Inputs {
  image: string;
  version: string | undefined;
  environment: "dev" | "prod" | undefined;
  tags: string[];
  context: string;
  dockerfile: string | undefined;
  platforms: string[];
  target: string | undefined;
  buildArgs: Record<string, string>;
  secrets: Record<string, string>;
  push: boolean;
  cache: Cache;
  credentials: Credentials | undefined;
  builder: string | undefined;
  provenance: "min" | "max" | "false";
  sbom: boolean;
  reuse: boolean;
  /** Seconds. */
  maxAge: number;
  promoteFrom: string | undefined;
  requireAttestation: boolean;
  /** Workflows that may have attested an image; the run's own where there are none. */
  signerWorkflows: string[];
  sourceRef: string | undefined;
  attestationsAvailable: boolean;
  passEnvironment: string[];
  overwrite: boolean;
  token: string | undefined;
}

export function inputs(input: InputReader): Inputs {
  return {
    // Secrets first, so that nothing is printed before they are masked.
    secrets: input.secretMap("secrets"),
    credentials: credentials(input),
    token: input.secret("github-token"),
    image: input.required("image"),
    version: input.optional("version"),
    environment: input.optional("environment")
      ? input.choice<"dev" | "prod">("environment", ["dev", "prod"], "dev")
      : undefined,
    tags: input.list("tags"),
    context: input.optional("context") ?? ".",
    dockerfile: input.optional("dockerfile"),
    platforms: input.list("platforms"),
    target: input.optional("target"),
    buildArgs: input.textMap("build-args"),
    push: input.boolean("push", true),
    cache: input.choice("cache", CACHES, "gha"),
    builder: input.optional("builder"),
    provenance: input.choice("provenance", ["min", "max", "false"], "min"),
    sbom: input.boolean("sbom"),
    reuse: input.boolean("reuse", true),
    maxAge: input.durationOrNever("max-age", "30d"),
    promoteFrom: input.optional("promote-from"),
    requireAttestation: input.boolean("require-attestation", true),
    signerWorkflows: input.list("signer-workflow"),
    sourceRef: input.optional("source-ref"),
    attestationsAvailable: input.boolean("attestations-available", true),
    passEnvironment: passEnvironment(input),
    overwrite: input.boolean("overwrite"),
  };
}

function passEnvironment(input: InputReader): string[] {
  const names = input.list("pass-environment");
  const refused = names.filter(isRefused);
  if (refused.length > 0) {
    input.fault(
      "pass-environment",
      `names ${refused.join(", ")}.`,
      "A build gets none of these; use `secrets`.",
    );
  }
  return names;
}

function credentials(input: InputReader): Credentials | undefined {
  const password = input.secret("registry-password");
  const username = input.optional("registry-username");
  if (username && password) return { username, password };
  if (username) input.fault("registry-password", "is empty, but `registry-username` is not.", "Set both.");
  if (password) input.fault("registry-username", "is empty, but `registry-password` is not.", "Set both.");
  return undefined;
}
