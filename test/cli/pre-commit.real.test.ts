import { cp } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runLocally } from "#command";
import { bringBundlesUpToDate, preCommitProgram, projectRoot } from "#services";
import { temporaryFolder, temporaryRepository } from "../../packages/git/test/temporary-repository.ts";

const prefectYaml = (cron: string) => `pull: []
deployments:
  - name: daily
    entrypoint: flows/orders.py:run
    work_pool: {name: pool}
    schedules:
      - cron: "${cron}"
`;

test("the hook stops a commit that no server would take, and only that", async () => {
  bringBundlesUpToDate();
  const hooks = await temporaryRepository();
  for (const path of [".pre-commit-hooks.yaml", "packages/cli/dist"])
    await cp(join(projectRoot, path), join(hooks.root, path), { recursive: true });
  const rev = await hooks.commit({});
  const sample = await temporaryRepository();
  await sample.commit({
    ".pre-commit-config.yaml": `repos:
  - repo: ${hooks.url}
    rev: ${rev}
    hooks: [{id: prefect-cicd-validate}]
`,
    "flows/orders.py": "from prefect import flow\n\n\n@flow\ndef run():\n    pass\n",
    "prefect.yaml": prefectYaml("0 5 * * *"),
  });
  const program = await preCommitProgram();
  const home = temporaryFolder();
  const run = () =>
    runLocally(program, ["run", "--all-files"], {
      cwd: sample.root,
      env: {
        PATH: [join(projectRoot, "node_modules/node/bin"), process.env.PATH].join(delimiter),
        PRE_COMMIT_HOME: home,
        GITHUB_ACTIONS: undefined,
      },
    });
  const passed = await run();
  expect(passed.stdout).toMatch(/check Prefect deployments\.+Passed/);
  expect(passed.exitCode).toBe(0);
  await sample.commit({ "prefect.yaml": prefectYaml("61 * * * *") });
  const failed = await run();
  expect(failed.stdout).toContain("prefect.yaml:7:15: error: Prefect refuses the cron expression");
  expect(failed.exitCode).toBe(1);
});
