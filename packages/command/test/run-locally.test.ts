import { runLocally } from "#command";

const node = process.execPath;

test("gives output, exit code and standard input without a shell", async () => {
  const script =
    "process.stdin.pipe(process.stdout); process.stderr.write(process.argv[1]); process.exitCode = 3";
  const result = await runLocally(node, ["-e", script, "$(whoami) `id`"], { input: "a secret" });
  expect(result).toEqual({ exitCode: 3, stdout: "a secret", stderr: "$(whoami) `id`" });
});

test("an added variable is seen, an undefined one is removed", async () => {
  process.env.COMMAND_TEST_PRESENT = "yes";
  const script = "console.log(process.env.COMMAND_TEST_PRESENT, process.env.COMMAND_TEST_ADDED)";
  const { stdout } = await runLocally(node, ["-e", script], {
    env: { COMMAND_TEST_PRESENT: undefined, COMMAND_TEST_ADDED: "new" },
  });
  expect(stdout.trim()).toBe("undefined new");
});

test("a command that isn't there and one that runs too long are errors", async () => {
  await expect(runLocally("no-such-command-here", [])).rejects.toThrow(/no-such-command-here/);
  await expect(runLocally(node, ["-e", "setTimeout(() => {}, 60000)"], { timeout: 200 })).rejects.toThrow(
    /200 ms/,
  );
});

test("characters that end in the next piece of output stay whole", async () => {
  const script = "process.stdout.write('x' + '😀'.repeat(100_000))";
  const { stdout } = await runLocally(node, ["-e", script]);
  expect(stdout === `x${"😀".repeat(100_000)}`).toBe(true);
});
