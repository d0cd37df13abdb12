import { defineCheck } from "../check.ts";

/** Seconds. Less is lost in what an answer takes; a heartbeat is fresh for 90. */
const MOST = 30;

export const clock = defineCheck({
  name: "clock",
  looksAt: `The server's clock is at most ${MOST} seconds away from the one here.`,
  needs: ["clock"],
  judge: ({ clock: { ahead } }) =>
    Math.abs(ahead) <= MOST
      ? []
      : [
          {
            code: "clock-off",
            level: "warning",
            message: `The server's clock is ${Math.abs(Math.round(ahead))} seconds ${ahead > 0 ? "ahead of" : "behind"} the one here.`,
            why: "Runs start early or late, workers seem to be gone, and times in records are out of order.",
            command: "timedatectl status",
          },
        ],
});
