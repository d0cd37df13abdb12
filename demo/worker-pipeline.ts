import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import {
  helmProgram,
  missing,
  PodRunner,
  type PrefectServer,
  prefectProgram,
  projectRoot,
  runBundle,
  startKubernetesApi,
} from "#real-parts";
import { slowly } from "./print.ts";

const OLD_IMAGE = "ghcr.io/acme/flows:1.2.3";
const NEW_IMAGE = "ghcr.io/acme/flows:1.2.4";

/**
 * The worker pipeline: a work pool gets a new flow image, through the API always, and through Helm on a real
 * Kubernetes API where this machine can build one. Returns what was not shown, or undefined.
 */
export async function showWorkerPipeline(server: PrefectServer): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-demo-worker-"));
  try {
    await throughTheApi(server, folder);
    const lacking = missing(["go", "debian"]);
    if (lacking.length > 0) return `Helm mode is not shown here: this machine lacks ${lacking.join(", ")}.`;
    await throughHelm(server, folder);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function throughTheApi(server: PrefectServer, folder: string): Promise<void> {
  const template = await defaultTemplate(server, "docker");
  await writeFile(join(folder, "template.json"), template);
  const pool = { mode: "api", "work-pool": "docker-pool" };
  const create = { "create-work-pool": "true", "work-pool-type": "docker" };
  await update(server, folder, {
    ...pool,
    ...create,
    "base-job-template": "template.json",
    image: OLD_IMAGE,
  });
  await update(server, folder, { ...pool, image: NEW_IMAGE, "plan-only": "true" });
  await update(server, folder, { ...pool, image: NEW_IMAGE, "temporary-for": "pr-12" });
  await update(server, folder, { ...pool, restore: "true", "temporary-for": "pr-12" });
}

async function throughHelm(server: PrefectServer, folder: string): Promise<void> {
  const namespace = "prefect";
  const [helm, kubernetes] = await slowly("starting a Kubernetes API", () =>
    Promise.all([helmProgram(), startKubernetesApi()]),
  );
  const pods = await PodRunner.start(kubernetes.kubeconfig, namespace);
  try {
    const template = JSON.parse(await defaultTemplate(server, "process"));
    template.variables.properties.image = { type: "string", default: "DEFAULT_FLOW_IMAGE" };
    const values = {
      worker: {
        apiConfig: "selfHostedServer",
        selfHostedServerApiConfig: { apiUrl: server.apiUrl },
        config: {
          workPool: "helm-pool",
          type: "process",
          name: "edp-worker",
          baseJobTemplate: { configuration: JSON.stringify(template) },
        },
      },
    };
    await writeFile(join(folder, "values.yaml"), JSON.stringify(values));
    const inputs = {
      namespace,
      "values-file": "values.yaml",
      chart: join(projectRoot, "test/charts/prefect-worker"),
      kubeconfig: kubernetes.kubeconfig,
      image: NEW_IMAGE,
    };
    const path = `${dirname(helm)}:${process.env.PATH}`;
    await update(server, folder, inputs, path);
    await update(server, folder, inputs, path);
  } finally {
    await pods.stop();
    await kubernetes.stop();
  }
}

async function update(
  server: PrefectServer,
  folder: string,
  inputs: Record<string, string>,
  path = process.env.PATH,
): Promise<void> {
  const { mode = "helm", image = "", restore = "", "plan-only": planOnly = "" } = inputs;
  console.log(
    `\n  update-work-pool (${[mode, image, restore && "restore", planOnly && "plan-only"].filter(Boolean).join(", ")})`,
  );
  const { exitCode } = await runBundle("update-work-pool", {
    inputs: { "prefect-api-url": server.apiUrl, ...inputs },
    workspace: folder,
    env: { PATH: path },
    onLogLine: (line) => console.log(`    ${line}`),
  });
  if (exitCode !== 0) throw new Error(`update-work-pool failed with exit code ${exitCode}.`);
}

/** Prefect's own template for a type of worker. */
async function defaultTemplate(server: PrefectServer, type: string): Promise<string> {
  const args = ["work-pool", "get-default-base-job-template", "--type", type];
  const { exitCode, stdout, stderr } = await runLocally(await prefectProgram("prefect"), args, {
    env: server.clientEnv,
  });
  if (exitCode !== 0) throw new Error(`prefect ${args.join(" ")} failed: ${stderr}`);
  return stdout;
}
