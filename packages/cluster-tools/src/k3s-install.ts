import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunCommand, RunOptions } from "#command";
import { FaultError } from "#diagnostics";
import { versionOf } from "./installed.ts";
import { k3sUnit, restartUntilServed, SERVICE, UNIT_FILE } from "./k3s-service.ts";
import type { ToolsRequest } from "./request.ts";

export interface K3sInstallation {
  request: ToolsRequest;
  /** Runs commands with root's rights. */
  root: RunCommand;
  binary: string;
  version: string;
  /** Path of the downloaded and verified program; empty where the right one is in place. */
  program: string;
  /** Whether the machine has a unit already. It may hold somebody's own options and is left as it is. */
  hasUnit: boolean;
}

/**
 * Puts K3s in place and has it run. Each file changes by one rename, so that a run that is killed leaves the old or
 * the new one, whole, and the next run goes on from there. A K3s that doesn't serve in time is taken back.
 */
export async function installK3s(installation: K3sInstallation): Promise<void> {
  const { request, root, binary, version, program, hasUnit } = installation;
  const previous = `${binary}.previous`;
  if (program) {
    const keep = await root("ln", ["--force", "--no-dereference", binary, previous]);
    if (keep.exitCode !== 0) await root("rm", ["--force", previous]);
    await place(root, program, binary, "0755");
  }
  if (!hasUnit) {
    const unit = join(program ? dirname(program) : request.temporaryFolder, SERVICE);
    await writeFile(unit, k3sUnit(binary));
    await place(root, unit, UNIT_FILE, "0644");
  }
  await must(root, "systemctl", ["daemon-reload"]);
  await must(root, "systemctl", ["enable", SERVICE]);
  request.reporter.info(`Starting K3s ${version}`);
  const restarted = await restartUntilServed(root, binary, version, request.timeoutSeconds);
  if (restarted === "serves") {
    await root("rm", ["--force", previous]);
    return;
  }
  await tellLastWords(installation);
  const late = restarted === "late";
  const what = late
    ? `did not serve within ${request.timeoutSeconds} seconds`
    : "ends by itself whenever it is started";
  throw new FaultError({
    code: "k3s-failed",
    message: `K3s ${version} ${what}. ${await takeBack(installation, previous)}`,
    fix: `The log shows what K3s said last. ${late ? "If it only needs longer, raise `timeout`." : "Fix that, or ask for another version."}`,
  });
}

/** Puts back the K3s that was there before, or takes a first one away; says in one sentence what came of it. */
async function takeBack(
  { request, root, binary, hasUnit }: K3sInstallation,
  previous: string,
): Promise<string> {
  const before = await versionOf("k3s", previous, root);
  if (before) {
    await must(root, "mv", ["--force", "--no-target-directory", previous, binary]);
    return (await restartUntilServed(root, binary, before, request.timeoutSeconds)) === "serves"
      ? `K3s ${before} is back and serves.`
      : `K3s ${before} was put back, but does not serve either.`;
  }
  if (hasUnit) return "It is left as it is, since nothing tells what ran before.";
  await root("systemctl", ["disable", "--now", SERVICE]);
  await must(root, "rm", ["--force", UNIT_FILE, binary]);
  await root("systemctl", ["daemon-reload"]);
  return "It was taken away again.";
}

async function tellLastWords({ root, request }: K3sInstallation): Promise<void> {
  const args = ["--unit", SERVICE, "--lines=20", "--no-pager", "--output=cat"];
  const { stdout } = await root("journalctl", args).catch(() => ({ stdout: "" }));
  for (const line of stdout.split("\n").filter(Boolean)) request.reporter.info(`k3s: ${line}`);
}

/** Puts a file of root's in place by one rename. */
async function place(root: RunCommand, source: string, target: string, mode: string): Promise<void> {
  const beside = `${target}.new`;
  const owner = ["--owner=root", "--group=root", `--mode=${mode}`];
  try {
    await must(root, "install", ["-D", "--no-target-directory", ...owner, source, beside]);
    await must(root, "mv", ["--force", "--no-target-directory", beside, target]);
  } finally {
    await root("rm", ["--force", beside]);
  }
}

async function must(
  root: RunCommand,
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<void> {
  const { exitCode, stderr } = await root(command, args, options);
  if (exitCode === 0) return;
  throw new FaultError({
    code: "k3s-failed",
    message: `K3s can't be set up: ${command} ${args.join(" ")} failed: ${stderr.trim().split("\n").at(-1)}`,
    fix: "Fix what it says, and run the job again: it goes on where it stopped.",
  });
}
