import { inLine, withComment, type YamlComment } from "./commented.ts";
import { SECRETS } from "./configuration.ts";
import { ENVIRONMENT_NAMES } from "./environments.ts";
import { gate, RUNS_ON } from "./steps.ts";
import {
  type Environment,
  type Job,
  type Permissions,
  permissionsOf,
  type Setting,
  type Step,
  secretsOf,
  type Workflow,
} from "./workflow.ts";

/** How users refer to this suite: `owner/name`, and a release as tag, or as commit with the release it is. */
export interface Stamp {
  repository: string;
  ref: string;
  version?: string;
}

/** A complete workflow to copy: plain jobs, with what a user may set as variables at its top. */
export function template(workflow: Workflow, stamp: Stamp): object {
  const all = settingsOf(workflow);
  const settings = all.filter(({ inPlace }) => !inPlace);
  return {
    name: workflow.name,
    on: workflow.on,
    permissions: {},
    concurrency: concurrency(workflow.concurrency),
    ...(settings.length > 0 ? { env: environmentOf(settings) } : {}),
    jobs: jobs(workflow.jobs, (name) => pinned(stamp, `actions/${name}`), templateValues(all)),
  };
}

/** The same for callers in the same organisation; it names its actions as the file's own repository and commit. */
export function reusable(workflow: Workflow): object {
  return {
    name: workflow.name,
    on: {
      workflow_call: {
        inputs: { ...dispatchInputs(workflow, callInput), ...settingInputs(settingsOf(workflow)) },
        ...secretsPart(workflow, secretDeclaration),
      },
    },
    permissions: {},
    jobs: jobs(calledJobs(workflow), (name) => `$/actions/${name}`, reusableValues),
  };
}

/** What a user of the reusable form copies. */
export function caller(workflow: Workflow, stamp: Stamp): object {
  const passed = dispatchInputs(workflow, (name, { type }) =>
    type === "boolean" ? `\${{ inputs.${name} || false }}` : `\${{ inputs.${name} }}`,
  );
  return {
    name: workflow.name,
    on: shortEvents(workflow.on),
    permissions: {},
    concurrency: inLine(concurrency(workflow.concurrency)),
    jobs: {
      [workflow.file]: {
        name: workflow.name,
        permissions: permissionsInLine(permissionsOf(calledJobs(workflow))),
        uses: pinned(stamp, `.github/workflows/${workflow.file}.yml`),
        ...(Object.keys(passed).length > 0 ? { with: passed } : {}),
        ...secretsPart(workflow, (name) => `\${{ secrets.${name} }}`),
      },
      ...callerGate(workflow),
    },
  };
}

const isGate = ({ id }: Job) => id === "gate";

/** The gate stays with the caller: a called job reports under the name `caller job / called job`. */
const calledJobs = ({ jobs }: Workflow): Job[] => jobs.filter((job) => !isGate(job));

/** The caller's own gate, of the name that branch protection asks for whichever form a team has. */
function callerGate({ file, jobs: all }: Workflow): object {
  const own = all.find(isGate);
  if (own === undefined) return {};
  const asked = { ...gate(own.name, [file]), comment: undefined, if: own.if };
  return jobs([asked], String, templateValues([RUNS_ON]), (steps) =>
    inLine(steps.map((step) => inLine(step))),
  );
}

/** Events of a caller, each part in a line. */
function shortEvents(on: Workflow["on"]): object {
  return Object.fromEntries(
    Object.entries(on).map(([event, value]) => {
      if (event === "workflow_dispatch" && value !== null) {
        const { inputs = {} } = value as { inputs?: Record<string, object> };
        const lines = Object.entries(inputs).map(([name, input]) => [name, inLine(input)]);
        return [event, { inputs: Object.fromEntries(lines) }];
      }
      if (Array.isArray(value)) return [event, inLine(value.map((item: object) => inLine(item)))];
      return [event, value === null ? null : inLine(value as object)];
    }),
  );
}

/** Characters that permissions and their purposes may take of a caller's line. */
const ROOM = 125;

/** In one line where that has room for what they are for. */
function permissionsInLine(granted: Permissions): object {
  const purposes = Object.entries(granted).flatMap(
    ([scope, access]) => PURPOSES[`${scope}: ${access}`] ?? [],
  );
  if (purposes.length === 0) return inLine(granted);
  const told = purposes.join(", ");
  return JSON.stringify(granted).length + told.length < ROOM ? inLine(granted, told) : permissions(granted);
}

function jobs(
  all: readonly Job[],
  action: (name: string) => unknown,
  values: (text: string) => unknown,
  laidOut: (steps: readonly object[]) => object = (steps) => steps,
) {
  return Object.fromEntries(
    all.map((job) => [
      job.id,
      fill(
        withComment(
          {
            name: job.name,
            needs: job.needs?.length === 1 ? job.needs[0] : job.needs,
            if: job.if,
            "runs-on": job.runsOn,
            "timeout-minutes": job.timeoutMinutes,
            environment: job.environment && environment(job.environment),
            concurrency: job.concurrency && concurrency(job.concurrency),
            permissions: permissions(job.permissions),
            env: job.env,
            outputs: job.outputs,
            steps: laidOut(job.steps.map((step) => stepOf(step, action))),
          },
          job.comment,
        ),
        values,
      ),
    ]),
  );
}

function stepOf({ comment, uses, ...step }: Step, action: (name: string) => unknown): object {
  const used =
    typeof uses === "object"
      ? pinned({ repository: uses.repository, ref: uses.commit, version: uses.version })
      : uses && action(uses);
  const { name, id, if: condition, ...rest } = step;
  return withComment({ name, id, if: condition, uses: used, ...rest }, comment);
}

