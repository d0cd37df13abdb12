import { deepStrictEqual as same } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PrefectClient } from "#prefect-api";
import { change, WORK_POOL } from "./platform.ts";
import { run } from "./run-step.ts";
import type { Trial } from "./trial.ts";

/** A run of CI on the default branch: then an apply records its commit. */
const CI = {
  GITLAB_CI: "true",
  CI: "true",
  CI_PROJECT_URL: "https://gitlab.example/acme/matrix",
  CI_COMMIT_BRANCH: "main",
};

/** What is tried with each version, one after another; a step throws where something is not as it should be. */
export const STEPS: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  async connection({ client, version }) {
    same((await client.server.check()).version, version);
  },

  async plan({ cli }) {
    const { exitCode, stdout, stderr } = await cli(["plan", "--json", "--exit-code"]);
    same([exitCode, stderr], [2, ""]);
    same(
      JSON.parse(stdout).deployments.map(({ action }: { action: string }) => action),
      ["create", "create", "create"],
    );
  },

  async apply({ cli, client }) {
    await succeeds(cli(["apply", "--yes"]), "3 created\n");
    const { schedules, id, global_concurrency_limit: limit } = await daily(client);
    same(schedules.map(({ slug }) => slug).sort(), ["hourly", "night", "weekly"]);
    same(limit?.limit, 2);
    same(await automationsOf(client, id), ["on order true", "on refund false"]);
  },

  async "apply again"({ cli, proxy }) {
    proxy.requests.length = 0;
    await succeeds(cli(["apply", "--yes"]), "3 unchanged\n");
    same(
      proxy.writes().map(({ method, path }) => `${method} ${path}`),
      [],
    );
    // A page holds two rows: else reading in parts was not tried.
    const pages = proxy.requests.filter(({ path }) => path.endsWith("/deployments/filter"));
    same(pages.length, 2);
  },

  async "change and delete"({ cli, client, proxy, repository }) {
    const before = new Map((await daily(client)).schedules.map(({ slug, id }) => [slug, id]));
    await change(repository);
    const removed = ["--removed", "export/legacy", "--removed-policy", "delete"];
    await succeeds(
      cli(["apply", "--yes", ...removed]),
      "2 updated, 1 deleted\n",
      "1 updated, 1 deleted, 1 unchanged\n",
    );
    const { schedules, tags, id } = await daily(client);
    same(tags, ["orders", "shop"]);
    const now = new Map(schedules.map((schedule) => [schedule.slug, schedule.id]));
    same([now.get("hourly"), now.get("night"), now.size], [before.get("night"), before.get("hourly"), 2]);
    same(await automationsOf(client, id), ["on order true", "on refund false"]);
    same(await client.deployments.find({ flowName: "export", name: "legacy" }), undefined);
    proxy.requests.length = 0;
    await succeeds(cli(["apply", "--yes", ...removed]), "2 unchanged\n");
    same(proxy.writes(), []);
  },

  async schedules({ cli, client }) {
    for (const state of ["paused", "active"]) {
      await succeeds(cli(["schedules", state, "ingest/daily"]), `2 changed, 0 were ${state} already\n`);
      same(
        (await daily(client)).schedules.map(({ active }) => active),
        [state === "active", state === "active"],
      );
    }
    await succeeds(cli(["apply", "--yes"]), "2 unchanged\n");
  },

  run,

  async "work pool"({ cli, client, repository }) {
    const template = {
      job_configuration: { command: "{{ command }}", image: "matrix:1" },
      variables: {
        type: "object",
        properties: { command: { type: "string" }, env: { type: "object" } },
      },
    };
    const file = join(repository.temporary, "template.json");
    await writeFile(file, JSON.stringify(template));
    const update = ["work-pool", "--work-pool", WORK_POOL, "--base-job-template", file];
    await succeeds(cli(update));
    same((await client.workPools.find(WORK_POOL))?.base_job_template, template);
    await succeeds(cli([...update, "--plan-only", "--exit-code"]));
  },

  async records({ cli, repository }) {
    const commit = await repository.git("rev-parse", "HEAD");
    // So far the repository went by its remote: what that had applied is the pipeline's from here on.
    await succeeds(cli(["apply", "--yes", "--take-over"], CI));
    const next = await repository.commit("Nothing of a deployment", { "README.md": "Matrix" });
    const { stdout } = await cli(["detect", "--json"], CI);
    same(JSON.parse(stdout).base, commit);
    await succeeds(cli(["apply", "--yes"], CI));
    await repository.git("checkout", "--quiet", commit);
    const older = await cli(["apply", "--yes"], CI);
    same([older.exitCode, older.stderr.includes("is older than")], [1, true]);
    await repository.git("checkout", "--quiet", next);
  },
};

async function succeeds(run: ReturnType<Trial["cli"]>, ...outputs: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await run;
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}${stdout}`);
  if (outputs.length > 0 && !outputs.some((output) => stdout.startsWith(output)))
    throw new Error(`unexpected: ${stdout}${stderr}`);
}

async function daily(client: PrefectClient) {
  const found = await client.deployments.find({ flowName: "ingest", name: "daily" });
  if (!found) throw new Error("ingest/daily is not there");
  return found;
}

async function automationsOf(client: PrefectClient, id: string): Promise<string[]> {
  const found = await client.automations.relatedToDeployment(id);
  return found.map(({ name, enabled }) => `${name} ${enabled}`).sort();
}
