import { detect, type Files, flowSource, prefectYaml, told } from "./detection.ts";

const orders = "flows/orders.py:run";
const stock = "flows/stock.py:run";
const code: Files = {
  "flows/orders.py": flowSource("orders"),
  "flows/stock.py": flowSource("stock"),
};

const pip = "pull:\n- prefect.deployments.steps.pip_install_requirements:\n";

test.each<[what: string, deployment: string, changed: string, reason: string]>([
  ["a glob", "x-cicd: {inputs: ['sql/**']}", "sql/a/b.sql", "sql/a/b.sql (x-cicd inputs sql/**)"],
  [
    "a file",
    "x-cicd: {inputs: [pyproject.toml]}",
    "pyproject.toml",
    "pyproject.toml (x-cicd inputs pyproject.toml)",
  ],
  ["a hidden file", "x-cicd: {inputs: ['/etc/*']}", "etc/.env", "etc/.env (x-cicd inputs /etc/*)"],
  [
    "a build step's Dockerfile",
    "build:\n- prefect_docker.deployments.steps.build_docker_image: {image_name: r/x, dockerfile: docker/Flows.Dockerfile}",
    "docker/Flows.Dockerfile",
    "docker/Flows.Dockerfile (its build step build_docker_image)",
  ],
  [
    "a build step's Dockerfile that is not named",
    "build:\n- prefect_docker.deployments.steps.build_docker_image: {image_name: r/x}",
    "Dockerfile",
    "Dockerfile (its build step build_docker_image)",
  ],
  [
    "a build step's context",
    "build:\n- prefect_docker.deployments.steps.build_docker_image: {image_name: r/x, path: images/a}",
    "images/a/etc/app.conf",
    "images/a/etc/app.conf (its build step build_docker_image)",
  ],
  [
    "a pull step's requirements",
    `${pip}    directory: "{{ clone.directory }}"\n    requirements_file: req/base.txt`,
    "req/base.txt",
    "req/base.txt (its pull step pip_install_requirements)",
  ],
  [
    "a pull step's requirements by their usual name",
    `${pip}    directory: etl`,
    "etl/requirements.txt",
    "etl/requirements.txt (its pull step pip_install_requirements)",
  ],
  [
    "a script's words",
    "pull:\n- prefect.deployments.steps.run_shell_script:\n    script: |\n      uv pip install -r 'req/dev.txt' && bash ./bin/setup.sh",
    "bin/setup.sh",
    "bin/setup.sh (its pull step run_shell_script)",
  ],
])("%s counts", async (_what, deployment, changed, reason) => {
  const files = { ...code, "prefect.yaml": prefectYaml({ daily: `${orders}\n${deployment}`, other: stock }) };
  const detected = await detect({ ...files, [changed]: "before" }, { [changed]: "after" });
  expect(told(detected)).toEqual([`affected orders/daily: ${reason}`]);
  expect(detected.deployments[0]?.chain).toEqual([changed]);
  // The file coming or going counts as well.
  expect(told(await detect({ ...files, [changed]: "before" }, { [changed]: null }))).toEqual([
    `affected orders/daily: ${reason.replace(changed, `${changed} (deleted)`)}`,
  ]);
  expect(told(await detect({ ...files, "sql.txt": "a" }, { "sql.txt": "b" }))).toEqual([]);
});

test("what a file says counts for each of its deployments, and a deployment's own list replaces it", async () => {
  const files: Files = {
    ...code,
    "sql/a.sql": "",
    "own/a.txt": "",
    "prefect.yaml": prefectYaml(
      { daily: orders, own: `${stock}\nx-cicd: {inputs: [own/*]}`, none: `${stock}\nx-cicd: {inputs: []}` },
      "x-cicd: {inputs: ['sql/*']}\n",
    ),
  };
  expect(told(await detect(files, { "sql/a.sql": "1" }))).toEqual([
    "affected orders/daily: sql/a.sql (x-cicd inputs sql/*)",
  ]);
  expect(told(await detect(files, { "own/a.txt": "1" }))).toEqual([
    "affected stock/own: own/a.txt (x-cicd inputs own/*)",
  ]);
});

test("steps and inputs of a base file and of an anchor count", async () => {
  const base = `x-cicd: {inputs: [etc/*]}\n${pip}    directory: "{{ c.directory }}"\n`;
  const files: Files = {
    ...code,
    "base.yaml": base,
    "etc/a": "",
    "requirements.txt": "",
    "prefect.yaml": prefectYaml({ daily: orders }),
  };
  const options = { baseFile: "base.yaml" };
  expect(told(await detect(files, { "etc/a": "1" }, options))).toEqual([
    "affected orders/daily: etc/a (x-cicd inputs etc/*)",
  ]);
  expect(told(await detect(files, { "requirements.txt": "1" }, options))).toEqual([
    "affected orders/daily: requirements.txt (its pull step pip_install_requirements)",
  ]);
  const anchored: Files = {
    ...code,
    Dockerfile: "",
    "prefect.yaml": `deployments:
  - &shared
    name: daily
    entrypoint: ${orders}
    build: [{prefect_docker.deployments.steps.build_docker_image: {image_name: r/x}}]
  - {<<: *shared, name: hourly}
`,
  };
  expect(told(await detect(anchored, { Dockerfile: "1" }))).toEqual([
    "affected orders/daily: Dockerfile (its build step build_docker_image)",
    "affected orders/hourly: Dockerfile (its build step build_docker_image)",
  ]);
});

test("paths are those from the folder where prefect deploy runs", async () => {
  const files: Files = {
    "team/flows/orders.py": flowSource("orders"),
    "team/sql/a.sql": "",
    "sql/a.sql": "",
    "team/prefect.yaml": prefectYaml({ daily: `${orders}\nx-cicd: {inputs: ['sql/*']}` }),
  };
  const options = { prefectFiles: ["team/prefect.yaml"] };
  expect(told(await detect(files, { "team/sql/a.sql": "1" }, options))).toEqual([
    "affected orders/daily: team/sql/a.sql (x-cicd inputs sql/*)",
  ]);
  expect(told(await detect(files, { "sql/a.sql": "1" }, options))).toEqual([]);
});

test("a definition that changed too tells both", async () => {
  const files: Files = {
    ...code,
    "sql/a.sql": "",
    "prefect.yaml": prefectYaml({ daily: `${orders}\nx-cicd: {inputs: ['sql/*']}` }),
  };
  const after = prefectYaml({ daily: `${orders}\nx-cicd: {inputs: ['sql/*']}\ntags: [a]` });
  expect(told(await detect(files, { "sql/a.sql": "1", "prefect.yaml": after }))).toEqual([
    "modified orders/daily: tags changed; input: sql/a.sql (x-cicd inputs sql/*)",
  ]);
});
