import { buildDesiredDeployment, readProject } from "../src/index.ts";
import { FLOW } from "./build-definition.ts";
import { ENVIRONMENT } from "./built-environment.ts";
import { contextOf } from "./environment-context.ts";
import { treeOf } from "./folder-tree.ts";

const toml = (name: string) => `[deployments]\ndefault_work_pool_name = '${name}'\n`;
const deployment = "deployments: [{name: a, entrypoint: 'a.py:a'}]";

/** The pool of a deployment that names none, in a project with these files. */
async function poolOf(files: { [path: string]: string }, file = "prefect.yaml", env = {}, overrides = {}) {
  const tree = treeOf({ [file]: deployment, ...files });
  const { definitions, faults } = await readProject(tree, { prefectFiles: [file] });
  expect(faults).toEqual([]);
  const [definition] = definitions;
  if (!definition) throw new Error("No deployment was read.");
  const built = await buildDesiredDeployment(definition, contextOf(ENVIRONMENT, FLOW, { env, overrides }));
  return built.deployment?.fields.work_pool_name ?? built.faults.map(({ message }) => message).join(" ");
}

test("the settings of the folder that Prefect would run in fill a missing work pool", async () => {
  expect(await poolOf({ "prefect.toml": toml("batch") })).toBe("batch");
  expect(await poolOf({ "prefect.toml": toml("batch") }, "team/prefect.yaml")).toBe("batch");
  const ofTeam = { "prefect.toml": toml("batch"), "team/prefect.toml": toml("team"), "team/a.py": "" };
  expect(await poolOf(ofTeam, "team/prefect.yaml")).toBe("team");
  const other = { "prefect.toml": toml("batch"), "team/a.py": "" };
  expect(await poolOf(other, "team/prefect.yaml")).toBe("The deployment has no work pool.");
});

test("a pool of the deployment, of the run and of the environment go before them", async () => {
  const files = { "prefect.toml": toml("batch") };
  expect(
    await poolOf({ ...files, "prefect.yaml": deployment.replace("}]", ", work_pool: {name: own}}]") }),
  ).toBe("own");
  expect(await poolOf(files, undefined, {}, { workPool: "run" })).toBe("run");
  expect(await poolOf(files, undefined, { PREFECT_DEFAULT_WORK_POOL_NAME: "environment" })).toBe(
    "environment",
  );
});

test("settings that can't be read are told where a pool is needed, and nowhere else", async () => {
  expect(await poolOf({ "prefect.toml": "[deployments\n" })).toMatch(
    /^The deployment names no work pool, and Prefect's settings can't be read: prefect\.toml:1:\d+: Invalid TOML/,
  );
  expect(await poolOf({ "pyproject.toml": "x = \n" }, undefined, {}, { workPool: "run" })).toBe("run");
  const escaped = `# M\udcfcller\n${toml("batch")}`;
  expect(await poolOf({ "prefect.toml": escaped })).toMatch(/: prefect\.toml:1:4: it is not UTF-8\.$/);
  const own = deployment.replace("}]", ", work_pool: {name: own}}]");
  expect(await poolOf({ "prefect.toml": "[deployments\n", "prefect.yaml": own })).toBe("own");
});

test("another default pool is another fingerprint, but only of a deployment without one", async () => {
  const fingerprint = async (pool: string, rest = "") => {
    const text = deployment.replace("}]", `${rest}}]`);
    const tree = treeOf({ "prefect.yaml": text, "prefect.toml": toml(pool) });
    return (await readProject(tree, { prefectFiles: ["prefect.yaml"] })).definitions[0]?.fingerprint;
  };
  expect(await fingerprint("one")).not.toBe(await fingerprint("two"));
  const own = ", work_pool: {name: own}";
  expect(await fingerprint("one", own)).toBe(await fingerprint("two", own));
});
