import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { runCli } from "./run-cli.ts";

const guide = await readFile(join(projectRoot, "docs/getting-started.md"), "utf8");

/** The first block of a language. */
function block(language: string): string {
  const [, text] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(guide) ?? [];
  if (text === undefined) throw new Error(`The guide has no ${language}.`);
  return text;
}

test("the guide's flow and deployment are right, before the first commit as the guide checks them", async () => {
  const { root, git } = await temporaryRepository();
  await mkdir(join(root, "flows"));
  await writeFile(join(root, "flows/hello.py"), block("python"));
  await writeFile(join(root, "prefect.yaml"), block("yaml"));
  await git("add", ".");
  expect(await runCli(["validate"], { cwd: root })).toEqual({
    exitCode: 0,
    stdout: "Nothing wrong with 1 deployment\n",
    stderr: "",
  });
});

test("the guide's workflows, inputs and checks exist", async () => {
  const [, copied = ""] = /cp \.\.\/workflows-templates-v\*\/(\S+)/.exec(guide) ?? [];
  const file = await readFile(join(projectRoot, "workflows-templates", copied), "utf8");
  expect(file).toContain("name: deployments gate");
  expect(file).toMatch(/plan-only:[\s\S]*allow-older:/);
  expect(file.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  for (const [, link = ""] of guide.matchAll(/\]\(([^)#:]+)\)/g))
    expect({ link, exists: existsSync(join(projectRoot, "docs", link)) }).toEqual({ link, exists: true });
});