function environment({ name, deployment, url }: Environment): object | string {
  return deployment === undefined && url === undefined ? name : { name, deployment, url };
}

/** A workflow's settings, and the names of the environments that its jobs are in. */
function settingsOf({ settings, jobs }: Workflow): readonly Setting[] {
  const text = JSON.stringify(jobs);
  return [...settings, ...ENVIRONMENT_NAMES.filter(({ name }) => text.includes(`setting.${name} `))];
}

function concurrency({ group, queue }: { group: string; queue?: "max" }): object {
  return { group, queue, "cancel-in-progress": false };
}

/** `owner/name/path@ref`, with the release that a commit is behind it. */
function pinned({ repository, ref, version }: Stamp, path?: string): string | YamlComment {
  const uses = `${repository}${path === undefined ? "" : `/${path}`}@${ref}`;
  return version === undefined ? uses : { value: uses, lineComment: version };
}

/** What a permission is for, where that isn't plain. */
const PURPOSES: Record<string, string> = {
  "pull-requests: read": "to ask about pull requests",
  "pull-requests: write": "to comment",
  "attestations: write": "to keep what was signed",
  "packages: write": "to change what GitHub's registry has",
  "packages: read": "to pull images",
  "contents: write": "to make the tag and the release",
  "actions: read": "to see runs",
  "actions: write": "to start the workflow that the tag is for",
  "id-token: write": "to show who the job is, in place of a password",
  "pages: write": "to publish GitHub Pages",
};

function permissions(granted: Permissions): object {
  return Object.fromEntries(
    Object.entries(granted).map(([scope, access]) => {
      const lineComment = PURPOSES[`${scope}: ${access}`];
      return [scope, lineComment === undefined ? access : { value: access, lineComment }];
    }),
  );
}

const variable = (name: string) => name.toUpperCase().replaceAll("-", "_");

function environmentOf(settings: readonly Setting[]): object {
  return Object.fromEntries(
    settings.map((setting) => [
      variable(setting.name),
      withComment(setting.default as string, setting.description),
    ]),
  );
}

function settingInputs(settings: readonly Setting[]): object {
  return Object.fromEntries(
    settings.map(({ name, description, default: fallback }) => [
      name,
      {
        description,
        type: "string",
        default: typeof fallback === "string" ? fallback : JSON.stringify(fallback),
      },
    ]),
  );
}

interface DispatchInput {
  description: string;
  type: string;
  default?: unknown;
}

function dispatchInputs<T>({ on }: Workflow, make: (name: string, input: DispatchInput) => T) {
  const inputs = (on.workflow_dispatch as { inputs?: Record<string, DispatchInput> } | null)?.inputs ?? {};
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, make(name, input)]));
}

/** A push gives no inputs, so what a dispatch has as its default does not hold for a call. */
function callInput(_name: string, { description, type }: DispatchInput): object {
  return { description, type, default: type === "boolean" ? false : "" };
}

function secretsPart(workflow: Workflow, make: (name: string) => unknown): { secrets?: object } {
  const names = secretsOf(workflow.jobs);
  return names.length > 0 ? { secrets: Object.fromEntries(names.map((name) => [name, make(name)])) } : {};
}

function secretDeclaration(name: string): object {
  const description = SECRETS[name];
  if (description === undefined) throw new Error(`Say in configuration.ts what the secret ${name} is.`);
  return { description, required: false };
}

const SETTING = /\bsetting\.([a-z0-9-]+)/g;
/** A setting that is all of an expression, within a text. */
const WHOLE_EXPRESSION = /\$\{\{ setting\.([a-z0-9-]+) \}\}/g;
const WHOLE_SETTING = /^\$\{\{ (?:fromJSON\(setting\.([a-z0-9-]+)\)|setting\.([a-z0-9-]+)) \}\}$/;

function templateValues(settings: readonly Setting[]): (text: string) => unknown {
  const byName = new Map(settings.map((setting) => [setting.name, setting]));
  return (text) => {
    const [, fromJson, plain] = WHOLE_SETTING.exec(text) ?? [];
    const whole = byName.get(fromJson ?? plain ?? "");
    if (whole?.inPlace) return whole.default;
    const placed = text.replace(WHOLE_EXPRESSION, (match, name: string) => {
      const setting = byName.get(name);
      return setting?.inPlace ? String(setting.default) : match;
    });
    return placed.replace(SIGNER, "github.workflow_ref").replace(SETTING, (_match, name: string) => {
      const setting = byName.get(name);
      if (setting === undefined) throw new Error(`There is no setting ${name}.`);
      return setting.inPlace ? inPlace(setting) : `env.${variable(name)}`;
    });
  };
}

/** A value that stands in place, within an expression. */
function inPlace({ default: value }: Setting): string {
  const [, expression] = /^\$\{\{ (.*) \}\}$/.exec(String(value)) ?? [];
  return expression === undefined ? `'${value}'` : `(${expression})`;
}

/** What signs is the workflow that a job's steps stand in: the called one where a caller started it. */
const SIGNER = /\bsigner\.workflow\b/g;

const reusableValues = (text: string) =>
  text.replace(SIGNER, "job.workflow_ref").replace(SETTING, (_match, name: string) => `inputs.${name}`);

/** Puts `values` in the place of every text. */
function fill(node: unknown, values: (text: string) => unknown): unknown {
  if (typeof node === "string") return values(node);
  if (Array.isArray(node)) return node.map((item) => fill(item, values));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === "comment" ? value : fill(value, values)]),
  );
}
