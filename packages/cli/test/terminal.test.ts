import type { Fault } from "#diagnostics";
import { capturedCli } from "./captured-cli.ts";

const fault: Fault = {
  code: "schedule-invalid",
  message: "cron must be a text.",
  location: { file: "a,b.yaml", line: 3, column: 7 },
  fix: "Put it in quotes.",
};

test("what is wrong is told as compilers do, on standard error", () => {
  const { cli, captured } = capturedCli();
  cli.terminal.tell("error", fault);
  cli.terminal.tell("warning", { message: "Careful." });
  expect(captured).toMatchObject({
    stdout: "",
    stderr: "a,b.yaml:3:7: error: cron must be a text. Put it in quotes.\nwarning: Careful.\n",
  });
});

test("on GitHub's runner it is an annotation at its place, and a name in it no command", () => {
  const { cli, captured } = capturedCli({ GITHUB_ACTIONS: "true" });
  cli.terminal.tell("error", { ...fault, message: "100%\n::add-mask::x" });
  expect(captured.stderr).toBe(
    "::error file=a%2Cb.yaml,line=3,col=7::a,b.yaml:3:7: 100%25%0A::add-mask::x Put it in quotes.\n",
  );
  cli.terminal.progress("::error::no");
  expect(captured.stderr).not.toMatch(/^::error::no/m);
});

test("a secret is in no text, and what moves a cursor is left out", () => {
  const { cli, captured } = capturedCli();
  cli.terminal.reporter.secret("hunter2-hunter2");
  cli.terminal.reporter.info("with hunter2-hunter2\u001b[2J");
  cli.terminal.reporter.warning({ ...fault, message: "It is hunter2-hunter2." });
  cli.terminal.result("so hunter2-hunter2");
  cli.terminal.json({ key: ["hunter2-hunter2"] });
  expect(captured.stdout + captured.stderr).not.toContain("hunter2");
  expect(captured.stderr).not.toContain("\u001b");
  expect(captured.stdout).toBe('so ***\n{\n  "key": [\n    "***"\n  ]\n}\n');
});
