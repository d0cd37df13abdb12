import { type Fault, throwIfAny } from "#diagnostics";
import type { Connection } from "#prefect-api";
import type { HelmRequest, RegistryCredentials } from "../request.ts";
import type { WorkerValues } from "./helm-values.ts";

/** A Kubernetes secret that is wanted. */
export interface WantedSecret {
  name: string;
  type: "Opaque" | "kubernetes.io/dockerconfigjson";
  /** In clear; encoded only on the way to kubectl's standard input. */
  data: Readonly<Record<string, string>>;
  /** The worker's own credentials: when they change, it has to start anew. */
  isCredentials: boolean;
}

/**
 * The secrets that the worker and its runs need: the given ones, the log-in to the registry, and the credentials
 * for Prefect under the name that the values give them, unless a given secret has that name.
 *
 * @throws FaultError for names that Kubernetes doesn't take, and for a registry token that dies with the job
 */
export function wantedSecrets(
  { secrets, registry }: Pick<HelmRequest, "secrets" | "registry">,
  values: Pick<WorkerValues, "credentialsSecret">,
  connection: Connection,
): WantedSecret[] {
  throwIfAny([...nameFaults(Object.keys(secrets)), ...(registry ? registryFaults(registry) : [])]);
  const { credentialsSecret } = values;
  const isCredentials = (name: string) => name === credentialsSecret?.name;
  const given = Object.entries(secrets).map(([name, data]): WantedSecret => {
    return { name, type: "Opaque", data, isCredentials: isCredentials(name) };
  });
  const wanted = registry ? [...given, registrySecret(registry)] : given;
  const value = credentialsSecret && credentialsOf(connection, credentialsSecret.kind);
  if (!credentialsSecret || value === undefined || credentialsSecret.name in secrets) return wanted;
  const { name, key } = credentialsSecret;
  return [...wanted, { name, type: "Opaque", data: { [key]: value }, isCredentials: true }];
}

/** Everything in a secret that must not be printed, also as Kubernetes and Docker encode it. */
export function secretTexts({ data }: WantedSecret): string[] {
  return Object.values(data).flatMap((value) => [value, Buffer.from(value).toString("base64")]);
}

function registrySecret({ server, username, password, secretName }: RegistryCredentials): WantedSecret {
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  const config = JSON.stringify({ auths: { [server]: { username, password, auth } } });
  return {
    name: secretName,
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": config },
    isCredentials: false,
  };
}

function registryFaults({ password, secretName }: RegistryCredentials): Fault[] {
  const faults = nameFaults([secretName]);
  // The cluster pulls images long after the job: GitHub revokes a job's token at the job's end.
  if (password.startsWith("ghs_")) {
    faults.push({
      code: "kubernetes-secret",
      message:
        "The password in `registry-credentials` is the job's own GitHub token, which dies with the job.",
      fix: "Give a token that lasts, such as a personal access token with `read:packages`, or the registry's own.",
    });
  }
  return faults;
}

/** Kubernetes' rule for the names of secrets (RFC 1123 subdomain). */
function nameFaults(names: readonly string[]): Fault[] {
  return names
    .filter((name) => name.length > 253 || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name))
    .map((name) => ({
      code: "kubernetes-secret",
      message: `${JSON.stringify(name)} can't name a Kubernetes secret.`,
      fix: "Use lower-case letters, digits, `-` and `.`.",
    }));
}

function credentialsOf({ headers }: Connection, kind: "api-key" | "auth-string"): string | undefined {
  const [scheme, value] = (headers.authorization ?? "").split(" ", 2);
  if (kind === "api-key" && scheme === "Bearer") return value;
  if (kind === "auth-string" && scheme === "Basic") return Buffer.from(value ?? "", "base64").toString();
  return undefined;
}
