import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { prefectProgram, runBundle, sharedPrefectServer, uniqueName } from "#services";
import { temporaryFolder, temporaryRepository } from "../../packages/git/test/temporary-repository.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

/** What a job may have that is nobody else's business. */
const SECRETS = {
  PREFECT_API_KEY: "pnu_of-the-test-0000",
  PREFECT_CLIENT_CUSTOM_HEADERS: '{"X-Secret": "header-of-the-test-0000"}',
  GITHUB_TOKEN: "ghs_of-the-test-0000",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "oidc-of-the-test-0000",
  ACTIONS_RUNTIME_TOKEN: "runtime-of-the-test-0000",
  REGISTRY_PASSWORD: "registry-of-the-test-0000",
};

/** Writes the whole environment of whoever imports or runs it to a file. */
const printing = (file: string) =>
  `import json, os\nwith open(${JSON.stringify(file)}, "w") as seen:\n    json.dump(dict(os.environ), seen)\n`;

async function hostile(parts: { flow?: boolean; steps?: boolean }) {
  const [name, pool, folder] = [uniqueName("hostile"), uniqueName("pool"), temporaryFolder()];
  await prefect.workPools.create({ name: pool, type: "process" });
  const repository = await temporaryRepository();
  const file = join(folder, "seen.json");
  const step = parts.steps
    ? "build:\n  - prefect.deployments.steps.run_shell_script: {id: env, script: python3 printing.py}\n"
    : "";
  await repository.commit({
    "flows.py": `${parts.flow ? printing(file) : ""}from prefect import flow\n\n@flow(name="${name}")\ndef run():\n    pass\n`,
    "printing.py": printing(file),
    "prefect.yaml": `${step}pull: []\ndeployments:\n  - {name: one, entrypoint: "flows.py:run", work_pool: {name: ${pool}}}\n`,
  });
  return { name, root: repository.root, seen: async () => JSON.parse(await readFile(file, "utf8")) };
}

async function apply(root: string, inputs: Record<string, string>) {
  return runBundle("apply-deployments", {
    inputs: {
      "prefect-api-url": apiUrl,
      "prefect-auth-string": "admin:input-of-the-test-0000",
      "record-commit": "never",
      python: await prefectProgram("python"),
      ...inputs,
    },
    workspace: root,
    env: { ...SECRETS, NAMED: "named", LC_TIME: "C.UTF-8", HTTPS_PROXY: "http://127.0.0.1:9" },
  });
}

/** No name and no value of what leads anywhere. */
function expectNothingOf(environment: Record<string, string>): void {
  const text = JSON.stringify(environment);
  for (const secret of [...Object.values(SECRETS), "input-of-the-test-0000"])
    expect(text).not.toContain(secret);
  const names = Object.keys(environment);
  expect(
    names.filter((name) => /^(PREFECT_API_|PREFECT_CLIENT_|ACTIONS_|GITHUB_|INPUT_)/.test(name)),
  ).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(["PATH", "HOME", "LC_TIME", "HTTPS_PROXY"]));
}

test.each([
  ["a flow's module that Python imports", { flow: true }, { "flow-reader": "python" }],
  ["a build step", { steps: true }, { "build-steps": "run" }],
])("%s prints its whole environment, and nothing secret is in it", async (_what, parts, inputs) => {
  const code = await hostile(parts);
  const alone = await apply(code.root, inputs);
  expect({ exitCode: alone.exitCode, said: alone.annotations }).toEqual({ exitCode: 0, said: [] });
  const environment = await code.seen();
  expectNothingOf(environment);
  expect(environment).not.toHaveProperty("NAMED");

  await apply(code.root, { ...inputs, "pass-environment": "NAMED", concurrency: "1" });
  const named = await code.seen();
  expectNothingOf(named);
  expect(named).toMatchObject({ NAMED: "named" });
});

test("what leads to the server or to GitHub can't be named", async () => {
  const code = await hostile({ flow: true });
  const refused = await apply(code.root, {
    "flow-reader": "python",
    "pass-environment": "NAMED, PREFECT_API_KEY, github_token, INPUT_PYTHON",
  });
  expect(refused.exitCode).toBe(1);
  expect(refused.annotations[0]?.message).toContain("PREFECT_API_KEY, github_token, INPUT_PYTHON");
  await expect(code.seen()).rejects.toThrow("ENOENT");
});

test("a step's blocks are filled in before it runs, and their values masked", async () => {
  const code = await hostile({});
  const name = uniqueName("secret");
  await secretBlock(name, "block-of-the-test-0000");
  const repository = await temporaryRepository();
  await repository.commit({
    "flows.py": `from prefect import flow\n\n@flow(name="${code.name}")\ndef run():\n    pass\n`,
    "prefect.yaml": `build:
  - prefect.deployments.steps.run_shell_script: {id: told, script: "echo {{ prefect.blocks.secret.${name} }}"}
pull: []
deployments:
  - {name: one, entrypoint: "flows.py:run", description: "has {{ told.stdout }}", work_pool: {name: ${await anyPool()}}}
`,
  });
  const { exitCode, annotations, log } = await apply(repository.root, { "build-steps": "run" });
  expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
  expect(log).not.toContain("block-of-the-test-0000");
  const [stored] = await prefect.deployments.findByNames([{ flowName: code.name, name: "one" }]);
  expect(stored?.description).toBe("has block-of-the-test-0000");
});

async function anyPool(): Promise<string> {
  const name = uniqueName("pool");
  await prefect.workPools.create({ name, type: "process" });
  return name;
}

/** A block of Prefect's own type `secret`, made as its client does. */
async function secretBlock(name: string, value: string): Promise<void> {
  const call = async (path: string, body?: object) => {
    const response = await fetch(`${apiUrl}${path}`, {
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
      headers: { "content-type": "application/json" },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const type = (await call("/block_types/slug/secret")) as { id: string };
  const [schema] = (await call("/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type.id] } },
  })) as { id: string }[];
  await call("/block_documents/", {
    name,
    data: { value },
    block_type_id: type.id,
    block_schema_id: schema?.id,
  });
}
