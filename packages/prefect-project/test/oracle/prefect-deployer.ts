import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { type Json, jsonText, parseJson } from "#json";
import { prefectProgram, projectRoot } from "#services";

/** What Prefect read of a flow when it deployed it. */
export interface DeployedFlow {
  name: string;
  description: string | null;
  version: string | null;
  parameterSchema: { [key: string]: Json };
}

/** What `prefect deploy` sent for one deployment, or why it didn't. */
export interface Deployed {
  name: string | null;
  flow?: DeployedFlow;
  error?: string;
  body?: { [field: string]: Json };
  automations?: { [field: string]: Json }[];
}

/** What a server must hold before a project can be deployed to it. */
export interface ProjectEnvironment {
  env: { [name: string]: string };
  workPools: { name: string; type: string }[];
  variables: { [name: string]: Json };
  blocks: { type: string; name: string; data: { [key: string]: Json } }[];
}

/** A Python process that deploys with Prefect's own code to a real server, and tells what it sent. */
export class PrefectDeployer {
  private readonly process: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  private constructor(python: string, folder: string, env: NodeJS.ProcessEnv) {
    this.process = spawn(
      python,
      [`${projectRoot}/packages/prefect-project/test/oracle/prefect_deployer.py`],
      {
        stdio: ["pipe", "pipe", "inherit"],
        cwd: folder,
        env,
      },
    );
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  static async start(
    folder: string,
    clientEnv: Record<string, string>,
    environment: ProjectEnvironment,
  ): Promise<PrefectDeployer> {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...clientEnv, ...environment.env };
    const deployer = new PrefectDeployer(await prefectProgram("python"), folder, {
      ...env,
      PREFECT_LOGGING_LEVEL: "CRITICAL",
    });
    deployer.process.stdin.write(`${jsonText(environment)}\n`);
    return deployer;
  }

  /** Deploys every deployment of a file; null where Prefect drops it. */
  async deploy(path: string): Promise<Deployed[] | null> {
    this.process.stdin.write(`${path}\n`);
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) throw new Error("The Python process that deploys has ended.");
      if (value.startsWith("ANSWER "))
        return parseJson(value.slice("ANSWER ".length)) as unknown as Deployed[] | null;
    }
  }

  stop(): void {
    this.process.kill();
  }
}
