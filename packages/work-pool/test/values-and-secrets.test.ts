import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionFromInputs } from "#prefect-api";
import { overridingValues, readWorkerValues } from "../src/helm/helm-values.ts";
import { secretTexts, wantedSecrets } from "../src/helm/secrets.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prefect-cicd-values-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

test("reads what the chart's values say, the last file's first, with the chart's defaults", async () => {
  const base = await file(
    "base.yaml",
    `worker:
  config:
    workPool: base
    type: docker
    baseJobTemplate:
      configuration: |
        {"variables": {}}
  cloudApiConfig: {accountId: a, workspaceId: w, apiKeySecret: {name: key-secret, key: PREFECT_API_KEY}}
`,
  );
  const over = await file("over.yaml", "worker: {config: {workPool: over, name: edp}}\n");
  const values = await readWorkerValues([base, over]);
  expect(values).toEqual({
    workPool: "over",
    type: "docker",
    workerName: "edp",
    template: { text: '{"variables": {}}\n', location: { file: base, line: 6 } },
    cloud: { accountId: "a", workspaceId: "w" },
    credentialsSecret: { name: "key-secret", key: "PREFECT_API_KEY", kind: "api-key" },
  });
  expect(await readWorkerValues([await file("empty.yaml", "")])).toMatchObject({
    workPool: undefined,
    type: "kubernetes",
    template: undefined,
    credentialsSecret: { name: "prefect-api-key", key: "key" },
  });
});

test("a template that is no text, and a file that is no YAML, are told with file and line", async () => {
  const mapping = await file(
    "mapping.yaml",
    "worker:\n  config:\n    baseJobTemplate:\n      configuration: {a: 1}\n",
  );
  await expect(readWorkerValues([mapping])).rejects.toThrow(
    /mapping\.yaml:4: .* is no text\. .*configuration: \|/,
  );
  const broken = await file("broken.yaml", "worker:\n  a: [\n");
  await expect(readWorkerValues([broken])).rejects.toThrow(/broken\.yaml:\d+: The values file is no YAML/);
});

test("the values that come on top hold pool and template and nothing else", () => {
  expect(JSON.parse(overridingValues("pool", "{}"))).toEqual({
    worker: { config: { workPool: "pool", baseJobTemplate: { configuration: "{}" } } },
  });
  expect(JSON.parse(overridingValues("pool", undefined))).toEqual({
    worker: { config: { workPool: "pool" } },
  });
});

describe("secrets", () => {
  const url = "https://api.prefect.cloud/api/accounts/a/workspaces/w";
  const cloud = connectionFromInputs({ apiUrl: url, apiKey: "pnu_key" });
  const credentialsSecret = { name: "key-secret", key: "KEY", kind: "api-key" } as const;
  const registry = { server: "ghcr.io", username: "bot", password: "p", secretName: "reg-creds" };

  test("the worker's key goes where its values look for it, unless another is given", () => {
    expect(wantedSecrets({ secrets: {} }, { credentialsSecret }, cloud)).toEqual([
      { name: "key-secret", type: "Opaque", data: { KEY: "pnu_key" }, isCredentials: true },
    ]);
    const own = { "key-secret": { KEY: "pnu_worker" } };
    expect(wantedSecrets({ secrets: own }, { credentialsSecret }, cloud)).toEqual([
      { name: "key-secret", type: "Opaque", data: { KEY: "pnu_worker" }, isCredentials: true },
    ]);
    const plain = connectionFromInputs({ apiUrl: "http://127.0.0.1:4200/api" });
    expect(wantedSecrets({ secrets: {} }, { credentialsSecret }, plain)).toEqual([]);
  });

  test("a registry's log-in is Docker's own file, and all of its forms count as secret", () => {
    const [secret] = wantedSecrets({ secrets: {}, registry }, { credentialsSecret: undefined }, cloud);
    const config = secret?.data[".dockerconfigjson"] ?? "";
    expect(secret?.type).toBe("kubernetes.io/dockerconfigjson");
    expect(JSON.parse(config)).toEqual({
      auths: { "ghcr.io": { username: "bot", password: "p", auth: Buffer.from("bot:p").toString("base64") } },
    });
    expect(secret && secretTexts(secret)).toContain(Buffer.from(config).toString("base64"));
  });

  test("a token of the job, and names that Kubernetes doesn't take, are refused together", () => {
    const asked = { secrets: { Bad_Name: { A: "1" } }, registry: { ...registry, password: "ghs_abc" } };
    expect(() => wantedSecrets(asked, { credentialsSecret: undefined }, cloud)).toThrow(
      /"Bad_Name" can't name[\s\S]*dies with the job/,
    );
  });
});
