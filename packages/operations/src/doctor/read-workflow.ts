import { parseDocument } from "yaml";
import type { UsedEnvironment, WorkflowFacts } from "#doctor";
import { isObject, type Json } from "#json";

/**
 * What a workflow of the repository says, as far as the checks ask; undefined for one that doesn't use the suite.
 *
 * @param path from the repository's root
 * @param suite `owner/name`
 * @param template the text of the template that it was copied from, where there is one of its name
 */
export function readWorkflow(
  path: string,
  text: string,
  suite: string,
  template: string | undefined,
): WorkflowFacts | undefined {
  const pins = pinsOf(text, suite);
  if (pins.length === 0) return undefined;
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  const none = {
    path,
    pins,
    jobs: [],
    environments: [],
    runnerLabels: [],
    branches: null,
    changedLines: null,
  };
  if (error) {
    const location = { file: path, ...(error.linePos ? { line: error.linePos[0].line } : {}) };
    return {
      ...none,
      fault: { code: "file-malformed", message: `It is no YAML: ${firstLine(error.message)}`, location },
    };
  }
  const content = document.toJS() as Json;
  const jobs = Object.entries(objectOf(at(content, "jobs"))).map(([id, job]) => ({ id, job: objectOf(job) }));
  return {
    ...{ path, pins, fault: null },
    jobs: jobs.map(({ id, job }) => (typeof job.name === "string" ? job.name : id)),
    environments: jobs.flatMap(({ job }) => environmentsOf(job, suite)),
    runnerLabels: jobs.flatMap(({ job }) => labelsOf(job["runs-on"])),
    branches: branchesOf(at(content, "on")),
    changedLines: template === undefined ? null : changedLines(text, template, suite),
  };
}

function pinsOf(text: string, suite: string): WorkflowFacts["pins"] {
  const escaped = suite.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const uses = new RegExp(
    `uses: *["']?${escaped}/[^@\\s"']+@([^\\s"'}]+)["']?(?:[^\\n#]*#\\s*(v\\d\\S*))?`,
    "gi",
  );
  const all = [...text.matchAll(uses)].map(([, ref = "", release]) => ({ ref, release: release ?? null }));
  return [...new Map(all.map((pin) => [`${pin.ref} ${pin.release}`, pin])).values()];
}

function environmentsOf(job: { [key: string]: Json }, suite: string): UsedEnvironment[] {
  if (typeof job.uses === "string" && job.uses.toLowerCase().startsWith(`${suite.toLowerCase()}/`)) {
    // What is called enters both, by these inputs of it.
    const given = objectOf(job.with);
    return ["dev", "prod"].map((name) => {
      const own = given[`${name}-environment`];
      const variable = `PREFECT_${name.toUpperCase()}_ENVIRONMENT`;
      return typeof own === "string" ? usedEnvironment(own, true) : { name, variable, asksServer: true };
    });
  }
  const written = isObject(job.environment) ? job.environment.name : job.environment;
  if (typeof written !== "string") return [];
  return [usedEnvironment(written, "PREFECT_API_URL" in objectOf(job.env))];
}

/** `dev`, or `${{ vars.X || 'dev' }}`. */
function usedEnvironment(written: string, asksServer: boolean): UsedEnvironment {
  const [, variable = null, name] = /^\$\{\{\s*vars\.(\w+)\s*\|\|\s*'([^']+)'\s*\}\}$/.exec(written) ?? [];
  return { name: name ?? written, variable, asksServer };
}

/** Labels of a runner of one's own: GitHub's have none of that name. An expression or a group says nothing here. */
function labelsOf(runsOn: Json | undefined): string[][] {
  const labels = Array.isArray(runsOn) ? runsOn.filter((label) => typeof label === "string") : [];
  return labels.includes("self-hosted") && !labels.some((label) => label.includes("${{")) ? [labels] : [];
}

function branchesOf(on: Json | undefined): string[] | null {
  const push = at(on, "push");
  const branches = at(push, "branches");
  return Array.isArray(branches) ? branches.filter((branch) => typeof branch === "string") : null;
}

/** Lines that the template doesn't have, apart from what is meant to be set: pins, branches, values of `env`. */
function changedLines(text: string, template: string, suite: string): number {
  const plain = (line: string) =>
    line
      .replace(new RegExp(`(uses: *["']?${suite}/[^@]+@)[^\\s"'}]+.*`, "i"), "$1")
      .replace(/branches: .*/, "branches:")
      .replace(/^( {2}[A-Z][A-Z_]+:).*/, "$1")
      .trim();
  const known = new Set(template.split("\n").map(plain));
  return text.split("\n").filter((line) => !line.trim().startsWith("#") && !known.has(plain(line))).length;
}

function at(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}

function objectOf(value: Json | undefined): { [key: string]: Json } {
  return isObject(value) ? value : {};
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
}
