import type { RunCommand } from "#command";
import type { Reporter } from "#diagnostics";
import type { PrefectClient, Worker } from "#prefect-api";
import type { TemplateText } from "./template/template.ts";

/** What is asked for, and who carries it out. */
export interface UpdateRequest extends WorkPoolChange {
  prefect: PrefectClient;
  reporter: Reporter;
}

/** What is asked for. */
export interface WorkPoolChange {
  /** Name of the work pool; may be left out where the Helm values name it. */
  workPool?: string | undefined;
  /** Type that the pool has to have, or gets when it is made. */
  workPoolType?: string | undefined;
  /** Image for the flows. */
  image?: string | undefined;
  /** Stands for the image in a template. */
  imagePlaceholder: string;
  /** The new template; unless given, the one of the Helm values or the live one is changed. */
  template?: TemplateText | undefined;
  /** Who wants the change only for a while, such as `pr-12`; records what to put back. */
  temporaryFor?: string | undefined;
  /** Puts back what was before `temporaryFor` changed it. */
  restore: boolean;
  /** Makes a missing pool (API mode). */
  createMissing: boolean;
  /** What happens when live deployments have job variables that the new template doesn't take. */
  onRejectedJobVariables: "warn" | "error";
  waitForWorker: boolean;
  /** For the update, and again for waiting for another one to end. */
  timeoutSeconds: number;
  /** Given in Helm mode. */
  helm?: HelmRequest | undefined;
}

/** What Helm mode needs besides. */
export interface HelmRequest {
  run: RunCommand;
  /** Files as `helm --values` takes them, later ones over earlier ones; never written to. */
  valuesFiles: readonly string[];
  namespace: string;
  release: string;
  /** Name in a repository, `oci://` address, or a folder (`./chart`). */
  chart: string;
  /** `https://` address of a Helm repository, or `oci://` address; undefined for a chart that stands by itself. */
  chartRepository?: string | undefined;
  chartVersion?: string | undefined;
  /** Path; kubectl's own rule (KUBECONFIG, ~/.kube/config) unless given. */
  kubeconfig?: string | undefined;
  /** Secrets to make: name → key → value. */
  secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Log-in for pulling the flows' image. */
  registry?: RegistryCredentials | undefined;
}

export interface RegistryCredentials {
  /** Host, such as `ghcr.io`. */
  server: string;
  username: string;
  password: string;
  /** Name of the secret; the job template's `imagePullSecrets` names it. */
  secretName: string;
}

/** What an update did. */
export interface UpdateResult {
  /** Whether the pool, its release or a secret was changed. */
  changed: boolean;
  /** Revision of the Helm release now. */
  revision: number | undefined;
  /** The worker that was waited for. */
  worker: Worker | undefined;
}
