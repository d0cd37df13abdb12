import fc from "fast-check";
import { runLocally } from "#command";
import { type JsonObject, parseJson } from "#json";
import { isJsonSchema } from "#json-schema";
import { prefectProgram, propertyRuns } from "#services";
import { jobVariableCheck } from "../src/job-variables/check-job-variables.ts";
import { templateAndJobVariables } from "./arbitrary-job-variables.ts";

/** What the server itself does with job variables, by its own functions; there is no session since nothing is read. */
const PROGRAM = `
import asyncio, json, sys
from fastapi import HTTPException
from jsonschema import ValidationError as SchemaError
from prefect.server.api.validation import _validate_work_pool_job_variables as validate
from prefect.server.schemas.actions import DeploymentUpdate
from prefect.utilities.schema_tools import ValidationError

async def answers(case):
    variables, given, own = (json.loads(case[key]) for key in ("variables", "given", "own"))
    template = {"variables": variables, "job_configuration": {}}
    async def deployment():
        if given:
            await validate(None, "pool", template, given, ignore_required=True)
    async def change():
        DeploymentUpdate.model_construct(job_variables=given).check_valid_configuration(template)
    async def run():
        await validate(None, "pool", template, given, own, ignore_required=False)
    async def defaults():
        await validate(None, "pool", template, ignore_required=True, ignore_invalid_defaults=False)
    async def trigger():
        await validate(None, "pool", template, own, ignore_required=False)
    found = {}
    for ask in (deployment, change, run, trigger, defaults):
        try:
            await ask()
            found[ask.__name__] = "taken"
        except (HTTPException, ValidationError, SchemaError):
            found[ask.__name__] = "refused"
        except BaseException:
            # Endless references make it panic.
            found[ask.__name__] = "refused"
    return found

async def main():
    json.dump([await answers(case) for case in json.load(sys.stdin)], sys.stdout)

asyncio.run(main())
`;

interface Case {
  variables: string;
  given: string;
  own: string;
}
type Answers = Record<"deployment" | "change" | "run" | "trigger" | "defaults", "taken" | "refused">;

async function askServersOwn(cases: readonly Case[]): Promise<Answers[]> {
  const python = await prefectProgram("python");
  const { stdout, stderr } = await runLocally(python, ["-W", "ignore", "-c", PROGRAM], {
    input: JSON.stringify(cases),
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

function ours({ variables, given, own }: Case): Answers {
  const check = jobVariableCheck({ variables: parseJson(variables), job_configuration: {} });
  const [deployment, run] = [parseJson(given) as JsonObject, parseJson(own) as JsonObject];
  const answer = (problems: readonly { kind: string }[]) =>
    problems.some(({ kind }) => kind === "refused") ? "refused" : "taken";
  return {
    deployment: answer(check.deployment(deployment)),
    change: answer(check.change(deployment)),
    run: answer(check.run(deployment, run)),
    trigger: answer(check.trigger(run)),
    defaults: answer(check.defaults()),
  };
}

test("job variables are refused where the server refuses them, for hundreds of templates", async () => {
  const cases = fc.sample(templateAndJobVariables, { seed: 20_261_128, numRuns: propertyRuns(800) });
  const theirs = await askServersOwn(cases);
  const counts = new Map<string, number>();
  const wrong = cases.flatMap((one, index) => {
    const [server, own] = [theirs[index] as Answers, ours(one)];
    return (Object.keys(server) as (keyof Answers)[]).flatMap((use) => {
      const key = `${use} ${server[use]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      // A change comes upon what is no schema, or passes it by; the next run doesn't.
      if (use === "change" && !isJsonSchema(parseJson(one.variables))) return [];
      return server[use] === own[use] ? [] : [{ use, server: server[use], ...one }];
    });
  });
  expect(wrong.slice(0, 5)).toEqual([]);
  for (const use of ["deployment", "change", "run", "trigger", "defaults"]) {
    for (const answer of ["taken", "refused"]) {
      expect([use, answer, (counts.get(`${use} ${answer}`) ?? 0) > 100]).toEqual([use, answer, true]);
    }
  }
});
