import { workflowFiles } from "../../../pipelines/index.ts";
import { besides, callers, type ParsedJob, reusables, templates } from "../../platform/parsed-workflow.ts";
import { copied, everything, ONE_FILE, textOf } from "./workflows.ts";

test("the committed files are what pipelines/ gives", () => {
  const files = workflowFiles();
  for (const [path, content] of files) {
    expect({ path, content: textOf(path) }).toEqual({ path, content });
  }
  const generated = [...files.keys()].filter((path) => path.startsWith("workflows-templates/"));
  expect(generated.length).toBe(copied.size + callers.size);
});

test("both forms have the same jobs and steps, but for how they name actions, settings and who signs", () => {
  const strip = (jobs: object) =>
    JSON.stringify(jobs, (key, value: unknown) =>
      key === "runs-on" ? undefined : typeof value === "string" ? neutral(value) : value,
    );
  for (const [name, { jobs }] of reusables) {
    if (name === ONE_FILE) continue;
    const { gate: _, ...others } = templates.get(name)?.jobs ?? {};
    expect({ name, jobs: strip(others) }).toEqual({ name, jobs: strip(jobs) });
  }
  expect([...callers.keys()].sort()).toEqual([...reusables.keys()].sort());
  const inOneFile = ["close", "merge", "pull-request"].map((moment) => `${ONE_FILE}-${moment}`);
  expect([...templates.keys()].filter((name) => !reusables.has(name))).toEqual([
    ...inOneFile,
    "prefect-platform-close",
    "prefect-platform-pull-request",
    "prefect-platform",
    "prefect-run",
  ]);
  const withoutMoments = (job: ParsedJob) => strip({ ...job, if: undefined });
  const single = (moment: string, id: string) =>
    templates.get(`${ONE_FILE}-${moment}`)?.jobs[id] as ParsedJob;
  const wanted: Record<string, ParsedJob> = {
    check: single("pull-request", "check"),
    look: single("pull-request", "look"),
    dev: single("pull-request", "dev"),
    prod: single("merge", "prod"),
    along: single("merge", "dev"),
    run: single("merge", "run"),
    notify: { ...single("merge", "notify"), needs: ["prod", "along", "run"] },
    "last-edit": single("merge", "last-edit"),
    clean: single("close", "clean"),
  };
  const { jobs = {} } = reusables.get(ONE_FILE) ?? {};
  // A called workflow has no gate, whose steps beside the judgement are a job of their own.
  expect(Object.keys(jobs)).toEqual([...Object.keys(wanted), "comment"]);
  const steps = (all: ParsedJob["steps"]) =>
    (all ?? []).flatMap(({ uses }) => uses?.split("@")[0]?.split("/").at(-1) ?? []);
  expect(steps(jobs.comment?.steps)).toEqual(steps(single("pull-request", "gate").steps));
  for (const [id, job] of Object.entries(wanted)) {
    expect({ id, job: withoutMoments(job) }).toEqual({ id, job: withoutMoments(jobs[id] ?? {}) });
  }
});

const neutral = (text: string) =>
  text
    .replace(/^(\$|[\w-]+\/[\w-]+)\/(actions\/[^@]+)(@.*)?$/, "$2")
    .replace(
      /\bvars\.PREFECT_([A-Z_]+)_ENVIRONMENT \|\| '[\w-]+'/g,
      (_match, name: string) => `inputs.${name.toLowerCase().replaceAll("_", "-")}-environment`,
    )
    // A setting that stands in its place, since GitHub takes no `env` there.
    .replace(
      /\(?\bvars\.PREFECT_([A-Z_]+) \|\| ''\)?/g,
      (_match, name: string) => `inputs.${name.toLowerCase().replaceAll("_", "-")}`,
    )
    .replace(/\b(github|job)\.workflow_ref\b/g, "signer.workflow")
    .replace(
      /\benv\.([A-Z0-9_]+)/g,
      (_match, name: string) => `inputs.${name.toLowerCase().replaceAll("_", "-")}`,
    );

test("a setting's default is the same in both forms", () => {
  for (const [name, { on }] of reusables) {
    if (name === ONE_FILE) continue;
    const inputs = (on.workflow_call?.inputs ?? {}) as Record<string, { default: string }>;
    const env = Object.entries(templates.get(name)?.env ?? {});
    expect(env.map(([key, value]) => [key, value])).toEqual(
      env.map(([key]) => [key, inputs[key.toLowerCase().replaceAll("_", "-")]?.default]),
    );
    for (const [input, { default: value }] of Object.entries(inputs)) {
      const [, role] = /^([\w-]+)-environment$/.exec(input) ?? [];
      if (role === undefined) continue;
      const variable = `PREFECT_${role.toUpperCase().replaceAll("-", "_")}_ENVIRONMENT`;
      expect(value).toBe(`\${{ vars.${variable} || '${role}' }}`);
    }
  }
});

