import { runBundle } from "#services";
import { flow, json, martsHourly, ordersDaily, type Platform, platform } from "./platform.ts";

const validate = ({ repository }: Platform, inputs: Record<string, string> = {}) =>
  runBundle("validate-deployments", { workspace: repository.root, inputs });

test("says of each deployment that nothing is wrong, without a server", async () => {
  const sample = await platform();
  const result = await validate(sample);
  expect(result.exitCode).toBe(0);
  expect(json(result.outputs.checked).sort()).toEqual(
    [`${sample.orders}/daily`, `${sample.marts}/hourly`].sort(),
  );
  expect(result.outputs.problems).toBe("0");
  expect(result.annotations).toEqual([]);
  expect(result.summary).toContain("nothing wrong with 2 deployments");
});

test("tells everything that is wrong at once, each at its line", async () => {
  const sample = await platform();
  await sample.repository.commit({
    "flows/strict.py": flow("strict").replace('table: str = "all"', "days: int"),
    "prefect.yaml": sample.prefectYaml(
      `${ordersDaily.replace("0 2 * * *", "0 99 * * *")}  - {name: lost, entrypoint: flows/lost.py:run, work_pool: *pool}
  - name: strict
    entrypoint: flows/strict.py:run
    parameters: {days: many}
    work_pool: *pool
`,
    ),
  });
  const result = await validate(sample);
  expect(result.exitCode).toBe(1);
  expect(result.outputs).toEqual({ checked: "[]", problems: "3" });
  const errors = result.annotations.filter(({ file }) => file === "prefect.yaml");
  expect(errors.map(({ line }) => line)).toEqual([13, 16, 19]);
  expect(result.summary).toContain("3 problems");
});

test("checks what it is asked for; a file that can't be read is told in any case", async () => {
  const sample = await platform();
  const wrong = `${ordersDaily}${martsHourly}  - {name: lost, entrypoint: flows/lost.py:run, work_pool: *pool}\n`;
  await sample.repository.commit({ "prefect.yaml": sample.prefectYaml(wrong) });
  expect(await validate(sample, { deployments: '["daily"]' })).toMatchObject({
    exitCode: 0,
    outputs: { problems: "0" },
  });
  const none = await validate(sample, { deployments: "[]" });
  expect(none).toMatchObject({ exitCode: 0, outputs: { checked: "[]" } });
  expect(none.summary).toContain("nothing to check");
  await sample.repository.commit({ "prefect.yaml": "deployments: [}\n" });
  expect((await validate(sample, { deployments: "[]" })).exitCode).toBe(1);
});

test("what only a server or an unset variable can tell is left unchecked", async () => {
  const sample = await platform();
  const deployments = `  - name: secretive
    entrypoint: flows/orders.py:run
    description: "{{ prefect.variables.about }}"
    parameters: {table: "{{ prefect.blocks.secret.table }}"}
    work_pool: {name: "{{ $POOL_OF_NOBODY }}"}
`;
  await sample.repository.commit({ "prefect.yaml": sample.prefectYaml(deployments) });
  expect(await validate(sample)).toMatchObject({ exitCode: 0, outputs: { problems: "0" } });
  // Set, it is checked: a name can't have a slash.
  await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(deployments.replace("name: secretive", 'name: "{{ $NAME }}"')),
  });
  expect((await validate(sample)).exitCode).toBe(0);
  const named = await runBundle("validate-deployments", {
    workspace: sample.repository.root,
    env: { NAME: "a/b" },
  });
  expect(named).toMatchObject({ exitCode: 1, outputs: { problems: "1" } });
});

test("warns of inputs that mean no file, each once", async () => {
  const sample = await platform();
  await sample.repository.commit({
    "queries/a.sql": "",
    "prefect.yaml": `x-cicd: {inputs: [queries/*.sql, querys/**]}\n${sample.prefectYaml(ordersDaily + martsHourly)}`,
  });
  const result = await validate(sample);
  expect(result.exitCode).toBe(0);
  expect(result.annotations).toEqual([
    expect.objectContaining({
      level: "warning",
      message: expect.stringMatching(/x-cicd inputs querys\/\*\* means no file\./),
    }),
  ]);
});
