import { defineCheck } from "../check.ts";
import { shellWord } from "../shell-word.ts";

export const pausedDeployments = defineCheck({
  name: "paused-deployments",
  looksAt: "No deployment with schedules that are on is paused as a whole on the server.",
  needs: ["files", "live"],
  judge: ({ files: { keys }, live: { deployments } }) => {
    const declared = new Set(keys);
    return deployments
      .filter(
        ({ key, isPaused, activeSchedules }) => declared.has(key) && isPaused && activeSchedules.length > 0,
      )
      .map(({ key }) => ({
        code: "deployment-paused",
        level: "warning",
        message: `${key} is paused as a whole on the server, and has schedules that are on.`,
        why: "Its schedules start no runs.",
        command: `prefect-cicd apply --paused as-declared ${shellWord(key)}`,
      }));
  },
});