describe("permissions", () => {
  test.each(everything)("%s grants nothing but to single jobs", (_name, { permissions, jobs }) => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined();
  });

  test.each([...callers])(
    "the caller of %s grants exactly what the called jobs ask for",
    (name, { jobs }) => {
      const called = Object.values(reusables.get(name)?.jobs ?? {}).flatMap(({ permissions }) =>
        Object.entries(permissions ?? {}),
      );
      const union: Record<string, string> = {};
      for (const [scope, access] of called) if (union[scope] !== "write") union[scope] = access;
      expect(calling(jobs).permissions).toEqual(union);
    },
  );

  test("only these may write", () => {
    const writing = [...copied].flatMap(([file, { jobs }]) =>
      Object.entries(jobs).flatMap(([id, { permissions }]) =>
        Object.entries(permissions ?? {})
          .filter(([, access]) => access === "write")
          .map(([scope]) => `${file} ${id} ${scope}`),
      ),
    );
    const platform = (folder: string) => [
      `${folder}prefect-platform flows-image-image attestations`,
      `${folder}prefect-platform flows-image-image id-token`,
      `${folder}prefect-platform flows-image-image packages`,
      `${folder}prefect-platform flows-image-release contents`,
    ];
    expect(writing.sort()).toEqual(
      [
        ...["", "approval/", "without-kubernetes/"].flatMap(platform),
        "container-image push attestations",
        "container-image push id-token",
        "container-image push packages",
        "deploy-on-tag/prefect-deployments-merge release actions",
        "deploy-on-tag/prefect-deployments-merge release contents",
        "flows-image-merge image attestations",
        "flows-image-merge image id-token",
        "flows-image-merge image packages",
        "flows-image-merge release contents",
        "flows-image-nightly images packages",
        "image-per-project/flows-image-orders-merge image attestations",
        "image-per-project/flows-image-orders-merge image id-token",
        "image-per-project/flows-image-orders-merge image packages",
        "image-per-project/flows-image-orders-merge release contents",
        "image-per-project/flows-image-orders-pull-request image packages",
        "flows-image-pull-request image packages",
        "helm-chart push packages",
        ...["", "basic-auth/", "monorepo/", "one-environment/"].map(
          (folder) => `${folder}prefect-deployments-close last-edit pull-requests`,
        ),
        ...["", "basic-auth/", "monorepo/", "one-environment/", "approval/"].map(
          (folder) => `${folder}prefect-deployments-merge last-edit pull-requests`,
        ),
        ...["", "approval/", "without-kubernetes/"].map(
          (folder) => `${folder}prefect-platform last-edit pull-requests`,
        ),
        "deploy-on-tag/prefect-deployments-tag last-edit pull-requests",
        ...["", "without-kubernetes/"].flatMap((folder) => [
          `${folder}prefect-platform-close last-edit pull-requests`,
          `${folder}prefect-platform-pull-request gate pull-requests`,
          `${folder}prefect-platform-pull-request image packages`,
        ]),
        ...["", "basic-auth/", "monorepo/", "one-environment/"].map(
          (folder) => `${folder}prefect-deployments-pull-request gate pull-requests`,
        ),
        "python-publish documentation id-token",
        "python-publish documentation pages",
        "python-publish image attestations",
        "python-publish image id-token",
        "python-publish image packages",
        "python-publish package id-token",
        "python-release release actions",
        "python-release release contents",
      ].sort(),
    );
  });
});

/** The job that calls. */
function calling(jobs: Record<string, ParsedJob>): ParsedJob {
  const [job, ...more] = Object.values(jobs).filter(({ uses }) => uses !== undefined);
  if (job === undefined || more.length > 0) throw new Error("A caller calls one workflow.");
  return job;
}

describe("secrets", () => {
  test.each([...callers])(
    "the caller of %s hands on each one that is declared, by its own name",
    (name, file) => {
      const declared = Object.keys((reusables.get(name)?.on.workflow_call?.secrets ?? {}) as object);
      expect(calling(file.jobs).secrets).toEqual(
        declared.length === 0
          ? undefined
          : Object.fromEntries(declared.map((key) => [key, `\${{ secrets.${key} }}`])),
      );
    },
  );

  test.each([...reusables])("%s declares every secret that it reads as optional", (_name, { on, jobs }) => {
    const read = [...JSON.stringify(jobs).matchAll(/secrets\.([A-Z_]+)/g)].map(([, key]) => key);
    const declared = (on.workflow_call?.secrets ?? {}) as Record<string, { required: boolean }>;
    expect(Object.keys(declared).sort()).toEqual([...new Set(read)].sort());
    expect(Object.values(declared).every(({ required }) => required === false)).toBe(true);
  });
});

test("the dbt project's profiles are read by what was merged alone, in one step", () => {
  const { parse, merged, ...others } = besides.get("dbt-pull-request")?.jobs ?? {};
  expect(others).toEqual({});
  expect(parse?.if).toBe("github.event_name != 'push'");
  expect(JSON.stringify(parse)).not.toContain("secrets.");
  expect(merged?.if).toBe("github.event_name == 'push'");
  expect(merged?.env).toEqual({ HAS_PROFILES: "${{ secrets.DBT_PROFILES_BASE64 != '' }}" });
  const [say, ...steps] = merged?.steps ?? [];
  expect(say?.if).toBe("env.HAS_PROFILES != 'true'");
  expect(steps.map((step) => step.if)).toEqual(steps.map(() => "env.HAS_PROFILES == 'true'"));
  expect(steps.filter((step) => JSON.stringify(step).includes("secrets."))).toHaveLength(1);
});
