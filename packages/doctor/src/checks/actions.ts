import { defineCheck } from "../check.ts";

export const actions = defineCheck({
  name: "actions",
  looksAt: "The repository lets workflows run, and with them actions of others.",
  needs: ["workflows", "actions", "environments"],
  judge: ({ workflows: { files }, actions: { enabled, allowed }, environments: { repository } }) => {
    if (files.length === 0 || (enabled && allowed !== "local_only")) return [];
    return [
      {
        code: "actions-disallowed",
        level: "error",
        message: enabled
          ? "The repository runs actions of its own organisation only."
          : "GitHub Actions is turned off in the repository.",
        why: enabled
          ? "GitHub refuses the workflows, whose actions are another owner's."
          : "No workflow starts.",
        command: `gh api -X PUT repos/${repository}/actions/permissions -F enabled=true -f allowed_actions=all`,
      },
    ];
  },
});
