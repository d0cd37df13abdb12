import { built } from "./build-definition.ts";

const env = { DB_PWD: "hunter2-hunter2", REGION: "eu", CRON: "0 5 * * *", TEAM: "data" };

async function filled(deployment: string) {
  const { filled } = await built(deployment, { env });
  return filled.map(({ place, written, value, names }) => ({
    place: place.join("."),
    written,
    value,
    names,
  }));
}

test("a value that stands in the file as it is stored is not among them", async () => {
  expect(await filled("parameters: {limit: 10, region: eu, later: '{{ ctx.flow_run.id }}'}")).toEqual([]);
});

test("one that a variable fills is, with the file's own text, where it stands and alone or inside a longer text", async () => {
  const found = await filled(
    "parameters: {db: {password: '{{ $DB_PWD }}', url: 'postgres://app:{{ $DB_PWD }}@{{ $REGION }}/x'}}",
  );
  expect(found).toEqual([
    {
      place: "parameters.db.password",
      written: "{{ $DB_PWD }}",
      value: "hunter2-hunter2",
      names: ["$DB_PWD"],
    },
    {
      place: "parameters.db.url",
      written: "postgres://app:{{ $DB_PWD }}@{{ $REGION }}/x",
      value: "postgres://app:hunter2-hunter2@eu/x",
      names: ["$DB_PWD", "$REGION"],
    },
  ]);
});

test("job variables and pull steps are at the server's names", async () => {
  const found = await filled(
    "work_pool: {name: pool, job_variables: {env: {PWD: '{{ $DB_PWD }}'}}}, pull: [{prefect.deployments.steps.run_shell_script: {script: 'echo {{ $DB_PWD }}'}}]",
  );
  expect(found.map(({ place }) => place)).toEqual([
    "job_variables.env.PWD",
    "pull_steps.0.prefect.deployments.steps.run_shell_script.script",
  ]);
});

test("schedules, triggers and tags are named by their part", async () => {
  const found = await filled(
    "schedules: [{cron: '{{ $CRON }}'}], tags: ['team-{{ $TEAM }}'], triggers: [{name: 'on {{ $DB_PWD }}', match: {a: '{{ $REGION }}'}}]",
  );
  expect(found.map(({ place, written, value }) => ({ place, written, value }))).toEqual([
    { place: "tags", written: "team-{{ $TEAM }}", value: "team-data" },
    { place: "schedules", written: "{{ $CRON }}", value: "0 5 * * *" },
    { place: "automations", written: "on {{ $DB_PWD }}", value: "on hunter2-hunter2" },
    { place: "automations", written: "{{ $REGION }}", value: "eu" },
  ]);
});
