import { chmod, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { temporaryFolder, temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { runCli } from "./run-cli.ts";

const FILE = ".github/workflows/prefect-deployments.yml";

async function team() {
  const repository = await temporaryRepository();
  await repository.commit({
    "prefect.yaml": "deployments:\n  - {name: daily, entrypoint: flows/a.py:a, work_pool: {name: etl}}\n",
    "flows/a.py": "from prefect import flow\n\n\n@flow\ndef a():\n    pass\n",
    ".github/workflows/deploy.yml":
      "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: prefect deploy --all\n",
  });
  await repository.git("remote", "add", "origin", "https://github.com/acme/platform.git");
  return repository;
}

test("it shows first, writes after a yes alone, and what it wrote is sound for the doctor", async () => {
  const { root: cwd } = await team();
  const shown = await runCli(["init"], { cwd });
  expect(shown.exitCode).toBe(1);
  expect(shown.stdout).toContain(`  write  ${FILE}, `);
  expect(shown.stdout).toContain(
    ".github/workflows/deploy.yml:6: - run: prefect deploy --all\n    → the job",
  );
  expect(shown.stdout).toContain("gh secret set PREFECT_API_KEY --env prod");
  expect(shown.stderr).toContain("Nothing was written: nobody is there to be asked.");
  await expect(readFile(join(cwd, FILE))).rejects.toThrow("ENOENT");

  const only = await runCli(["init", "--plan-only", "--json"], { cwd });
  expect(only.exitCode).toBe(0);
  expect(JSON.parse(only.stdout)).toMatchObject({
    version: 1,
    written: [],
    files: [{ path: FILE, kind: "new" }],
  });

  const written = await runCli(["init", "--yes"], { cwd });
  expect(written).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`\n1 written: ${FILE}\n`) });
  const again = await runCli(["init", "--yes"], { cwd });
  expect(again.stdout).toContain(`  keep   ${FILE} is there already`);

  const doctor = await runCli(["doctor", "--json"], { cwd });
  expect(JSON.parse(doctor.stdout)).toMatchObject({
    passed: expect.arrayContaining(["files", "workflows"]),
    findings: [],
  });
  expect(doctor.exitCode).toBe(0);
});

test("--gh runs what asks for no value, in order, and stops where gh fails", async () => {
  const { root: cwd } = await team();
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const gh = async (end: string) => {
    await writeFile(join(folder, "gh"), `#!/bin/sh\nprintf '%s\\n' "$*" >> ${log}\n${end}\n`);
    await chmod(join(folder, "gh"), 0o755);
  };
  const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };
  await gh("exit 0");
  expect(await runCli(["init", "--yes", "--gh"], { cwd, env })).toMatchObject({ exitCode: 0 });
  const calls = (await readFile(log, "utf8")).trim().split("\n");
  expect(calls.map((line) => /environments\/\w+\S*|rulesets/.exec(line)?.[0])).toEqual([
    "environments/dev",
    "environments/dev/deployment-branch-policies",
    "environments/dev/deployment-branch-policies",
    "environments/prod",
    "environments/prod/deployment-branch-policies",
    "rulesets",
  ]);
  expect(calls.join("\n")).not.toMatch(/secret|variable/);
  await gh('echo "HTTP 403: Must have admin rights" >&2\nexit 1');
  const refused = await runCli(["init", "--yes", "--gh"], { cwd, env });
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("gh api failed (exit code 1): HTTP 403: Must have admin rights");
});
