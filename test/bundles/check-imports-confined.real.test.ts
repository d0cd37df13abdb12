import type { ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeWith } from "#services";
import { type FlowImages, startFlowImages } from "../platform/flow-images.ts";
import { checkImports, flowOf, flowRepository, importsOf } from "../platform/import-check.ts";
import { json } from "./platform.ts";

/** For a machine that has much else to do. */
const SLOW = 600_000;

/** What a job may have that is nobody else's business. */
const SECRETS = {
  PREFECT_API_KEY: "pnu_of-the-test-0000",
  GITHUB_TOKEN: "ghs_of-the-test-0000",
  ACTIONS_RUNTIME_TOKEN: "runtime-of-the-test-0000",
  REGISTRY_PASSWORD: "registry-of-the-test-0000",
  HTTPS_PROXY: "http://user:proxy-of-the-test@127.0.0.1:9",
};

/** A flow that tries what it may not do, and tells by its description what came of it. */
const HOSTILE = `import json, os, signal, socket
seen = {}


def attempt(name, act):
    try:
        seen[name] = str(act())
    except BaseException as error:
        seen[name] = f"{type(error).__name__}: {error}"


def lie():
    line = json.dumps({"event": "flow", "index": 1, "ending": "reported", "report": {"reading": {"name": "lie"}}})
    for process in ("1", "self"):
        for name in os.listdir(f"/proc/{process}/fd"):
            with open(f"/proc/{process}/fd/{name}", "w") as file:
                file.write(line + "\\n")


def files(folder):
    return sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)


attempt("environment", lambda: dict(os.environ))
attempt("processes", lambda: [open(f"/proc/{pid}/environ").read() for pid in os.listdir("/proc") if pid.isdigit() and int(pid) != os.getpid()])
attempt("network", lambda: socket.create_connection(("127.0.0.1", 80), 2))
attempt("interfaces", lambda: socket.if_nameindex())
attempt("checkout", lambda: files("."))
attempt("write", lambda: open("flows/hostile.py", "a"))
attempt("system", lambda: open("/opt/prefect/x", "w"))
attempt("engine", lambda: [path for path in files("/") if "docker" in path and not path.startswith(("/proc", "/sys", "/usr"))])
attempt("first", lambda: os.listdir("/proc/1/fd"))
attempt("memory", lambda: open("/proc/1/mem", "rb"))
attempt("end", lambda: [os.kill(1, number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)])
attempt("rights", lambda: [line for line in open("/proc/self/status") if line.startswith(("CapEff", "NoNewPrivs", "Uid"))])
attempt("root", lambda: os.setuid(0))
attempt("lie", lie)
from prefect import flow


@flow(description=json.dumps(seen))
def hostile(): ...
`;

