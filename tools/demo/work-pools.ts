import { runLocally } from "#command";
import { type PrefectServer, prefectProgram } from "#services";
import type { Environment } from "./environment.ts";
import { table } from "./print.ts";

/** A base job template, as far as the demo reads and changes it. */
export interface BaseJobTemplate {
  variables: { properties: Record<string, { default?: unknown; [key: string]: unknown }> };
}

/** Prefect's own template for a type of worker. */
export async function defaultTemplate({ server }: Environment, type: string): Promise<BaseJobTemplate> {
  const args = ["work-pool", "get-default-base-job-template", "--type", type];
  const { exitCode, stdout, stderr } = await runLocally(await prefectProgram("prefect"), args, {
    env: server.clientEnv,
  });
  if (exitCode !== 0) throw new Error(`prefect ${args.join(" ")} failed: ${stderr}`);
  return JSON.parse(stdout) as BaseJobTemplate;
}

/** A template whose runs find another value in a variable unless they are given one. */
export function withDefault(template: BaseJobTemplate, variable: string, value: string): BaseJobTemplate {
  const changed = structuredClone(template);
  changed.variables.properties[variable] = { ...changed.variables.properties[variable], default: value };
  return changed;
}

/** Watches a work pool of one or two environments, and tells in a table what each moment made of it. */
export class PoolWatch {
  private readonly rows: string[][] = [];

  /** @param variables of the base job template, whose defaults are shown */
  private readonly environments: readonly Environment[];
  private readonly pool: string;
  private readonly variables: readonly string[];

  constructor(environments: readonly Environment[], pool: string, variables: readonly string[]) {
    this.environments = environments;
    this.pool = pool;
    this.variables = variables;
  }

  /** Lets a moment happen and notes what it did. */
  async during<T>(moment: string, happen: () => Promise<T>): Promise<T> {
    const read = () => Promise.all(this.environments.map(({ server }) => this.read(server)));
    const before = await read();
    const result = await happen();
    const after = await read();
    this.environments.forEach(({ name }, at) => {
      const cells = this.variables.flatMap((_, column) => [before[at]?.[column], after[at]?.[column]]);
      this.rows.push([moment, `${name}'s ${this.pool}`, ...cells.map((cell) => cell ?? "(no pool)")]);
    });
    return result;
  }

  print(): void {
    console.log();
    const columns = this.variables.flatMap((name) => [`${name} before`, `${name} after`]);
    table(["moment", "work pool", ...columns], this.rows);
  }

  /** The variables' defaults; undefined where there is no pool. */
  private async read({ apiUrl }: PrefectServer): Promise<string[] | undefined> {
    const answer = await fetch(`${apiUrl}/work_pools/${this.pool}`);
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${this.pool} could not be read: ${answer.status}`);
    const { base_job_template: template } = (await answer.json()) as { base_job_template: BaseJobTemplate };
    return this.variables.map((name) => {
      const value = String(template.variables.properties[name]?.default ?? "-");
      // The registry's address is the same throughout.
      return name === "image" ? value.replace(/^.*\//, "") : value;
    });
  }
}
