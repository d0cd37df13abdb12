import { defineCheck, type Finding } from "../check.ts";
import { editCommand } from "../edit-command.ts";
import type { WorkflowFacts } from "../facts.ts";

const UPDATE = "prefect-cicd init --update";

export const workflows = defineCheck({
  name: "workflows",
  looksAt: "Copied workflows name this suite by a release's commit, all by one release, and by this one.",
  needs: ["workflows"],
  judge: ({ workflows: { files, release } }) => files.flatMap((file) => judgeFile(file, release)),
});

function judgeFile({ path, fault, pins, changedLines }: WorkflowFacts, release: string): Finding[] {
  const location = { file: path };
  if (fault) {
    const { fix: _fix, ...rest } = fault;
    return [
      {
        ...rest,
        level: "error",
        why: "GitHub does not run the workflow.",
        command: editCommand(fault.location ?? location),
      },
    ];
  }
  const loose = [...new Set(pins.filter(({ ref }) => !/^[0-9a-f]{40}$/.test(ref)).map(({ ref }) => ref))];
  const others = [...new Set(pins.flatMap((pin) => (pin.release === null ? [] : [pin.release])))].filter(
    (one) => one !== release,
  );
  const changed = changedLines ? `, and ${changedLines} of its lines were changed` : "";
  return [
    ...loose.map(
      (ref): Finding => ({
        code: "workflow-unpinned",
        location,
        // A placeholder that no release has stamped.
        level: ref === "RELEASE_COMMIT" ? "error" : "warning",
        message: `It names this suite by ${ref}, which is no commit.`,
        why:
          ref === "RELEASE_COMMIT"
            ? "GitHub finds no action of that name."
            : "What it runs changes when that moves.",
        command: UPDATE,
      }),
    ),
    ...(others.length === 0
      ? []
      : [
          {
            code: "workflow-outdated",
            location,
            level: "warning",
            message: `It was copied from ${others.join(" and ")}, and this is ${release}${changed}.`,
            why: "What was corrected since is not in it.",
            command: UPDATE,
          } satisfies Finding,
        ]),
  ];
}
