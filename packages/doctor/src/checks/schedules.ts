import { nextDates } from "#impact";
import { defineCheck, type Finding } from "../check.ts";
import { editCommand } from "../edit-command.ts";

/** Days after which a first date is more likely a slip than meant: the longest common schedule is a yearly one. */
const FAR = 370;

export const schedules = defineCheck({
  name: "schedules",
  looksAt: "Every schedule that is on has a next date, within a year.",
  needs: ["files"],
  judge: ({ files: { deployments } }, now) =>
    deployments.flatMap(({ key, fields, schedules: all }) =>
      all
        .filter(({ active }) => active)
        .flatMap(({ schedule, location }): Finding[] => {
          const about = { location, deployments: [key], command: editCommand(location) };
          const { dates, why = "It has no more dates.", fails } = nextDates(schedule, now, 1);
          const [first] = dates ?? [];
          if (fails) {
            return [
              {
                ...about,
                code: "schedule-never",
                level: "error",
                message: `The scheduler fails over a schedule: ${why}`,
                why: "It then makes no run of the whole deployment.",
              },
            ];
          }
          if (dates?.length === 0)
            return [
              {
                ...about,
                code: "schedule-never",
                level: "warning",
                message: why,
                why: "The schedule never starts a run.",
              },
            ];
          if (first !== undefined && Date.parse(first) - now.getTime() > FAR * 86_400_000)
            return [
              {
                ...about,
                code: "schedule-never",
                level: "warning",
                message: `The next date of a schedule is ${first.slice(0, 10)}.`,
                why: "That is more than a year away, so most likely a slip.",
              },
            ];
          if (fields.paused)
            return [
              {
                ...about,
                code: "deployment-paused",
                level: "warning",
                message: "A schedule is on, and the deployment as a whole is defined as paused.",
                why: "The schedule starts no runs.",
              },
            ];
          return [];
        }),
    ),
});
