import { defineCheck, type Finding } from "../check.ts";
import { editCommand } from "../edit-command.ts";

export const timeZones = defineCheck({
  name: "time-zones",
  looksAt: "Schedules that go by the clock name their time zone, where others of the repository do.",
  needs: ["files"],
  judge: ({ files: { deployments } }) => {
    const all = deployments.flatMap(({ key, schedules }) =>
      schedules
        .filter(({ schedule }) => !("interval" in schedule))
        .map(({ schedule, location }) => ({ key, location, zone: schedule.timezone })),
    );
    const zones = [...new Set(all.flatMap(({ zone }) => (zone && zone !== "UTC" ? [zone] : [])))].sort();
    if (zones.length === 0) return [];
    return all
      .filter(({ zone }) => zone === null)
      .map(
        ({ key, location }): Finding => ({
          code: "time-zone-unnamed",
          level: "warning",
          message: `A schedule names no time zone, and goes by UTC; others go by ${zones.slice(0, 3).join(", ")}.`,
          location,
          deployments: [key],
          why: "Beside the others it runs at another hour, which moves as clocks change.",
          command: editCommand(location),
        }),
      );
  },
});
