import { resolve } from "node:path";
import { Command, Option } from "commander";
import { readCiRun } from "#ci-run";
import { openRepository } from "#git";
import { validateOptions } from "#operations";
import { type BumpCheck, baseOf, checkVersionBump, takesOneStep } from "#release-version";
import { type Cli, jsonOption, type OutputFlags, perform, tellFaults } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { gitToken } from "../options/surroundings.ts";
import { addOptions } from "../options/table.ts";
import { list } from "../options/values.ts";

interface Flags extends OutputFlags {
  versionFile: string;
  baseRef?: string;
  tagPrefix: string;
  preReleases?: true;
  whenChanged: readonly string[];
  onMissingBump: "fail" | "warn" | "propose";
  workingDirectory: string;
}

const NONE: readonly string[] = [];

/** `prefect-cicd check-version` */
export function checkVersionCommand(cli: Cli): Command {
  const command = new Command("check-version")
    .summary("Check that the version was raised by exactly one step.")
    .description(
      "Compare the version in the working tree with the one at the merge base, and accept exactly one step: the next patch, minor or major version.",
    )
    .option(
      "--version-file <file>",
      "A pyproject.toml, package.json, Chart.yaml or plain VERSION, relative to the repository's root.",
      "pyproject.toml",
    )
    .option(
      "--base-ref <ref>",
      "Branch, tag or commit to compare with, at the merge base. GitHub's and GitLab's runs tell it.",
    )
    .option(
      "--tag-prefix <text>",
      "What stands before the version in the name of its git tag; none for the bare version.",
      "v",
    )
    .option("--pre-releases", "Take pre-releases for steps too.")
    .addOption(
      new Option(
        "--when-changed <list>",
        "Globs of files: a new version is asked for only when a changed file matches one.",
      )
        .default(NONE, "none")
        .argParser(list(NONE)),
    )
    .addOption(
      new Option(
        "--on-missing-bump <choice>",
        "What happens when the version should have been raised and was not; propose writes the patch for it.",
      )
        .choices(["fail", "warn", "propose"])
        .default("fail"),
    )
    .addOption(jsonOption());
  addOptions(command, { "working-directory": validateOptions["working-directory"] });
  return perform(cli, command, async (flags: Flags) => {
    const ci = readCiRun(cli.env);
    const check = await checkVersionBump({
      repository: await openRepository(cli.run, resolve(flags.workingDirectory), repositoryOptions(cli)),
      file: flags.versionFile,
      base: flags.baseRef ?? baseOf(ci),
      tagPrefix: flags.tagPrefix === "none" ? "" : flags.tagPrefix,
      allowPreReleases: flags.preReleases ?? false,
      oneStep: takesOneStep(ci),
      whenChanged: flags.whenChanged,
    });
    for (const message of check.notes) cli.terminal.tell("warning", { message });
    const wrong = faultsOf(check, flags);
    tellFaults(cli, wrong);
    writeResult(cli, flags, check);
    return wrong.length > 0 ? EXIT.wrong : EXIT.ok;
  });
}

function repositoryOptions(cli: Cli): { token?: string } {
  const token = gitToken(cli);
  return token === undefined ? {} : { token };
}

function faultsOf({ refusal, missingBump }: BumpCheck, { onMissingBump }: Flags) {
  if (refusal) return [refusal];
  return missingBump && onMissingBump === "fail" ? [missingBump.fault] : [];
}

function writeResult({ terminal }: Cli, flags: Flags, check: BumpCheck): void {
  const { refusal, missingBump } = check;
  const tolerated = !refusal && missingBump && flags.onMissingBump !== "fail";
  if (tolerated) terminal.tell("warning", missingBump.fault);
  if (flags.json) {
    const { version, previousVersion = null, bump = null, next = null, tag, tagExists } = check;
    const faults = [refusal, missingBump?.fault].filter((fault) => fault !== undefined);
    const patch = missingBump?.patch ?? null;
    terminal.json({ version, previousVersion, bump, next, tag, tagExists, patch, faults });
  } else if (tolerated && flags.onMissingBump === "propose" && missingBump.patch) {
    terminal.result(missingBump.patch.replace(/\n$/, ""));
  } else if (!refusal && !missingBump) terminal.result(`Version ${check.version}: ${check.bump}.`);
}
