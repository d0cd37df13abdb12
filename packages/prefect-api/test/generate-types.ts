import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { installOnce, PREFECT_VERSION } from "#services";

/** The operations that the client uses, and no others. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  "/admin/version": ["get"],
  "/automations/": ["post"],
  "/automations/count": ["post"],
  "/automations/filter": ["post"],
  "/automations/owned-by/{resource_id}": ["delete"],
  "/automations/related-to/{resource_id}": ["get"],
  "/automations/{id}": ["delete", "get", "patch", "put"],
  "/block_documents/{id}": ["get"],
  "/block_types/slug/{slug}/block_documents/name/{block_document_name}": ["get"],
  "/collections/views/{view}": ["get"],
  "/csrf-token": ["get"],
  "/deployments/": ["post"],
  "/deployments/count": ["post"],
  "/deployments/filter": ["post"],
  "/deployments/name/{flow_name}/{deployment_name}": ["get"],
  "/deployments/{id}": ["delete", "get", "patch"],
  "/deployments/{id}/create_flow_run": ["post"],
  "/deployments/{id}/pause_deployment": ["post"],
  "/deployments/{id}/resume_deployment": ["post"],
  "/deployments/{id}/schedules": ["get", "post"],
  "/deployments/{id}/schedules/{schedule_id}": ["delete", "patch"],
  "/flow_runs/count": ["post"],
  "/flow_runs/filter": ["post"],
  "/flow_runs/{id}/set_state": ["post"],
  "/flows/": ["post"],
  "/flows/count": ["post"],
  "/flows/filter": ["post"],
  "/flows/name/{name}": ["get"],
  "/flows/{id}": ["delete"],
  "/health": ["get"],
  "/logs/filter": ["post"],
  "/variables/": ["post"],
  "/variables/filter": ["post"],
  "/variables/name/{name}": ["delete", "get", "patch"],
  "/work_pools/": ["post"],
  "/work_pools/filter": ["post"],
  "/work_pools/{name}": ["delete", "get", "patch"],
  "/work_pools/{work_pool_name}/queues": ["post"],
  "/work_pools/{work_pool_name}/queues/filter": ["post"],
  "/work_pools/{work_pool_name}/queues/{name}": ["get"],
  "/work_pools/{work_pool_name}/workers/filter": ["post"],
};

type Description = {
  openapi: string;
  info: object;
  paths: Record<
    string,
    Record<string, { parameters?: { in: string }[]; responses?: Record<string, unknown> }>
  >;
  components: { schemas: Record<string, unknown> };
};

/** The part of a server's API description that {@link OPERATIONS} names, with every schema it refers to. */
function cutOut(description: Description): object {
  const paths = Object.entries(OPERATIONS).map(([path, methods]) => [
    path,
    Object.fromEntries(
      methods.map((method) => {
        const operation = description.paths[path]?.[method];
        if (!operation) throw new Error(`The server's API has no ${method.toUpperCase()} ${path}.`);
        const { 422: _, ...responses } = operation.responses ?? {};
        // The header that says a client's version is optional and the client sends none.
        const parameters = operation.parameters?.filter((parameter) => parameter.in !== "header");
        return [method, { ...operation, parameters, responses }];
      }),
    ),
  ]);
  const schemas: Record<string, unknown> = {};
  collect(paths);
  const sorted = Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    openapi: description.openapi,
    info: description.info,
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(sorted) },
  };

  function collect(value: unknown): void {
    for (const [, name = ""] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name in schemas) continue;
      schemas[name] = description.components.schemas[name];
      collect(schemas[name]);
    }
  }
}

/**
 * The TypeScript file of the API types, made from the description that a server at `apiUrl` gives of itself.
 * openapi-typescript needs TypeScript 5, this repository has a later one: it runs in an environment of its own.
 */
export async function generateTypes(apiUrl: string): Promise<string> {
  const response = await fetch(new URL("/openapi.json", apiUrl));
  const description = cutOut((await response.json()) as Description);
  const generator = await installOnce("openapi-typescript-7.13.0", async (folder) => {
    const packages = ["openapi-typescript@7.13.0", "typescript@5.9.3"];
    await succeed("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, ...packages]);
  });
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-types-"));
  try {
    const [input, output] = [join(folder, "openapi.json"), join(folder, "types.ts")];
    await writeFile(input, JSON.stringify(description));
    const program = join(generator, "node_modules/openapi-typescript/bin/cli.js");
    await succeed(process.execPath, [program, input, "--default-non-nullable=false", `--output=${output}`]);
    const types = await readFile(output, "utf8");
    return `// Of Prefect ${PREFECT_VERSION}; made by \`npm run generate-prefect-api-types\`, not to be edited.\n${types}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runLocally(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
