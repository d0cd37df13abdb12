import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { runLocally } from "#command";
import { actionlintProgram, describeWith, projectRoot, zizmorProgram } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import { workflowFiles } from "../../pipelines/index.ts";
import { own } from "../platform/parsed-workflow.ts";
import { STAMP } from "./act-copies.ts";

/** The pipelines' workflows as a release has them, and this repository's own. */
const stamped = new Map([
  ...workflowFiles(STAMP),
  ...[...own.keys()].map((name): [string, string] => {
    const path = `.github/workflows/${name}.yml`;
    return [path, readFileSync(join(projectRoot, path), "utf8")];
  }),
]);
let paths: string[];

beforeAll(async () => {
  const folder = temporaryFolder();
  paths = [...stamped.keys()].map((path) => join(folder, path));
  for (const [path, content] of stamped) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
});

function parserErrors(name: string, content: string): string[] {
  const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

test.each([...stamped])("GitHub's own parser takes %s", (name, content) => {
  expect(parserErrors(name, content)).toEqual([]);
  expect(parserErrors(name, content.replace(/^permissions:/m, "permission:"))).not.toEqual([]);
});

/** What actionlint does not know yet. */
const UNKNOWN = [
  /^unexpected key "queue" for "concurrency" section/,
  /^specifying action "\$\/actions\/[a-z-]+" in invalid format because ref is missing/,
  /^reusable workflow call "\$\/\.github\/workflows\/[a-z-]+\.yml" at "uses" is not following the format/,
];

describeWith(["go"], "actionlint", () => {
  test("finds nothing, but for what it does not know yet", async () => {
    const { stdout } = await runLocally(await actionlintProgram(), [
      "-format",
      "{{json .}}",
      "-config-file",
      await labelsOfOurs(),
      ...paths,
    ]);
    const found = JSON.parse(stdout) as { message: string; filepath: string; line: number }[];
    const [ignored, left] = [[], []] as [string[], string[]];
    for (const { message, filepath, line } of found) {
      (UNKNOWN.some((known) => known.test(message)) ? ignored : left).push(`${filepath}:${line}: ${message}`);
    }
    expect(left).toEqual([]);
    expect(ignored.length).toBeGreaterThan(0);
  });
});

test("zizmor, at its most pedantic, finds nothing", async () => {
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

/** actionlint asks which labels a user's own machines have. */
async function labelsOfOurs(): Promise<string> {
  const file = join(temporaryFolder(), "actionlint.yaml");
  await writeFile(file, "self-hosted-runner:\n  labels: [prefect-dev, prefect-prod]\n");
  return file;
}
