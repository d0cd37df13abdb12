import { detect, flowSource, prefectYaml, told } from "./detection.ts";

const file = (lines: string) => prefectYaml({ x: `flows/a.py:a\nwork_pool: {name: pool}\n${lines}` });

test.each([
  ["schedule in place of schedules", "schedule: {cron: '0 5 * * *'}", "schedules: [{cron: '0 5 * * *'}]"],
  [
    "defaults of a schedule written out",
    "schedules: [{cron: '0 5 * * *'}]",
    "schedules: [{cron: '0 5 * * *', timezone: null, active: true}]",
  ],
  ["defaults of a deployment written out", "", "paused: false\ntriggers: []\nenforce_parameter_schema: true"],
])("%s are no change", async (_, before, after) => {
  const code = { "flows/a.py": flowSource("a") };
  const detected = await detect(
    { ...code, "prefect.yaml": file(before) },
    { ...code, "prefect.yaml": file(after) },
  );
  expect(told(detected)).toEqual([]);
  expect(detected.unchanged).toBe(1);
});
