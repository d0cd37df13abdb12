import { defineCheck } from "../check.ts";

export const scheduler = defineCheck({
  name: "scheduler",
  looksAt: "The server's scheduler makes runs for deployments whose schedules are due within a week.",
  needs: ["live"],
  judge: ({ live: { scheduledRuns } }) => {
    const without = [...scheduledRuns].filter(([, count]) => count === 0).map(([key]) => key);
    if (without.length === 0) return [];
    const isDead = without.length === scheduledRuns.size;
    return [
      {
        code: "scheduler-idle",
        level: isDead ? "error" : "warning",
        message: isDead
          ? "The server has made no run for any of the schedules that are due within a week."
          : "The server has made no run for some schedules that are due within a week.",
        deployments: without,
        why: isDead
          ? "Its scheduler does not work, and nothing starts by itself: the server's log says why."
          : "They will not start by themselves.",
        command: `prefect flow-run ls --state SCHEDULED`,
      },
    ];
  },
});
