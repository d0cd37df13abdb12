import { code, table } from "#markdown";
import { STEPS } from "./steps.ts";
import type { VersionResult } from "./try-version.ts";

/** The page of the docs that says with which servers this works. */
export function versionsPage(results: readonly VersionResult[], date: string): string {
  const oldest = results.at(-1)?.version ?? "";
  const names = Object.keys(STEPS);
  const rows = results.map(({ version, steps }) => [
    version,
    ...names.map((name) => (steps[name] === null ? "yes" : "no")),
  ]);
  return `# Server versions

<!-- Made by \`npm run matrix\`. -->

Prefect ${oldest} is the oldest server that is supported. Every command and action asks for the version before anything else and refuses an older one by name. On Prefect Cloud there is no version to ask for.

With a real server of each of these versions the command line planned, applied, applied again without a write, changed and deleted what it had made (schedules renamed, automations edited), paused schedules and started them, ran a deployment and watched it with its log, set a work pool's template, and recorded its commits. Pages of two rows each made it read every list in parts. Tried ${date}.

${table(["Prefect", ...names], rows)}
What the definitions mean is compared with ${code("prefect deploy")} on [the page of parity](parity.md), for one version.
`;
}
