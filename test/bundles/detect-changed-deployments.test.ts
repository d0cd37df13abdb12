import { readFile } from "node:fs/promises";
import { keyOfSelector } from "#deployment-plan";
import { runBundle, type StepOptions } from "#services";
import {
  flow,
  json,
  martsHourly,
  ordersDaily,
  type Platform,
  platform,
  pullRequest,
  push,
} from "./platform.ts";

function detect(workspace: string, event: StepOptions["event"], inputs: Record<string, string> = {}) {
  return runBundle("detect-changed-deployments", { workspace, event, inputs });
}

/** On a branch: one definition changed, one flow's import changed, one deployment new, and one gone. */
async function changedBranch({ repository, prefectYaml }: Platform): Promise<string> {
  await repository.git("switch", "--quiet", "--create", "feature");
  return repository.commit({
    "lib/clean.py": "def clean(row):\n    return row.strip()\n",
    "flows/extra.py": flow("extra-flow"),
    "prefect.yaml": prefectYaml(
      `${ordersDaily}  - {name: new, entrypoint: flows/extra.py:run, work_pool: *pool}\n`,
    ),
  });
}

describe("a pull request", () => {
  test("is compared with the merge base, and everything found has its reason", async () => {
    const sample = await platform();
    const head = await changedBranch(sample);
    await sample.repository.git("switch", "--quiet", "main");
    const base = await sample.repository.commit({ "README.md": "later on main" });
    await sample.repository.git("switch", "--quiet", "feature");

    const result = await detect(sample.repository.root, pullRequest(head, base));
    expect(result.annotations).toEqual([]);
    expect(result.exitCode).toBe(0);
    const daily = `${sample.orders}/daily`;
    const { outputs } = result;
    expect(json(outputs.added)).toEqual(["extra-flow/new"]);
    expect(json(outputs.modified)).toEqual([]);
    expect(json(outputs.affected)).toEqual([daily]);
    expect(json(outputs.removed)).toEqual([`${sample.marts}/hourly`]);
    expect(json(outputs.deployments).sort()).toEqual(["extra-flow/new", daily].sort());
    expect(outputs["any-changed"]).toBe("true");
    expect(outputs).toMatchObject({ base: sample.start, head });
    expect(json(outputs.reasons)[daily]).toContain("flows/orders.py -> lib/clean.py");
    expect(result.summary).toContain(`<code>${daily}</code>`);
    expect(result.summary).toContain("1 added, 1 affected, 1 removed");
  });

  test("of a shallow clone, as actions/checkout makes it, finds the same", async () => {
    const sample = await platform();
    const head = await changedBranch(sample);
    const clone = await sample.repository.clone("--depth=1", "--branch=feature");
    const { exitCode, outputs } = await detect(clone.root, pullRequest(head, sample.start));
    expect(exitCode).toBe(0);
    expect(outputs.base).toBe(sample.start);
    expect(json(outputs.deployments)).toHaveLength(2);
  });
});

test("of a push that takes everything back, it is told whether the one before it had changes", async () => {
  const sample = await platform();
  const changed = await changedBranch(sample);
  const back = await sample.repository.git(
    "commit-tree",
    `${sample.start}^{tree}`,
    "-p",
    changed,
    "-m",
    "Back",
  );
  const before = async (previous: string, head = back) => {
    const inputs = { "previous-head": previous };
    const { exitCode, annotations, outputs } = await detect(
      sample.repository.root,
      pullRequest(head, sample.start),
      inputs,
    );
    expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
    return [outputs["any-changed"], outputs["changed-before"]];
  };
  expect(await before(changed)).toEqual(["false", "true"]);
  expect(await before(sample.start)).toEqual(["false", "false"]);
  // Gone after a force push, or told by no event.
  expect(await before("e".repeat(40))).toEqual(["false", ""]);
  expect(await before("")).toEqual(["false", ""]);
  expect(await before(sample.start, changed)).toEqual(["true", ""]);
});

