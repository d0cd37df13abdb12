import { noCiRun } from "#ci-run";
import { runLocally } from "#command";
import { type Fault, FaultError, silentReporter } from "#diagnostics";
import { defaultsOf } from "#input-values";
import { type TemporaryRepository, temporaryRepository } from "../../git/test/temporary-repository.ts";
import { selectionOfChanges } from "../src/changes-file.ts";
import {
  type ApplyOptions,
  type ApplyResult,
  applyDeployments,
  applyOptions,
  changesFile,
  detectDeployments,
  detectOptions,
  type PlanOnlyOptions,
  planDeployments,
} from "../src/index.ts";

/** Deployments of one file by name; the value is what it holds. */
export type Deployments = Readonly<Record<string, number>>;

/** A repository with definition files, whose jobs deploy to one server. */
export class SampleTeam {
  readonly repository: TemporaryRepository;
  /** Where its jobs find the server. */
  apiUrl: string;
  readonly warnings: Fault[] = [];
  private readonly names: Names;

  private constructor(repository: TemporaryRepository, apiUrl: string, names: Names) {
    this.repository = repository;
    this.apiUrl = apiUrl;
    this.names = names;
  }

  static async start(apiUrl: string, names: Names = { flow: "f", pool: "pool" }): Promise<SampleTeam> {
    return new SampleTeam(await temporaryRepository(), apiUrl, names);
  }

  /** Commits definition files; gives the commit. Each deployment gets these schedules, declared off. */
  push(files: Readonly<Record<string, Deployments>>, schedules: readonly string[] = []): Promise<string> {
    const { flow, pool } = this.names;
    const texts = Object.entries(files).map(([file, deployments]) => [
      file,
      definitions(deployments, pool, schedules),
    ]);
    return this.repository.commit({ "flows/f.py": flowSource(flow), ...Object.fromEntries(texts) });
  }

  /** What the pipeline does after a merge: finds what changed, and applies it. */
  async deploy(file: string, options: Partial<ApplyOptions> = {}): Promise<ApplyResult> {
    const surroundings = this.surroundings(options);
    const detected = await detectDeployments({
      ...defaultsOf(detectOptions),
      ...surroundings,
      prefectFile: [file],
    });
    const found = selectionOfChanges(JSON.stringify(changesFile(detected)), "changes.json");
    return this.apply(file, { removedPolicy: "delete", ...found, ...options });
  }

  /** An apply by itself; throws for a deployment that failed, as a job does. */
  async apply(file: string, options: Partial<ApplyOptions> = {}): Promise<ApplyResult> {
    const result = await applyDeployments({
      ...defaultsOf(applyOptions),
      ...this.surroundings(options),
      prefectFile: [file],
      ...options,
    });
    const faults = [...result.execution.failed.map(({ fault }) => fault), ...result.recordFaults];
    if (faults.length > 0) throw new FaultError(faults);
    return result;
  }

  async plan(file: string, options: Partial<PlanOnlyOptions> = {}) {
    const given = { ...this.surroundings(options), prefectFile: [file], ...options };
    return (await planDeployments({ ...defaultsOf(applyOptions), ...given })).plan;
  }

  private surroundings({ ci }: Partial<Pick<ApplyOptions, "ci">>) {
    return {
      run: runLocally,
      folder: this.repository.root,
      env: {},
      reporter: { ...silentReporter, warning: (fault: Fault) => void this.warnings.push(fault) },
      connection: { apiUrl: this.apiUrl },
      ci: ci ?? onMain,
      githubToken: undefined,
    };
  }
}

/** A run for a push to the default branch. */
export const onMain = {
  ...noCiRun,
  isCi: true,
  branch: "main",
  defaultBranch: "main",
  repository: "https://github.com/acme/platform",
  runUrl: "https://github.com/acme/platform/actions/runs/1",
};

/** A run for a pull request. */
export const onPullRequest = {
  ...onMain,
  branch: undefined,
  request: { targetBranch: "main", headSha: undefined },
};

/** What a team's flow and work pool are called. */
export interface Names {
  flow: string;
  pool: string;
}

function flowSource(name: string): string {
  return `from prefect import flow\n\n@flow(name="${name}")\ndef run(value: int = 0):\n    pass\n`;
}

function definitions(deployments: Deployments, pool: string, schedules: readonly string[]): string {
  const own = schedules.map((cron) => `{cron: "${cron}", active: false}`).join(", ");
  const entries = Object.entries(deployments).map(
    ([name, value]) =>
      `  - name: ${name}\n    entrypoint: flows/f.py:run\n    work_pool: {name: ${pool}}\n    parameters: {value: ${value}}\n    pull: []\n    schedules: [${own}]\n`,
  );
  return entries.length > 0 ? `deployments:\n${entries.join("")}` : "deployments: []\n";
}
