import { type Circumstances, judge, type ProbeResult } from "#import-check";

const around: Circumstances = {
  place: "the image flows:1",
  root: "/opt/prefect/platform-main",
  directory: "/opt/prefect/platform-main",
  timeout: 60,
  memory: "2g",
  installs: null,
  ownVariables: new Set(["REGION"]),
  paths: new Set(["flows/orders.py", "src/tables/names.py"]),
};

const at = (file: string, line: number, name = "<module>") =>
  [file.startsWith("/") || file.startsWith("<") ? file : `${around.root}/${file}`, line, name] as const;

/** What Python tells before the flow's own file begins. */
const PREFECT = at("/usr/lib/python3.12/site-packages/prefect/flows.py", 3001, "load_flow_from_entrypoint");

const nothing = { milliseconds: 10, output: "", stack: [] };

type Failure = Extract<Extract<ProbeResult, { ending: "reported" }>["report"], { error: unknown }>;

function failing(error: Partial<Failure["error"]>, missed: Failure["missed"] = []): ProbeResult {
  const whole = {
    ...{ type: "ValueError", message: "no", frames: [], causes: [], module: null, isMissing: false },
    ...{ errno: null, filename: null, variable: null, fields: [], isExit: false, exit: "0" },
    ...error,
  };
  return { ...nothing, ending: "reported", report: { error: whole, missed } };
}

const missing = (module: string, ...frames: (readonly [string, number, string])[]) =>
  failing({ type: "ModuleNotFoundError", isMissing: true, module, frames });

test("the way to a missing module has the repository's places, and of packages the first and the last", () => {
  const site = "/usr/lib/python3.12/site-packages";
  const frames = [
    PREFECT,
    at("flows/orders.py", 3),
    at("<frozen importlib._bootstrap>", 241, "_call_with_frames_removed"),
    at("lib/clean.py", 1),
    at("lib/clean.py", 9, "load"),
    at(`${site}/pandas/__init__.py`, 16),
    at(`${site}/pandas/core/api.py`, 1),
    at(`${site}/pandas/core/frame.py`, 7),
    at(`${site}/pandas/core/frame.py`, 90, "inside"),
  ];
  expect(judge(missing("numpy", ...frames), around)).toEqual({
    verdict: "failed",
    code: "module-missing",
    reason:
      "The image flows:1 has no module numpy: flows/orders.py:3 -> lib/clean.py:1 -> lib/clean.py:9 -> pandas/__init__.py:16 -> ... -> pandas/core/frame.py:7 -> numpy.",
    fix: "Install numpy in the image flows:1, or correct the import.",
    location: { file: "lib/clean.py", line: 9 },
    chain: [
      ...["flows/orders.py:3", "lib/clean.py:1", "lib/clean.py:9"],
      ...["pandas/__init__.py:16", "...", "pandas/core/frame.py:7", "numpy"],
    ],
  });
});

test("a module that lies elsewhere in the repository is no matter of the image", () => {
  const { fix } = judge(missing("tables.names", at("flows/orders.py", 3)), around);
  expect(fix).toBe("The repository has it in src: put that on PYTHONPATH there, or correct the import.");
});

test("where a run installs packages first, a missing module shows nothing", () => {
  const installs = "the pull step pip_install_requirements";
  const { verdict, code, fix } = judge(missing("polars", at("flows/orders.py", 3)), { ...around, installs });
  expect({ verdict, code }).toEqual({ verdict: "inconclusive", code: "import-unfinished" });
  expect(fix).toContain("The pull step pip_install_requirements may install it when a run starts");
});

const orders = at("flows/orders.py", 4);

test.each<[string, ProbeResult, string, string | null, string]>([
  [
    "a variable that is read",
    failing({ type: "KeyError", message: "'TABLE'", variable: "TABLE", frames: [orders] }),
    "inconclusive",
    "import-unfinished",
    "Its import needs the variable TABLE, not set here, at flows/orders.py:4.",
  ],
  [
    "one that the deployment's job variables set: nothing to warn of",
    failing({ type: "KeyError", message: "'REGION'", variable: "REGION", frames: [orders] }),
    "inconclusive",
    null,
    "Its import needs the variable REGION, not set here, at flows/orders.py:4.",
  ],
  [
    "a variable whose absence is met at the same line",
    failing(
      { type: "AttributeError", message: "'NoneType' object has no attribute 'split'", frames: [orders] },
      [["PARTS", `${around.root}/flows/orders.py`, 4]],
    ),
    "inconclusive",
    "import-unfinished",
    "Its import needs the variable PARTS, not set here (AttributeError: 'NoneType' object has no attribute 'split'), at flows/orders.py:4.",
  ],
  [
    "a variable that a library names",
    failing({ message: "Environment variable TOKEN is required", frames: [orders] }, [
      ["TOKEN", `${around.root}/lib/settings.py`, 1],
    ]),
    "inconclusive",
    "import-unfinished",
    "Its import needs the variable TOKEN, not set here (ValueError: Environment variable TOKEN is required), at flows/orders.py:4.",
  ],
  [
    "a variable that has nothing to do with it",
    failing({ type: "NameError", message: "name 'x' is not defined", frames: [orders] }, [
      ["DEBUG", `${around.root}/lib/settings.py`, 1],
    ]),
    "failed",
    "flow-import-failed",
    "NameError: name 'x' is not defined, at flows/orders.py:4.",
  ],
  [
    "settings of pydantic",
    failing({ type: "ValidationError", fields: ["host", "port"], frames: [orders] }),
    "inconclusive",
    "import-unfinished",
    "Its import needs the variables HOST, PORT, not set here (ValidationError: no), at flows/orders.py:4.",
  ],
  [
    "a name that can't be resolved, whatever wraps it",
    failing({
      type: "ConnectError",
      causes: [
        { type: "ConnectError", errno: null },
        { type: "gaierror", errno: -3 },
      ],
      frames: [orders],
    }),
    "inconclusive",
    "import-unfinished",
    "Its import asks the network, which the check has not (ConnectError: no), at flows/orders.py:4.",
  ],
  [
    "a file that is not there",
    failing({ type: "FileNotFoundError", errno: 2, filename: "/srv/a.json", frames: [orders] }),
    "inconclusive",
    "import-unfinished",
    "Its import reads /srv/a.json, which is not there, at flows/orders.py:4.",
  ],
  [
    "the flow's own file",
    failing({ type: "FileNotFoundError", errno: 2, filename: "flows/orders.py", frames: [PREFECT] }),
    "failed",
    "flow-import-failed",
    "The image flows:1 has no flows/orders.py, which the entry point names.",
  ],
  [
    "a folder of the pull steps",
    { ...nothing, ending: "reported", report: { noDirectory: "no" } },
    "failed",
    "flow-import-failed",
    "The image flows:1 has no folder /opt/prefect/platform-main, where its pull steps lead.",
  ],
  [
    "a signal, with where it was",
    { ...nothing, ending: "killed", signal: 11, stack: [at("flows/orders.py", 9, "f"), orders, PREFECT] },
    "failed",
    "flow-import-failed",
    "Importing it crashed Python (SIGSEGV), at flows/orders.py:4 -> flows/orders.py:9.",
  ],
  [
    "the end of a system without memory",
    { ...nothing, ending: "killed", signal: 9 },
    "failed",
    "flow-import-failed",
    "Importing it was ended by the system, most likely since it took more memory than 2g.",
  ],
])("%s", (_what, result, verdict, code, reason) => {
  expect(judge(result, around)).toMatchObject({ verdict, code, reason });
});
