import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { runLocally } from "#command";
import { actionlintProgram, describeWith, projectRoot, zizmorProgram } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import { workflowFiles } from "../../pipelines/index.ts";
import { stampedTemplates } from "../../tools/release/stamped-templates.ts";
import { own } from "../platform/parsed-workflow.ts";
import { STAMP, UNKNOWN } from "./act-copies.ts";
import { textOf } from "./rules/workflows.ts";

/** What actionlint does not know yet, as the guide has users ignore it. */
const GUIDE = "docs/github.md";

/** Workflows as repositories have them: a folder for each folder of the files, with the files in `.github/workflows`. */
async function written(files: Iterable<readonly [string, string]>): Promise<Map<string, string[]>> {
  const folders = new Map<string, string[]>();
  const root = temporaryFolder();
  for (const [path, content] of files) {
    const folder = join(root, dirname(path).replaceAll("/", "-"));
    const file = `.github/workflows/${basename(path)}`;
    await mkdir(join(folder, ".github/workflows"), { recursive: true });
    await writeFile(join(folder, file), content);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}

/** Exactly what a release offers to copy. */
const copied = async () =>
  [...(await stampedTemplates(projectRoot, STAMP))].filter(
    ([path]) => path.endsWith(".yml") && !path.startsWith("gitlab/"),
  );

/** What is run from this repository. */
const run = (): [string, string][] => [
  ...[...workflowFiles(STAMP)].filter(([path]) => path.startsWith(".github/")),
  ...[...own.keys()].map((name): [string, string] => {
    const path = `.github/workflows/${name}.yml`;
    return [path, textOf(path)];
  }),
];

interface Finding {
  message: string;
  filepath: string;
  line: number;
}

/** What actionlint says in each repository, where its configuration is `.github/actionlint.yaml`. */
async function actionlint(config: string, folders: ReadonlyMap<string, string[]>): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const [cwd, paths] of folders) {
    await mkdir(join(cwd, ".git"), { recursive: true });
    await writeFile(join(cwd, ".github/actionlint.yaml"), config);
    const program = await actionlintProgram();
    const { stdout } = await runLocally(program, ["-format", "{{json .}}", ...paths], { cwd });
    found.push(...(JSON.parse(stdout) as Finding[]));
  }
  return found;
}

/** The configuration that the guide gives. */
function guidesConfiguration(): string {
  const [, config] = /```yaml\n(# \.github\/actionlint\.yaml\n[^`]*)```/.exec(textOf(GUIDE)) ?? [];
  if (config === undefined) throw new Error(`${GUIDE} gives no .github/actionlint.yaml.`);
  return config;
}

/** The same for what only this repository has: `$/`, and the context of a called job. */
const OWN_UNKNOWN = [
  /^specifying action "\$\/actions\/[a-z-]+" in invalid format because ref is missing/,
  /^reusable workflow call "\$\/\.github\/workflows\/[a-z0-9-]+\.yml" at "uses" is not following the format/,
  /^property "workflow_ref" is not defined in object type/,
];

/** The command of the guide that begins so. */
function guidesCommand(beginning: string): string {
  const line = textOf(GUIDE)
    .split("\n")
    .find((one) => one.startsWith(beginning));
  if (line === undefined) throw new Error(`${GUIDE} has no command ${beginning}`);
  return line;
}

async function inEach(folders: ReadonlyMap<string, string[]>, command: string): Promise<void> {
  for (const cwd of folders.keys()) {
    const { exitCode, stderr } = await runLocally("bash", ["-c", command], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  }
}

describeWith(["go"], "actionlint", () => {
  test("finds nothing in what GitHub Enterprise Server gets of the guide, and only keys are gone that it lacks", async () => {
    const plain = (await copied()).filter(([path]) => !path.startsWith("reusable/"));
    const folders = await written(plain);
    await inEach(folders, guidesCommand("sed -i -E"));
    expect(await actionlint("self-hosted-runner:\n  labels: [prefect-dev, prefect-prod]\n", folders)).toEqual(
      [],
    );
    const files = [...folders].flatMap(([folder, names]) => names.map((name) => join(folder, name)));
    const left = (await Promise.all(files.map((file) => readFile(file, "utf8")))).map((text) =>
      text.split("\n"),
    );
    const before = plain.map(([, text]) => text.split("\n").filter((line) => !UNKNOWN.test(line)));
    expect(left.flat().sort()).toEqual(before.flat().sort());
    expect(left.flat().filter((line) => /queue:|deployment: false/.test(line))).toEqual([]);
  });

  test("finds nothing in what users copy, with the guide's configuration, and its lines are needed", async () => {
    const folders = await written(await copied());
    expect([...folders.values()].flat().length).toBeGreaterThan(30);
    const config = guidesConfiguration();
    expect(await actionlint(config, folders)).toEqual([]);
    const lines = config.split("\n");
    const ignores = lines.filter((line) => /^\s+- '/.test(line));
    expect(ignores.length).toBeGreaterThan(0);
    for (const ignore of ignores) {
      const without = lines.filter((line) => line !== ignore).join("\n");
      expect((await actionlint(without, folders)).length).toBeGreaterThan(0);
    }
  });

  test("finds nothing in what runs here, but for what it does not know yet", async () => {
    const found = await actionlint(guidesConfiguration(), await written(run()));
    const isKnown = ({ message }: Finding) => OWN_UNKNOWN.some((unknown) => unknown.test(message));
    expect(found.filter((finding) => !isKnown(finding))).toEqual([]);
    for (const unknown of OWN_UNKNOWN) expect(found.some(({ message }) => unknown.test(message))).toBe(true);
  });
});

test("zizmor, at its most pedantic, finds nothing", async () => {
  const folders = [...(await written(await copied())), ...(await written(run()))];
  const paths = folders.flatMap(([folder, files]) => files.map((file) => join(folder, file)));
  const { exitCode, stdout, stderr } = await runLocally(await zizmorProgram(), [
    "--offline",
    "--pedantic",
    "--no-progress",
    "--format=json",
    ...paths,
  ]);
  expect({ found: JSON.parse(stdout || "null") as unknown, stderr }).toMatchObject({ found: [] });
  expect(exitCode).toBe(0);
});