test("a comment, a reformat and code that no flow imports change nothing", async () => {
  const sample = await platform();
  const head = await sample.repository.commit({
    "prefect.yaml": `# A comment\n${sample.prefectYaml(martsHourly + ordersDaily)}`,
    "lib/unused.py": "x = 1\n",
  });
  const { outputs, summary } = await detect(sample.repository.root, push(sample.start, head));
  expect(outputs).toMatchObject({ deployments: "[]", removed: "[]", "any-changed": "false", reasons: "{}" });
  expect(summary).toContain("2 unchanged");
});

test("after a force push nothing can be trusted: everything is selected, and it says why", async () => {
  const sample = await platform();
  const gone = "1".repeat(40);
  const { outputs, summary } = await detect(sample.repository.root, push(gone, sample.start, true));
  expect(outputs.deployments).toBe("all");
  expect(outputs.base).toBe("");
  expect(summary).toMatch(/everything is selected/);
});

test("everything is selected on demand, and by a file that was named for it", async () => {
  const sample = await platform();
  const head = await sample.repository.commit({ "queries/a.sql": "select 1" });
  const named = await detect(sample.repository.root, push(sample.start, head), {
    "select-all-on": "queries/**",
  });
  expect(named.outputs.deployments).toBe("all");
  expect(json(named.outputs.reasons).all).toContain("queries/a.sql");
  const all = await detect(sample.repository.root, push(sample.start, head), { select: "all" });
  expect(all.outputs.deployments).toBe("all");
});

test("a base can be named; one that is nowhere selects everything", async () => {
  const sample = await platform();
  const head = await sample.repository.commit({ "flows/marts.py": flow(sample.marts, "import os\n") });
  const named = await detect(sample.repository.root, { name: "workflow_dispatch" }, { base: "HEAD~1" });
  expect(json(named.outputs.deployments)).toEqual([`${sample.marts}/hourly`]);
  expect(named.outputs).toMatchObject({ base: sample.start, head });
  const hostile = "$(touch pwned)\n::set-output name=base::x --upload-pack=x";
  const nowhere = await detect(sample.repository.root, { name: "workflow_dispatch" }, { base: hostile });
  expect(nowhere.exitCode).toBe(0);
  expect(nowhere.outputs.deployments).toBe("all");
  expect(nowhere.commands.map(({ name }) => name)).not.toContain("set-output");
});

test("hostile deployment names are data in log, summary and outputs", async () => {
  const sample = await platform();
  const names = [
    "::set-output name=removed::pwned",
    "quo'te\"s `id` $(id)",
    "##[add-mask]daily",
    "| cell **bold** <b> @octocat",
    "n".repeat(300),
    "duck 🦆",
  ];
  const deployments = names
    .map(
      (name) => `  - {name: ${JSON.stringify(name)}, entrypoint: "flows/marts.py:run", work_pool: *pool}\n`,
    )
    .join("");
  const head = await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(martsHourly + deployments),
  });
  const { exitCode, outputs, commands, summary } = await detect(
    sample.repository.root,
    push(sample.start, head),
  );
  expect(exitCode).toBe(0);
  const added = names.map((name) => `${sample.marts}/${name}`);
  expect(json(outputs.added).map(keyOfSelector).sort()).toEqual(added.sort());
  expect(JSON.parse(await readFile(outputs["changes-file"] ?? "", "utf8")).added.sort()).toEqual(
    added.sort(),
  );
  expect(json(outputs.removed)).toEqual([`${sample.orders}/daily`]);
  expect(commands.filter(({ name }) => name !== "debug")).toEqual([]);
  expect(summary).not.toMatch(/<b>|@octocat|\*\*bold/);
});

test("every fault is told at its place, and no output is set", async () => {
  const sample = await platform();
  const head = await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(
      `  - name: a\n    entrypoint: flows/none.py:run\n    work_pool: *pool\n  - name: b\n    entrypoint: nonsense\n`,
    ),
  });
  const { exitCode, annotations, outputs } = await detect(sample.repository.root, push(sample.start, head));
  expect(exitCode).toBe(1);
  expect(outputs).toEqual({});
  expect(annotations[0]).toMatchObject({ level: "error", file: "prefect.yaml", line: expect.any(Number) });
});
