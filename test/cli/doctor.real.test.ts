import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { sharedPrefectServer, uniqueName } from "#services";
import { type Platform, platform } from "../bundles/platform.ts";
import { runCli } from "./run-cli.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

interface Answer {
  verdict: string;
  findings: { check: string; code: string; level: string; message: string; command: string }[];
  passed: string[];
  notMade: { check: string; why: string }[];
}

/** Of what is on the shared server by other tests nothing is said here. */
const OTHERS = ["--skip", "scheduler"];

async function doctor(sample: Platform, args: string[] = [], env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await runCli(["doctor", "--json", ...OTHERS, ...args], {
    cwd: sample.repository.root,
    env: { PREFECT_API_URL: apiUrl, ...env },
  });
  return { exitCode, stderr, answer: JSON.parse(stdout) as Answer };
}

const told = ({ findings }: Answer) => findings.map(({ check, code }) => `${check} ${code}`);

test("from a missing work pool to nothing wrong: --fix makes it, a worker comes", async () => {
  const sample = await platform();
  const { workPool } = sample;
  const before = await doctor(sample);
  expect(before.exitCode).toBe(1);
  expect(told(before.answer)).toContain("work-pools work-pool-missing");
  expect(before.answer.passed).toEqual(
    expect.arrayContaining(["files", "server", "rights", "clock", "records", "server-version"]),
  );
  expect(await prefect.workPools.find(workPool)).toBeUndefined();

  const untyped = await doctor(sample, ["--fix"]);
  expect(untyped.stderr).toContain("of which type");
  expect(await prefect.workPools.find(workPool)).toBeUndefined();

  const fixed = await doctor(sample, ["--fix", "--work-pool-type", "process"]);
  expect(fixed.stderr).toContain(`Made the work pool ${workPool}`);
  const pool = await prefect.workPools.find(workPool);
  expect(pool?.type).toBe("process");
  expect(Object.keys(pool?.base_job_template ?? {})).toContain("variables");
  // No worker polls it yet.
  expect(told(fixed.answer)).toContain("work-pools worker-absent");

  await fetch(`${apiUrl}/work_pools/${workPool}/workers/heartbeat`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "w1", heartbeat_interval_seconds: 30 }),
  });
  const after = await doctor(sample);
  expect(after.answer.findings.filter(({ check }) => check === "work-pools")).toEqual([]);
  expect(after.answer.passed).toContain("work-pools");
});

test("a role that may not write is found out without writing, and so is a clock that is ahead", async () => {
  const sample = await platform();
  await prefect.workPools.create({ name: sample.workPool, type: "process" });
  const writes: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    if (incoming.method === "PATCH" && incoming.url?.includes("/variables/")) {
      outgoing.writeHead(403, { "content-type": "application/json" }).end('{"detail":"Forbidden"}');
      return;
    }
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", async () => {
      const body = Buffer.concat(chunks);
      const answer = await fetch(new URL(incoming.url ?? "/", apiUrl), {
        method: incoming.method ?? "GET",
        headers: { "content-type": "application/json" },
        ...(body.length > 0 ? { body } : {}),
      });
      const { method = "", url = "" } = incoming;
      const isReading = method === "GET" || (method === "POST" && /\/(filter|count)$/.test(url));
      if (!isReading) writes.push(`${method} ${answer.status}`);
      const date = new Date(Date.now() + 90_000).toUTCString();
      outgoing
        .writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "", date })
        .end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const { answer, exitCode } = await doctor(sample, [], {
    PREFECT_API_URL: `http://127.0.0.1:${port}/api`,
  });
  proxy.close();
  // What is asked to be changed is not there: nothing else was sent that is no reading.
  expect(writes).toEqual(["PATCH 404", "PATCH 404"]);
  expect(exitCode).toBe(1);
  const [rights] = answer.findings.filter(({ check }) => check === "rights");
  expect(rights?.message).toContain("may not write variables");
  expect(answer.findings.filter(({ check }) => check === "rights")).toHaveLength(1);
  const [clock] = answer.findings.filter(({ check }) => check === "clock");
  expect(clock?.message).toMatch(/(89|90|91) seconds ahead of/);
});

test("a clone that lacks the branch, a block and a variable that pull steps name, a broken record", async () => {
  const sample = await platform();
  const { root } = sample.repository;
  await prefect.workPools.create({ name: sample.workPool, type: "process" });
  const variable = uniqueName("region").replaceAll("-", "_");
  await sample.repository.commit({
    "prefect.yaml": `
pull:
  - prefect.deployments.steps.git_clone:
      repository: ${root}
      branch: no-such-branch
  - prefect.deployments.steps.run_shell_script:
      script: "echo {{ prefect.variables.${variable} }} {{ prefect.blocks.secret.nobody-has-this }}"
deployments:
  - name: daily
    entrypoint: flows/orders.py:run
    work_pool: {name: ${sample.workPool}}
`,
  });
  const first = await doctor(sample);
  expect(told(first.answer)).toEqual(
    expect.arrayContaining([
      "pull-names block-missing",
      "pull-names placeholder-unset",
      "clones clone-refused",
    ]),
  );
  const [clone] = first.answer.findings.filter(({ check }) => check === "clones");
  expect(clone?.message).toContain("has no branch no-such-branch");
  await prefect.variables.set(variable, "eu");
  const second = await doctor(sample);
  expect(told(second.answer)).not.toContain("pull-names placeholder-unset");
});

test("without a server the files are judged, and one line says why all else is not", async () => {
  const sample = await platform();
  const { exitCode, stdout } = await runCli(["doctor", "--skip", "clones"], {
    cwd: sample.repository.root,
  });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^All fine: \d+ checks passed, \d+ not made\.$/m);
  expect(stdout).toContain("Not made, no Prefect server is given (PREFECT_API_URL): server, ");
  const unreached = await doctor(sample, [], { PREFECT_API_URL: "http://127.0.0.1:9/api" });
  expect(unreached.exitCode).toBe(1);
  expect(told(unreached.answer)).toEqual(["server server-unreachable", "clones clone-refused"]);
  expect(unreached.answer.notMade.map(({ why }) => why)).toContain("the Prefect server can't be used");
});

test("a check that doesn't exist can't be skipped", async () => {
  const sample = await platform();
  const { exitCode, stderr } = await runCli(["doctor", "--skip", "work-pool"], {
    cwd: sample.repository.root,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("Did you mean work-pools?");
});
