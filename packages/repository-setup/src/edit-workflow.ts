import { type Document, isMap, isScalar, parseDocument } from "yaml";

/** A piece of a text that is replaced. */
interface Splice {
  from: number;
  to: number;
  text: string;
}

/** What somebody sets in a workflow. */
export interface WorkflowSettings {
  /** Branches whose pushes start it. */
  branches?: readonly string[];
  /** By the names of inputs: `prefect-file` is PREFECT_FILE at the top of a file with all steps. */
  values: Readonly<Record<string, string>>;
  /** What a job runs on, as it is written, by the job's id. */
  runsOn?: Readonly<Record<string, string>>;
}

/**
 * A workflow with settings in it. Only their places are touched, so that comments and form stay.
 *
 * @returns the text, and the names of values that it has no place for
 */
export function withSettings(
  text: string,
  { branches, values, runsOn = {} }: WorkflowSettings,
): { text: string; unplaced: string[] } {
  const document = parseDocument(text);
  const splices: Splice[] = [];
  const unplaced: string[] = [];
  if (branches)
    splices.push(
      ...replace(
        document,
        ["on", "push", "branches"],
        `[${branches.map((branch) => (branch.includes(",") ? JSON.stringify(branch) : scalar(branch))).join(", ")}]`,
      ),
    );
  for (const [job, written] of Object.entries(runsOn))
    splices.push(...replace(document, ["jobs", job, "runs-on"], written));
  const added: [string, string][] = [];
  const caller = callerOf(document);
  for (const [name, value] of Object.entries(values)) {
    const variable = replace(document, ["env", variableOf(name)], scalar(value));
    const input =
      caller === undefined ? [] : replace(document, ["jobs", caller, "with", name], scalar(value));
    if (variable.length + input.length > 0) splices.push(...variable, ...input);
    else if (caller === undefined) unplaced.push(name);
    else added.push([name, value]);
  }
  if (caller !== undefined && added.length > 0) splices.push(addInputs(document, text, caller, added));
  return { text: spliced(text, splices), unplaced };
}

/** What is set in a workflow, so that another one may have it too: branches, variables, inputs, runners. */
export function settingsIn(text: string): WorkflowSettings {
  const document = parseDocument(text);
  const content = document.toJS() as Record<string, unknown> | null;
  const env = objectOf(content?.env);
  const jobs = Object.entries(objectOf(content?.jobs));
  const inputs = jobs.flatMap(([, job]) =>
    typeof objectOf(job).uses === "string" ? Object.entries(objectOf(objectOf(job).with)) : [],
  );
  const push = objectOf(objectOf(content?.on).push);
  return {
    ...(Array.isArray(push.branches) ? { branches: push.branches.map(String) } : {}),
    values: Object.fromEntries([
      ...Object.entries(env).map(([name, value]) => [
        name.toLowerCase().replaceAll("_", "-"),
        String(value ?? ""),
      ]),
      // Those that pass on what somebody gave when it was started are the template's own.
      ...inputs
        .filter(([, value]) => !/^\$\{\{ *inputs\./.test(String(value)))
        .map(([name, value]) => [name, String(value)]),
    ]),
    runsOn: Object.fromEntries(
      jobs.flatMap(([id]) => {
        const node = document.getIn(["jobs", id, "runs-on"], true);
        const range = rangeOf(node);
        return range ? [[id, text.slice(range.from, range.to)]] : [];
      }),
    ),
  };
}

/** The job that calls a workflow of another repository, where there is one. */
function callerOf(document: Document): string | undefined {
  const jobs = document.get("jobs");
  if (!isMap(jobs)) return undefined;
  return jobs.items
    .filter(({ value }) => isMap(value) && typeof value.get("uses") === "string")
    .map(({ key }) => String(isScalar(key) ? key.value : key))[0];
}

function addInputs(
  document: Document,
  text: string,
  job: string,
  added: readonly [string, string][],
): Splice {
  const uses = rangeOf(document.getIn(["jobs", job, "uses"], true))?.from ?? 0;
  const indent = " ".repeat(text.lastIndexOf("uses:", uses) - text.lastIndexOf("\n", uses) - 1);
  const lines = added.map(([name, value]) => `\n${indent}  ${name}: ${scalar(value)}`).join("");
  const inputs = document.getIn(["jobs", job, "with"]);
  const last = isMap(inputs) ? rangeOf(inputs.items.at(-1)?.value) : undefined;
  const end = (at: number) => (text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at));
  if (last) return { from: end(last.to), to: end(last.to), text: lines };
  return { from: end(uses), to: end(uses), text: `\n${indent}with:${lines}` };
}

function replace(document: Document, path: readonly string[], text: string): Splice[] {
  const range = rangeOf(document.hasIn(path) ? document.getIn(path, true) : undefined);
  return range ? [{ ...range, text }] : [];
}

function rangeOf(node: unknown): { from: number; to: number } | undefined {
  const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
  return range ? { from: range[0], to: range[1] } : undefined;
}

function spliced(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((one, other) => other.from - one.from)
    .reduce((done, { from, to, text: put }) => done.slice(0, from) + put + done.slice(to), text);
}

function variableOf(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

/** As YAML: plain where nothing in it means anything else. */
function scalar(value: string): string {
  const isPlain =
    /^[A-Za-z./][\w ,./*-]*$/.test(value) &&
    !/ $/.test(value) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
