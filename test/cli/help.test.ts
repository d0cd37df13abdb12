import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#services";
import { runCli } from "./run-cli.ts";

/** Committed, so that a review shows what a change makes of the help; `npm run docs` writes it. */
const transcript = await readFile(join(projectRoot, "test/cli/help.txt"), "utf8");
const entries = transcript.split(/^(?=\$ )/m).map((entry) => {
  const [line = "", ...help] = entry.split("\n");
  return { args: line.split(" ").slice(2), help: help.join("\n").trimEnd() };
});

test.each(entries.map(({ args, help }) => [args.join(" "), args, help] as const))(
  "prefect-cicd %s prints what test/cli/help.txt says",
  async (_, args, help) => {
    const { exitCode, stdout, stderr } = await runCli(args, { cwd: projectRoot });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.trimEnd()).toBe(help);
  },
);

test("no command lacks its help", () => {
  const [top = { help: "" }, ...others] = entries;
  const [, list = ""] = /\nCommands:\n((?: .*\n)*)/.exec(top.help) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = ""]) => name);
  expect(names).toContain("apply");
  expect(others.map(({ args }) => args)).toEqual(
    names.filter((name) => name !== "help").map((name) => [name, "--help"]),
  );
});
