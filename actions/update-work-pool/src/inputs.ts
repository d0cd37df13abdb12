import {
  type InputReader,
  maskSecret,
  type PrefectConnectionInputs,
  readPrefectConnection,
} from "#action-kit";
import type { HelmRequest, RegistryCredentials, WorkPoolChange } from "#work-pool";

/** What is read from the runner; the kubeconfig and the template are still paths or texts. */
export interface Inputs {
  connection: PrefectConnectionInputs;
  change: Omit<WorkPoolChange, "template" | "helm">;
  /** Whether the image that the live template names stays; `change.image` is for a pool that names none. */
  keepImage: boolean;
  /** Path of a file. */
  template: string | undefined;
  helm: Omit<HelmRequest, "run" | "kubeconfig"> | undefined;
  /** Path or content. */
  kubeconfig: string | undefined;
  /** Whose older ones are refused; undefined where nothing is compared or recorded. */
  commit: string | undefined;
  allowOlder: boolean;
  planOnly: boolean;
}

/** A registry takes no capital letters in an image's name, and the owner of a GitHub repository may have some. */
function lowered(image: string | undefined): string | undefined {
  return image?.replace(/^[^@]*?(?=(?::[\w][\w.-]*)?(?:@|$))/, (name) => name.toLowerCase());
}

const REGISTRY_KEYS = ["server", "username", "password", "secret-name"];

export function inputs(input: InputReader): Inputs {
  const mode = input.choice("mode", ["helm", "api"], "helm");
  const restore = input.boolean("restore");
  const temporaryFor = input.optional("temporary-for");
  const image = lowered(input.optional("image"));
  const keepImage = input.boolean("keep-image");
  if (keepImage && !input.optional("work-pool")) {
    input.fault("keep-image", "needs `work-pool`.", "Name the pool whose image is kept.");
  }
  const template = input.optional("base-job-template");
  if (restore && !temporaryFor) {
    input.fault("restore", "needs `temporary-for`.", "Set it to what the update had there, such as `pr-12`.");
  }
  if (restore && (image || template)) {
    input.fault("restore", "can't be combined with `image` or `base-job-template`.", "Leave them out.");
  }
  const commit = input.optional("commit");
  if (commit && temporaryFor) {
    input.fault("commit", "can't be combined with `temporary-for`: that is for a while.", "Leave one out.");
  }
  return {
    connection: readPrefectConnection(input),
    change: {
      workPool: mode === "api" ? input.required("work-pool") : input.optional("work-pool"),
      workPoolType: input.optional("work-pool-type"),
      image,
      imagePlaceholder: input.optional("image-placeholder") ?? "DEFAULT_FLOW_IMAGE",
      temporaryFor,
      restore,
      createMissing: input.boolean("create-work-pool"),
      onRejectedJobVariables: input.choice("on-rejected-job-variables", ["warn", "error"], "warn"),
      waitForWorker: input.boolean("wait-for-worker", mode === "helm"),
      timeoutSeconds: input.duration("timeout", "5m", { minimum: 1, maximum: 86_400 }),
    },
    keepImage,
    template,
    helm: mode === "helm" ? helmInputs(input) : undefined,
    kubeconfig: input.optional("kubeconfig"),
    commit,
    allowOlder: input.boolean("allow-older"),
    planOnly: input.boolean("plan-only"),
  };
}

function helmInputs(input: InputReader): Inputs["helm"] {
  input.required("values-file");
  return {
    valuesFiles: input.list("values-file"),
    namespace: input.optional("namespace") ?? "prefect",
    release: input.optional("release-name") ?? "prefect-worker",
    chart: input.optional("chart") ?? "prefect-worker",
    chartRepository: input.optional("chart-repository"),
    chartVersion: input.optional("chart-version"),
    secrets: secrets(input),
    registry: registry(input),
  };
}

function secrets(input: InputReader): HelmRequest["secrets"] {
  const result: Record<string, Record<string, string>> = {};
  for (const [path, value] of Object.entries(input.secretMap("secrets"))) {
    const [, name, key] = /^([^/]+)\/([-._A-Za-z0-9]+)$/.exec(path) ?? [];
    if (!name || !key) {
      input.fault("secrets", `has ${JSON.stringify(path)} for a name.`, "Write `secret-name/KEY=value`.");
    } else result[name] = { ...result[name], [key]: value };
  }
  return result;
}

function registry(input: InputReader): RegistryCredentials | undefined {
  const map = input.textMap("registry-credentials");
  maskSecret(map.password);
  if (Object.keys(map).length === 0) return undefined;
  const unknown = Object.keys(map).filter((key) => !REGISTRY_KEYS.includes(key));
  const { server, username, password, "secret-name": secretName } = map;
  if (unknown.length > 0 || !server || !username || !password) {
    input.fault(
      "registry-credentials",
      `has to hold server, username and password${unknown.length > 0 ? `, and nothing called ${unknown.join(", ")}` : ""}.`,
      "Write each as `key=value` on a line of its own.",
    );
    return undefined;
  }
  return { server, username, password, secretName: secretName || "reg-creds" };
}