describeWith(["root", "debian"], "check-imports, of code that may be anybody's", () => {
  let images: FlowImages;
  beforeAll(async () => {
    images = await startFlowImages();
  }, SLOW);
  afterAll(() => images.stop());

  const containers = async () =>
    (await images.engine.docker(["ps", "--all", "--format", "{{.Names}}"])).split("\n").filter(Boolean);

  test("it sees nothing but the checkout and what is named, reaches nothing, and tells of itself alone", async () => {
    const repository = await flowRepository(images.plain, {
      hostile: HOSTILE,
      broken: flowOf("broken", "import gone"),
    });
    await writeFile(join(repository.root, "gha-creds-1.json"), "credentials-of-the-test-0000");
    await repository.git("config", "http.extraheader", "AUTHORIZATION: basic of-the-test-0000");
    const check = (inputs: Record<string, string> = {}) =>
      checkImports(images, repository.root, inputs, { env: { ...SECRETS, NAMED: "named", OTHER: "other" } });
    const seenOf = async (step: Awaited<ReturnType<typeof check>>) => {
      const { results } = await importsOf(step);
      return JSON.parse(results.get("hostile/one")?.reading?.description ?? "null");
    };
    const step = await check();
    expect(json(step.outputs.passed)).toEqual(["hostile/one"]);
    expect(json(step.outputs.failed)).toEqual(["broken/one"]);
    const seen = await seenOf(step);
    const text = JSON.stringify(seen);
    const secrets = [...Object.values(SECRETS), images.password, "credentials-of-the-test", "basic of-the"];
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(seen.environment).toContain("'IN_THE_IMAGE': 'yes'");
    for (const name of [...Object.keys(SECRETS), "NAMED", "OTHER", "DOCKER_", "INPUT_", "GITHUB_"])
      expect(seen.environment).not.toContain(`'${name}`);
    expect(seen).toMatchObject({
      processes: expect.stringMatching(/^PermissionError/),
      network: expect.stringMatching(/^(ConnectionRefusedError|OSError)/),
      interfaces: "[(1, 'lo')]",
      checkout: "['./flows/broken.py', './flows/hostile.py', './prefect.yaml']",
      write: expect.stringMatching(/^(OSError: \[Errno 30\]|PermissionError)/),
      system: expect.stringMatching(/^(OSError: \[Errno 30\]|PermissionError)/),
      engine: "['/.dockerenv']",
      first: expect.stringMatching(/^PermissionError/),
      memory: expect.stringMatching(/^PermissionError/),
      end: "[None, None, None]",
      root: expect.stringMatching(/^PermissionError/),
      lie: expect.stringMatching(/^PermissionError/),
    });
    expect(seen.rights).toMatch(/Uid:\\t65534.*CapEff:\\t0000000000000000.*NoNewPrivs:\\t1/);

    const named = await seenOf(await check({ "pass-environment": "NAMED", env: "GIVEN=given" }));
    expect(named.environment).toContain("'NAMED': 'named'");
    expect(named.environment).toContain("'GIVEN': 'given'");
    expect(named.environment).not.toContain("'OTHER'");
    const refused = await check({ "pass-environment": "GITHUB_TOKEN" });
    expect(refused.annotations[0]?.message).toContain("GITHUB_TOKEN, which is never passed");
  });

  test("a secret that is passed is masked in all that is told", async () => {
    const printing = "import os\nprint(os.environ['API_TOKEN'])\nraise ValueError(os.environ['API_TOKEN'])";
    const { root } = await flowRepository(images.plain, { prints: flowOf("prints", printing) });
    const token = "passed-of-the-test-0000";
    const step = await checkImports(
      images,
      root,
      { "pass-environment": "API_TOKEN" },
      { env: { API_TOKEN: token } },
    );
    const { results } = await importsOf(step);
    expect(results.get("prints/one")).toMatchObject({ reason: "ValueError: ***, at flows/prints.py:3." });
    expect(`${step.log}${step.summary}${JSON.stringify([...results])}`).not.toContain(token);
  });

  test("a definition can put the checkout nowhere but where it does no harm", async () => {
    const pull = `pull:\n  - prefect.deployments.steps.git_clone: {repository: https://github.example/acme/platform.git, clone_directory_name: "x,source=/etc,target=/opt/evil"}`;
    const text = `import os\n${flowOf("looks")}`.replace(
      "@flow",
      '@flow(description=os.getcwd() + str(os.path.exists("/opt/evil")))',
    );
    const { root } = await flowRepository(images.plain, { looks: text }, { pull });
    const { results } = await importsOf(await checkImports(images, root));
    expect(results.get("looks/one")?.reading?.description).toBe("/prefect-cicd/checkoutFalse");
  });

  async function whileImporting(act: (action: ChildProcess) => void) {
    const { root } = await flowRepository(images.plain, {
      hangs: flowOf("hangs", "import time\ntime.sleep(500)"),
    });
    let action: ChildProcess | undefined;
    const step = checkImports(images, root, { timeout: "5m" }, { onStart: (started) => (action = started) });
    while ((await containers()).length === 0) await sleep(200);
    await sleep(3000);
    if (action === undefined) throw new Error("The action has not started.");
    act(action);
    return step;
  }

  test("a job that is cancelled leaves no container", async () => {
    const { exitCode, annotations } = await whileImporting((action) => action.kill("SIGTERM"));
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain("The job was cancelled");
    expect(await containers()).toEqual([]);
  });

  test("what a killed job leaves, its post step removes, or the next run on the machine", async () => {
    const killed = await whileImporting((action) => action.kill("SIGKILL"));
    expect(await containers()).toHaveLength(1);
    await killed.post?.();
    expect(await containers()).toEqual([]);

    await whileImporting((action) => action.kill("SIGKILL"));
    expect(await containers()).toHaveLength(1);
    const { root } = await flowRepository(images.plain, { plain: flowOf("plain") });
    const { log, exitCode } = await checkImports(images, root);
    expect(exitCode).toBe(0);
    expect(log).toContain("which a job that was killed had left.");
    expect(await containers()).toEqual([]);
  });
});
