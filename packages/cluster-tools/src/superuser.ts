import type { RunCommand } from "#command";

/**
 * {@link RunCommand} with root's rights: the runner's own where it is root, else those of sudo where it asks for no
 * password (as on GitHub's runners). Undefined where there are none.
 */
export async function asSuperuser(run: RunCommand): Promise<RunCommand | undefined> {
  if (process.getuid?.() === 0) return run;
  try {
    const { exitCode } = await run("sudo", ["--non-interactive", "true"], { timeout: 30_000 });
    if (exitCode !== 0) return undefined;
  } catch {
    return undefined;
  }
  return (command, args, options) => run("sudo", ["--non-interactive", "--", command, ...args], options);
}
