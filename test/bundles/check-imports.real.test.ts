import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { describeWith, prefectProgram, runBundle } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import { deployment, serverPlan } from "../../packages/plan-comment/test/sample-plan.ts";
import { type FlowImages, startFlowImages } from "../platform/flow-images.ts";
import { checkImports, flowOf, flowRepository, importsOf } from "../platform/import-check.ts";
import { json } from "./platform.ts";

/** For a machine that has much else to do. */
const SLOW = 600_000;

describeWith(["root", "debian"], "check-imports", () => {
  let images: FlowImages;
  beforeAll(async () => {
    images = await startFlowImages();
  }, SLOW);
  afterAll(() => images.stop());

  test("a missing module is told with its place and the way; the image that has it imports", async () => {
    const flows = { orders: flowOf("orders", "from lib.clean import clean"), plain: flowOf("plain") };
    const files = { "lib/clean.py": "import polars\n\n\ndef clean(): ...\n" };
    const { root } = await flowRepository(images.plain, flows, { files });
    const failed = await checkImports(images, root);
    expect(failed.exitCode).toBe(1);
    expect(failed.annotations).toEqual([
      {
        level: "error",
        file: "lib/clean.py",
        line: 1,
        message: `lib/clean.py:1: orders/one: The image ${images.plain} has no module polars: flows/orders.py:1 -> lib/clean.py:1 -> polars. Install polars in the image ${images.plain}, or correct the import.`,
      },
    ]);
    expect(json(failed.outputs.passed)).toEqual(["plain/one"]);
    expect(json(failed.outputs.failed)).toEqual(["orders/one"]);
    expect(failed.outputs.checks).toBe("imports (1 failed, 1 passed)=failure");
    expect(failed.summary).toContain("### Imports: 1 failed, 1 passed");
    expect(failed.summary.replaceAll("<wbr>", "")).toContain(
      "flows/orders.py:1 -&#62; lib/clean.py:1 -&#62; polars",
    );
    const { results, places } = await importsOf(failed);
    expect(results.get("orders/one")?.chain).toEqual(["flows/orders.py:1", "lib/clean.py:1", "polars"]);
    expect(places).toEqual([
      {
        image: images.plain,
        exactly: expect.stringMatching(/\/acme\/plain@sha256:[0-9a-f]{64}$/),
        python: expect.stringMatching(/^3\.\d+\.\d+$/),
        prefect: expect.stringMatching(/^3\./),
        flows: 2,
      },
    ]);

    const other = await flowRepository(images.withPolars, flows, { files });
    const passed = await checkImports(images, other.root, { deployments: "orders/one" });
    expect({ exitCode: passed.exitCode, annotations: passed.annotations }).toEqual({
      exitCode: 0,
      annotations: [],
    });
    expect(passed.outputs.checks).toBe("imports (1 passed)=success");
  });

  test("each way to end badly is that flow's own, and the next one is imported all the same", async () => {
    const flows = {
      hangs: flowOf("hangs", "import time\ntime.sleep(100)"),
      leaves: flowOf("leaves", "import os\nos._exit(3)"),
      exits: flowOf("exits", "import sys\nsys.exit('no')"),
      crashes: flowOf("crashes", "import ctypes\nctypes.string_at(0)"),
      hungry: flowOf("hungry", "whole = [bytearray(50_000_000) for _ in range(40)]"),
      forks: flowOf(
        "forks",
        "import os, subprocess\nif os.fork() == 0:\n    os.setsid()\nsubprocess.Popen(['python3', '-c', 'while True: print(1)'], start_new_session=True)",
      ),
      noisy: flowOf("noisy", "for number in range(10_000): print('noise', number)\nimport gone"),
      bombs: flowOf("bombs", "import os\nwhile True: os.fork()"),
      absent: "from prefect import flow\n\nrun = 1\n",
      wrong: flowOf("wrong", "1 / 0"),
      last: flowOf("last"),
    };
    const { root } = await flowRepository(images.plain, flows);
    const { exitCode, annotations, outputs, summary } = await checkImports(images, root, {
      timeout: "3s",
      memory: "1g",
    });
    expect(exitCode).toBe(1);
    const told = Object.fromEntries(
      annotations.map(({ file, line, message }) => [
        /(\w+)\/one: /.exec(message)?.[1],
        { file, line, message },
      ]),
    );
    const says = (name: string) => told[name]?.message;
    expect(told.hangs).toMatchObject({ file: "flows/hangs.py", line: 2 });
    expect(says("hangs")).toContain("did not end within 3s, at flows/hangs.py:2.");
    expect(says("leaves")).toContain("ended the process with exit code 3.");
    expect(says("exits")).toContain("asked for the end of the process (no), at flows/exits.py:2.");
    expect(says("crashes")).toContain("crashed Python (SIGSEGV), at flows/crashes.py:2.");
    expect(says("hungry")).toContain("took more memory than 1g");
    expect(says("noisy")).toContain("no module gone: flows/noisy.py:2 -> gone.");
    expect(says("wrong")).toContain("ZeroDivisionError: division by zero, at flows/wrong.py:1.");
    const absent = annotations.filter(({ message }) => message.includes("absent"));
    expect(absent).toHaveLength(1);
    // Whichever of its two limits it meets first: that of processes at its line, or that of memory.
    expect(says("bombs")).toMatch(/flows\/bombs\.py:2|more memory than 1g/);
    expect(json(outputs.passed)).toEqual(["forks/one", "last/one"]);
    expect(summary).toContain("noise 9999");
    expect(summary).not.toContain("noise 1\n");
  });

  test("what only a run has is a warning, with a value from `env` none", async () => {
    const settings = "import os\n\nTABLE = os.environ['WAREHOUSE_TABLE']\n";
    const flows = {
      reads: flowOf("reads", "from settings import TABLE"),
      derived: flowOf("derived", "import os\nparts = os.getenv('PARTS').split()"),
      file: flowOf("file", "open('/srv/table.json')"),
      asks: flowOf("asks", "import urllib.request\nurllib.request.urlopen('http://example.com')"),
      writes: flowOf("writes", "open('here.txt', 'w')"),
      blocks: flowOf("blocks", "from prefect.variables import Variable\nVariable.get('region')"),
    };
    const { root } = await flowRepository(images.plain, flows, { files: { "settings.py": settings } });
    const open = await checkImports(images, root);
    expect(open.exitCode).toBe(0);
    expect(new Set(open.annotations.map(({ level }) => level))).toEqual(new Set(["warning"]));
    const messages = open.annotations.map(({ message }) => message).join("\n");
    for (const part of [
      "reads/one: Its import needs the variable WAREHOUSE_TABLE, not set here, at flows/reads.py:1 -> settings.py:3.",
      "derived/one: Its import needs the variable PARTS, not set here (AttributeError: 'NoneType' object",
      "file/one: Its import reads /srv/table.json, which is not there, at flows/file.py:1.",
      "asks/one: Its import asks the network, which the check has not (URLError",
      "writes/one: Its import writes here.txt, which can't be done here, at flows/writes.py:1.",
      "blocks/one: Its import asks the network",
    ])
      expect(messages).toContain(part);
    expect(json(open.outputs.inconclusive)).toHaveLength(6);

    const declared = await checkImports(images, root, {
      deployments: "reads/one, derived/one",
      env: "WAREHOUSE_TABLE=any\nPARTS=a b",
    });
    expect({ exitCode: declared.exitCode, annotations: declared.annotations }).toEqual({
      exitCode: 0,
      annotations: [],
    });
    const strict = await checkImports(images, root, { deployments: "file/one", "fail-on": "inconclusive" });
    expect(strict.exitCode).toBe(1);
  });

  test("the image is the deployment's own, else the input, else the pool's of a plan", async () => {
    const own = await flowRepository(images.plain, { orders: flowOf("orders") });
    const without = await flowRepository(null, { orders: flowOf("orders", "import polars") });
    const placesOf = async (root: string, inputs: Record<string, string>) => {
      const result = await checkImports(images, root, inputs);
      expect(result.exitCode).toBe(0);
      return (await importsOf(result)).places.map(({ exactly }) => exactly.replace(/@.*/, ""));
    };
    const host = images.registry.host;
    expect(await placesOf(own.root, { image: images.withPolars })).toEqual([`${host}/acme/plain`]);
    expect(await placesOf(without.root, { image: images.withPolars })).toEqual([`${host}/acme/with-polars`]);

    const image = { name: images.withPolars, from: "work-pool" as const };
    const plan = serverPlan([deployment({ name: "one", image })]);
    const file = join(temporaryFolder(), "plan.json");
    await writeFile(file, JSON.stringify(plan));
    expect(await placesOf(without.root, { "plan-file": file })).toEqual([`${host}/acme/with-polars`]);

    const nothing = await checkImports(images, without.root);
    expect(nothing.exitCode).toBe(1);
    expect(nothing.annotations[0]?.message).toContain("Nothing says in which image flows run.");
  });

  test("an image that can't be used is told by what is the matter with it", async () => {
    const flows = { orders: flowOf("orders") };
    const { root } = await flowRepository(null, flows);
    const told = async (image: string, env: Record<string, string> = {}) => {
      const { exitCode, annotations } = await checkImports(images, root, { image }, { env });
      return `${exitCode} ${annotations.map(({ level, message }) => `${level}: ${message}`).join("\n")}`;
    };
    expect(await told(images.empty)).toContain("1 error: Flows can't be imported in the image");
    expect(await told(images.empty)).toContain("it has no Python on its PATH.");
    expect(await told(images.withoutPrefect)).toContain("ModuleNotFoundError: No module named 'prefect'.");
    expect(await told(images.foreign)).toMatch(
      /^0 warning: .* it is an image for linux\/\w+, and this machine runs linux\/\w+\. It concerns "orders\/one"/,
    );
    expect(await told(`${images.registry.host}/acme/gone:1`)).toContain(
      "Correct its name, or build and push",
    );
    await images.engine.docker(["rmi", "--force", images.plain]);
    const refused = await told(images.plain, { DOCKER_CONFIG: temporaryFolder() });
    expect(refused).toContain("1 error");
    expect(refused).toContain("Log in before this step");
    expect(await told(images.plain, { DOCKER_HOST: "unix:///nowhere.sock" })).toContain(
      "Docker's engine can't be reached",
    );
  });

  test("code that no pull step brings is the image's, and told where it is another", async () => {
    const { root } = await flowRepository(
      images.withPolars,
      { baked: flowOf("baked"), other: flowOf("other") },
      { pull: "pull: []" },
    );
    const { exitCode, annotations } = await checkImports(images, root);
    const messages = annotations.map(({ level, message }) => `${level}: ${message}`).join("\n");
    expect(exitCode).toBe(1);
    expect(messages).toContain("holds another flows/baked.py than this commit");
    expect(messages).toContain(
      `other/one: The image ${images.withPolars} has no flows/other.py, which the entry point names.`,
    );
  });

  test("many flows share few containers", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `flow_${index}`);
    const flows = Object.fromEntries(names.map((name) => [name, flowOf(name)]));
    const { root } = await flowRepository(images.plain, flows);
    const since = String(Math.floor(Date.now() / 1000));
    const { exitCode, outputs, summary } = await checkImports(images, root);
    const until = String(Math.ceil(Date.now() / 1000));
    expect({ exitCode, passed: json(outputs.passed).length }).toEqual({ exitCode: 0, passed: 60 });
    const events = await images.engine.docker([
      ...["events", "--since", since, "--until", until, "--filter", "event=create"],
      ...["--filter", "type=container", "--format", "{{.ID}}"],
    ]);
    expect(events.split("\n").length).toBeLessThanOrEqual(4);
    expect(summary.length).toBeLessThan(1000);
  });

  test("parameters that the source tells otherwise are told, and a plan can take the flow's own", async () => {
    const text =
      "from prefect import flow\n\nLIMITS = [int(text) for text in '1 2 3'.split()]\n\n\n@flow\ndef orders(limit: int = LIMITS[-1]):\n    pass\n";
    const repository = await flowRepository(images.plain, { orders: text });
    const base = await repository.git("rev-parse", "HEAD");
    await repository.commit({ "flows/orders.py": text.replace("limit:", "most:") });
    const checked = await checkImports(images, repository.root);
    expect(checked.summary).toContain("Of 1 flow the source tells other parameters than the flow has");
    const { results } = await importsOf(checked);
    const parameterSchema = {
      ...{ title: "Parameters", type: "object" },
      properties: { most: { default: 3, position: 0, title: "most", type: "integer" } },
    };
    expect(results.get("orders/one")?.reading).toMatchObject({ parameterSchema });

    const plan = async (inputs: Record<string, string>) => {
      const result = await runBundle("plan-deployments", {
        inputs: { against: "base", base, deployments: "all", ...inputs },
        workspace: repository.root,
      });
      const planned = JSON.parse(await readFile(result.outputs["plan-file"] ?? "", "utf8"));
      const [{ changes, notes }] = planned.deployments;
      const schema = changes.find(({ field }: { field: string }) => field === "parameter_openapi_schema");
      return { schema: schema?.after, notes: notes.join() };
    };
    const approximate = await plan({ "flow-reader": "static" });
    expect(approximate.schema).not.toEqual(parameterSchema);
    expect(approximate.notes).not.toBe("");
    const file = checked.outputs["imports-file"] ?? "";
    const exact = await plan({ "flow-reader": "image", "imports-file": file });
    expect(exact).toEqual({ schema: parameterSchema, notes: "" });
  });

  test("a pool without images is imported in a Python of the machine", async () => {
    const flows = {
      orders: flowOf("orders", "import polars"),
      leaves: flowOf(
        "leaves",
        "import os, subprocess\nsubprocess.Popen(['sleep', '98765'], start_new_session=True)\nos._exit(2)",
      ),
      plain: flowOf("plain"),
    };
    const { root } = await flowRepository(null, flows);
    const python = await prefectProgram("python");
    const { outputs, annotations } = await checkImports(
      images,
      root,
      { python },
      {
        env: { DOCKER_HOST: "unix:///nowhere.sock" },
      },
    );
    expect(json(outputs.passed)).toEqual(["plain/one"]);
    expect(annotations.map(({ message }) => message).join("\n")).toContain(
      `${python} has no module polars: flows/orders.py:1 -> polars.`,
    );
    const { stdout } = await runLocally("ps", ["-eo", "args"]);
    expect(stdout).not.toContain("sleep 98765");
  });
});
