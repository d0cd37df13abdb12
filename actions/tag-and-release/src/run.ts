import { info, reporter, setOutputs, writeSummary } from "#action-kit";
import { type RunContext, readContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import { connectToGitHub, parseRepository, startWorkflow, tagAndRelease } from "#github";
import type { Inputs } from "./inputs.ts";
import { summary } from "./summary.ts";
import { defaultTarget } from "./target.ts";

export async function run(inputs: Inputs): Promise<void> {
  const context = readContext();
  const repository = parseRepository(context.repository);
  const github = connectToGitHub({ token: inputs.token, env: process.env, reporter });
  const api = { github, repository, reporter };
  const released = await tagAndRelease({
    ...api,
    tag: `${inputs.tagPrefix}${inputs.version}`,
    message: `Version ${inputs.version}`,
    target: inputs.target ?? defaultTarget(context),
    draft: inputs.draft,
    preRelease: inputs.preRelease,
    generateNotes: inputs.generateNotes,
  });
  const anyCreated = released.created.tag || released.created.release;
  setOutputs({
    tag: released.tag,
    commit: released.commit,
    created: anyCreated,
    "release-url": released.release.url,
  });
  if (!anyCreated) info(`Tag and release ${released.tag} were there already.`);
  await writeSummary(summary(released));
  if (inputs.startWorkflow === undefined) return;
  // Also where all was there: an earlier run may have ended before it.
  if (!released.release.draft) {
    const { startWorkflow: workflow } = inputs;
    await startWorkflow({ ...api, workflow, branch: defaultBranch(context), tag: released.tag });
  } else info(`${inputs.startWorkflow} was not started: the release is a draft.`);
}

/** What a schedule starts is told no repository, and runs on its default branch. */
function defaultBranch({ defaultBranch: told, ref }: RunContext): string {
  const branch = told ?? ref?.replace(/^refs\/heads\//, "");
  if (branch !== undefined) return branch;
  throw new FaultError({
    code: "environment-incomplete",
    message: "Nothing tells which branch is the repository's default one.",
  });
}
