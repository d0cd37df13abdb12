import { similarNames } from "#diagnostics";
import { isObject, type JsonObject } from "#json";
import { type CheckValue, compileSchema, isJsonSchema, UnusableSchema } from "#json-schema";
import type { Template } from "../template/template.ts";
import { type JobVariableProblem, problemsOf } from "./problems.ts";
import { preprocessed, ServerFails, withoutRequired } from "./server-schema.ts";
import { allDefaultsOf, type Blocks, defaultsOf } from "./template-defaults.ts";

/**
 * Checks job variables against one work pool's template, as the server does (`prefect.server.api.validation`, and
 * `check_valid_configuration` of `DeploymentUpdate`). Placeholders are texts like any other: the server doesn't fill
 * them either.
 */
export interface JobVariableCheck {
  /** Those of a deployment: what the server refuses, what each run will have to give, what has no effect. */
  deployment(given: JsonObject): JobVariableProblem[];
  /** What the server refuses of those that are sent together with the pool's name to change a deployment. */
  change(given: JsonObject): JobVariableProblem[];
  /** What the server refuses of those of a run: the deployment's, and over them the run's own. */
  run(deployment: JsonObject, own: JsonObject): JobVariableProblem[];
  /** What the server refuses of a trigger's, which it checks without the deployment's. */
  trigger(own: JsonObject): JobVariableProblem[];
  /** What the server refuses of the template's own defaults, where a pool is made with it. */
  defaults(): JobVariableProblem[];
}

/** A check that is made once for a template and used for many deployments. */
export function jobVariableCheck(
  template: Template | undefined,
  blocks: Blocks = new Map(),
): JobVariableCheck {
  const variables = template?.variables;
  // The server checks nothing against a template, or variables, that are empty.
  if (template === undefined || !isObject(variables) || Object.keys(variables).length === 0) return TAKES_ALL;
  if (!isJsonSchema(variables)) return refusesAll("its `variables` are no JSON Schema");
  const defaults = once(() => defaultsOf(template, variables, blocks));
  const schema = once(() => preprocessed(variables, true));
  const incomplete = once(() => compileSchema(withoutRequired(schema())));
  const complete = once(() => compileSchema(defaults().someInvalid ? withoutRequired(schema()) : schema()));
  const changed = once(() =>
    compileSchema(withoutRequired(preprocessed(variables, false)), { formats: true }),
  );
  const refusedBy = (check: () => CheckValue, ...given: (() => JsonObject)[]) =>
    judge(() => check()(Object.assign({}, ...given.map((one) => one()))));
  const valuesOf = () => defaults().values;
  const ofRun = (...given: JsonObject[]) => refusedBy(complete, valuesOf, ...given.map((one) => () => one));
  return {
    deployment(given) {
      const isEmpty = Object.keys(given).length === 0;
      const refused = isEmpty ? [] : refusedBy(incomplete, valuesOf, () => given);
      const known = new Set(refused.map(({ path }) => path.join("/")));
      const missing = ofRun(given)
        .filter(({ path }) => !known.has(path.join("/")))
        .map((problem) => ({ ...problem, kind: "missing" as const }));
      return withMeant([...refused, ...missing, ...undeclared(given, variables, known)], variables);
    },
    change: (given) =>
      withMeant(
        refusedBy(changed, () => given),
        variables,
      ),
    run: (deployment, own) => withMeant(ofRun(deployment, own), variables),
    trigger: (own) => withMeant(ofRun(own), variables),
    defaults: () => refusedBy(incomplete, () => allDefaultsOf(template, blocks)),
  };
}

const TAKES_ALL: JobVariableCheck = {
  deployment: () => [],
  change: () => [],
  run: () => [],
  trigger: () => [],
  defaults: () => [],
};

function refusesAll(what: string): JobVariableCheck {
  const refused = () => [{ kind: "refused" as const, path: [], what: `can't be checked: ${what}` }];
  return {
    deployment: (given) => (Object.keys(given).length === 0 ? [] : refused()),
    // Unlike everywhere else, the server doesn't look at the schema itself before.
    change: () => [],
    run: refused,
    trigger: refused,
    defaults: refused,
  };
}

function judge(check: () => ReturnType<CheckValue>): JobVariableProblem[] {
  try {
    return problemsOf(check()).map((problem) => ({ kind: "refused", ...problem }));
  } catch (error) {
    if (!(error instanceof ServerFails || error instanceof UnusableSchema)) throw error;
    return [{ kind: "refused", path: [], what: `can't be checked: ${error.message}` }];
  }
}

/** Names of which the template makes nothing; a worker takes `env.NAME` for what is inside `env`. */
function undeclared(
  given: JsonObject,
  variables: JsonObject,
  refused: ReadonlySet<string>,
): JobVariableProblem[] {
  const { properties } = variables;
  const declared = isObject(properties) ? properties : {};
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(declared, name) && !refused.has(name))
    .filter((name) => !Object.hasOwn(declared, name.split(".")[0] ?? name))
    .map((name) => ({
      kind: "undeclared",
      path: [name],
      what: "is not declared and has no effect",
    }));
}

/** What was probably meant by a name that the template doesn't declare. */
function withMeant(problems: readonly JobVariableProblem[], variables: JsonObject): JobVariableProblem[] {
  const declared = isObject(variables.properties) ? Object.keys(variables.properties) : [];
  return problems.map((problem) => {
    const [name, ...deeper] = problem.path;
    if (name === undefined || deeper.length > 0 || declared.includes(name)) return problem;
    const [meant] = similarNames(name, declared, name.length > 4 ? 2 : 1);
    return meant === undefined ? problem : { ...problem, meant };
  });
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
