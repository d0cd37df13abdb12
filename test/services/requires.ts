import { spawnSync } from "node:child_process";

/** What a real part may need of the machine that the project's scripts can't install. */
export type Requirement = "go" | "root" | "debian";

const IS_HERE: Record<Requirement, () => boolean> = {
  go: () => starts("go", ["version"]),
  root: () => process.getuid?.() === 0,
  debian: () => starts("apt-get", ["--version"]),
};

/** How a group of tests is marked that could not run; the reporter finds it by this. */
export const ABSENT = "not run here, needs";

/** What of `requirements` this machine lacks. */
export function missing(requirements: readonly Requirement[]): Requirement[] {
  return requirements.filter((requirement) => !IS_HERE[requirement]());
}

/**
 * `describe` for tests that need something of the machine. Where it is missing, they are told by name at the end of
 * the run; with CI=true they fail, so that no pipeline is green because of what it didn't test.
 */
export function describeWith(requirements: readonly Requirement[], title: string, body: () => void): void {
  const lacking = missing(requirements);
  if (lacking.length === 0) {
    describe(title, body);
    return;
  }
  const marked = `${title} (${ABSENT} ${lacking.join(", ")})`;
  if (process.env.CI !== "true") {
    describe.skip(marked, body);
    return;
  }
  describe(marked, () => {
    beforeAll(() => {
      throw new Error(`This machine lacks ${lacking.join(", ")}, and with CI=true no test may stay out.`);
    });
    body();
  });
}

function starts(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}
