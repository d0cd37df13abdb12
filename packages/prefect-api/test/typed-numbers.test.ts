import { jsonText } from "#json";
import { parseBody } from "../src/exchange.ts";

test("numbers that Prefect types are plain, those that are the user's own stay what they are", () => {
  const answer = `[{
    "parameters": {"a": 25.0, "b": [1e+16, 25, {"interval": 2.0}]},
    "job_variables": {"cpu": 1.0},
    "parameter_openapi_schema": {"properties": {"a": {"default": 25.0}}},
    "pull_steps": [{"step": {"rate": 25.0}}],
    "schedules": [{"schedule": {"interval": 900.0}, "parameters": {"a": 25.0}}],
    "total_run_time": 0.0,
    "trigger": {"within": 30.0, "triggers": [{"within": 0.0}]},
    "actions": [{"schedule_after": 60.0, "parameters": {"a": 25.0}, "job_variables": null}]
  }, {"value": 100000000000000000000, "data": {"port": 25.0}, "base_job_template": {"variables": {"a": 1.0}}}]`;
  expect(jsonText(parseBody(answer))).toBe(
    answer
      .replace("900.0", "900")
      .replace('time": 0.0', 'time": 0')
      .replace("30.0", "30")
      .replace('{"within": 0.0}', '{"within": 0}')
      .replace("60.0", "60")
      .replace(/\s/g, ""),
  );
});
