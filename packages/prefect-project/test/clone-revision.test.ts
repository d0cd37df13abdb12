import { formatFault } from "#diagnostics";
import { keepsFolders, pinWarnings } from "../src/index.ts";
import { build, built, faultsOf } from "./build-definition.ts";

const GIT_CLONE = "prefect.deployments.steps.git_clone";
const own = (args = "") => `{${GIT_CLONE}: {repository: 'https://github.com/acme/edp.git'${args}}}`;

async function pulled(pull: string, overrides: object) {
  const { fields, notes } = await built(`pull: [${pull}]`, { overrides });
  const steps = fields.pull_steps ?? [];
  return { steps, args: steps.map((step) => Object.values(step)[0] as { [key: string]: unknown }), notes };
}

const steps = `${own(", branch: main")},
    {prefect.projects.steps.git_clone_project: {repository: 'git@github.com:acme/edp.git'}},
    ${own(", commit_sha: abc")},
    {${GIT_CLONE}: {repository: 'https://github.com/acme/library.git', branch: v1}}, {other: {branch: main}}`;

test("branch sets every clone step but those that pin a commit or clone another repository", async () => {
  const { args, notes } = await pulled(steps, { branch: "feature/x", repository: "acme/edp" });
  expect(args.map((one) => one.branch)).toEqual(["feature/x", "feature/x", undefined, "v1", "main"]);
  expect(notes).toEqual([
    "A git clone step pins commit abc and does not follow branch feature/x.",
    "A git clone step clones another repository, acme/library, and does not follow branch feature/x. If that is this repository under an earlier name, write today's.",
  ]);
});

test("a branch of the project is none of another repository's", async () => {
  const both = `${own(", branch: main")}, {${GIT_CLONE}: {repository: 'https://github.com/acme/lib', branch: v1}}`;
  const { args } = await pulled(both, { branch: "feat/x", repository: "https://github.com/acme/edp" });
  expect(args.map((one) => one.branch)).toEqual(["feat/x", "v1"]);
});

test.each([
  "https://github.com/acme/edp",
  "https://github.com/acme/edp.git/",
  "https://x-access-token:secret@github.com/Acme/EDP.git",
  "git@github.com:acme/edp.git",
  "ssh://git@github.com/acme/edp",
  "ssh://git@ssh.github.com:443/acme/edp.git",
  "HTTPS://GITHUB.COM/ACME/EDP",
  "git@github-deploy-key:acme/edp.git",
  "file:///srv/mirrors/edp.git",
  "/srv/mirrors/edp",
])("%s is the project's own repository", async (repository) => {
  const overrides = { commit: "0123abc", repository: ["https://github.com/acme/edp"] };
  const { args, notes } = await pulled(
    `{${GIT_CLONE}: {repository: '${repository}', branch: main}}`,
    overrides,
  );
  expect(args[0]).toEqual({ repository, commit_sha: "0123abc" });
  expect(notes).toEqual([]);
});

test.each([
  "https://gitlab.com/acme/edp.git",
  "https://github.com/acme/edp-tools.git",
  "https://token:s3cret@github.com/other/edp",
  "git@git.acme.io:acme/edp.git",
  "git@github-deploy-key:other/edp.git",
  "/srv/mirrors/lib",
])("%s is another one, and no password in it is told", async (repository) => {
  const overrides = { branch: "feat/x", repository: ["https://github.com/acme/edp"] };
  const { args, notes } = await pulled(
    `{${GIT_CLONE}: {repository: '${repository}', branch: main}}`,
    overrides,
  );
  expect(args[0]).toEqual({ repository, branch: "main" });
  expect(notes).toEqual([expect.stringContaining("clones another repository, ")]);
  expect(notes[0]).not.toContain("s3cret");
});

test("an address that redirects to the project's own follows, and is told", async () => {
  const overrides = {
    branch: "feat/x",
    repository: ["https://github.com/acme/data", "git@github.com:acme/edp.git"],
  };
  const { args, notes } = await pulled(own(", branch: main"), overrides);
  expect(args[0]).toMatchObject({ branch: "feat/x" });
  expect(notes).toEqual([
    "A git clone step names this repository as acme/edp, which works as long as its host redirects that address.",
  ]);
});

test("an address that only the worker knows does not follow, and is told", async () => {
  const clone = `{${GIT_CLONE}: {repository: '{{ $REPOSITORY }}', branch: main}}`;
  const { args, notes } = await pulled(clone, { branch: "feat/x", repository: "acme/edp" });
  expect(args[0]).toMatchObject({ branch: "main" });
  expect(notes).toEqual([
    "Its pull steps take REPOSITORY from the worker: it is not set here.",
    expect.stringMatching(/is not known here, so it does not follow branch feat\/x/),
  ]);
});

test.each([
  [
    "pull_with_block",
    "{prefect.deployments.steps.pull_with_block: {block_type_slug: github, block_document_name: edp}}",
  ],
  ["pull_from_s3", "{prefect_aws.deployments.steps.pull_from_s3: {bucket: code, folder: flows}}"],
  [
    "run_shell_script",
    "{prefect.deployments.steps.run_shell_script: {script: 'git clone https://github.com/acme/edp'}}",
  ],
])("code that comes by %s is said not to follow", async (name, step) => {
  const { steps, notes } = await pulled(
    `{prefect.deployments.steps.set_working_directory: {directory: /srv}}, ${step}`,
    {
      branch: "feat/x",
      repository: "acme/edp",
    },
  );
  expect(Object.keys(steps[1] ?? {})[0]).toMatch(new RegExp(`\\.${name}$`));
  expect(notes).toEqual([
    `The branch feat/x can do nothing here: the code comes by ${name}, not by a git clone.`,
  ]);
  expect((await pulled(step, {})).notes).toEqual([]);
});

test("code that no pull step clones can't follow a branch, and pinning it is refused", async () => {
  const branch = await built("tags: []", { overrides: { branch: "feat/x", repository: "acme/edp" } });
  expect(branch.notes).toEqual(["The branch feat/x can do nothing here: no pull step clones the code."]);
  const faults = await faultsOf("tags: []", { overrides: { commit: "0123abc", repository: "acme/edp" } });
  expect(faults).toEqual([
    expect.stringContaining(
      "Nothing holds this deployment's code at the commit: no pull step clones the code.",
    ),
  ]);
  const other = "pull: [{prefect_aws.deployments.steps.pull_from_s3: {bucket: code, folder: flows}}]";
  expect(await faultsOf(other, { overrides: { commit: "0123abc" } })).toEqual([
    expect.stringContaining("the code comes by pull_from_s3"),
  ]);
});

test("a commit takes the place of the branch", async () => {
  const { steps: changed } = await pulled(steps, {
    branch: "main",
    commit: "0123abc",
    repository: "acme/edp",
  });
  expect(changed[0]).toEqual({
    [GIT_CLONE]: { repository: "https://github.com/acme/edp.git", commit_sha: "0123abc" },
  });
  expect(changed[3]).toEqual({
    [GIT_CLONE]: { repository: "https://github.com/acme/library.git", branch: "v1" },
  });
});

describe("the folder of a clone", () => {
  const overrides = { branch: "feature/x", repository: "acme/edp" };
  const shell = `${own(", branch: main")},
      {prefect.deployments.steps.run_shell_script: {script: "cd edp-main && pip install ."}}`;

  test("that another step names is told of where a branch renames it", async () => {
    const { notes } = await pulled(shell, overrides);
    expect(notes).toEqual([
      "Another pull step names the folder edp-main, and with branch feature/x the clone lies in edp-feature-x: " +
        "set clone_directory_name, or give the clone step an id and write {{ id.directory }}.",
    ]);
    expect((await pulled(shell, { ...overrides, branch: "main" })).notes).toEqual([]);
    const named = shell.replace("branch: main", "branch: main, clone_directory_name: edp-main");
    expect((await pulled(named, overrides)).notes).toEqual([]);
  });

  const commit = "0123456789abcdef0123456789abcdef01234567";
  const pinned = { commit, pinFolder: "commit", repository: "acme/edp" };

  test.each([
    [own(", branch: main"), "edp-main-0123456789ab"],
    [own(), "edp-0123456789ab"],
    [own(", branch: main, clone_directory_name: code"), "code-0123456789ab"],
  ])("is one for each commit with pin-folder: %s", async (step, folder) => {
    const { args } = await pulled(step, pinned);
    expect(args[0]).toMatchObject({ commit_sha: commit, clone_directory_name: folder });
    expect(args[0]).not.toHaveProperty("branch");
    expect((await pulled(step, { ...pinned, pinFolder: undefined })).args[0]?.clone_directory_name).not.toBe(
      folder,
    );
  });

  test.each([
    ["{prefect.deployments.steps.run_shell_script: {script: 'cd edp-main && pip install .'}}", "script"],
    ["{prefect.deployments.steps.set_working_directory: {directory: edp-main/flows}}", "directory"],
    ["{prefect.deployments.steps.pip_install_requirements: {directory: '/srv/edp-main'}}", "directory"],
  ])("with pin-folder a step that names the old one is refused at its place: %s", async (step, argument) => {
    const text = `pull: [${own(", branch: main")},\n  ${step}]`;
    const [fault, ...others] = await faultsOf(text, { overrides: { ...pinned, pinFolder: "commit" } });
    expect(others).toEqual([]);
    const column = 2 + step.lastIndexOf(`${argument}: `) + argument.length + 3;
    expect(fault).toBe(
      `prefect.yaml:2:${column}: This step names the folder edp-main, and with pin-folder the clone lies in edp-main-0123456789ab. ` +
        "Give the git clone step an id and write {{ id.directory }} here, or leave pin-folder out.",
    );
  });

  test("steps of the file are refused where the file has them", async () => {
    const rest = `pull:\n  - ${own(", branch: main")}\n  - prefect.deployments.steps.set_working_directory: {directory: edp-main}\n`;
    const { faults } = await build("tags: []", { overrides: { ...pinned, pinFolder: "commit" } }, rest);
    expect(faults.map(({ location }) => location)).toEqual([{ file: "prefect.yaml", line: 4, column: 66 }]);
  });

  test("a package of the repository's name, and the clone's own output, are left in peace", async () => {
    const text = `${own(", id: clone")},
      {prefect.deployments.steps.run_shell_script: {script: "pip install edp"}},
      {prefect.deployments.steps.set_working_directory: {directory: "{{ clone.directory }}"}}`;
    expect((await pulled(text, pinned)).args[0]).toMatchObject({ clone_directory_name: "edp-0123456789ab" });
  });
});

describe("the workers that a pinned commit needs", () => {
  const pool = { workPool: "batch", keepsFolders: false, pinFolder: false };
  const worker = (version: string | null) => [{ name: "The worker w1", version }];
  const told = (given: Partial<Parameters<typeof pinWarnings>[0]>) =>
    pinWarnings({ ...pool, workers: [], ...given }).map(formatFault);

  test("know commit_sha from 3.4.0 on", () => {
    expect(told({ workers: worker("3.3.7") })).toEqual([
      "The worker w1 of the work pool batch runs Prefect 3.3.7, whose git_clone knows no commit_sha: every pinned run would fail. " +
        "Update it to 3.4.0 or later, or set pin to branch.",
    ]);
    expect(told({ workers: worker("3.4.0") })).toEqual([]);
    expect(told({ workers: worker("3.4.0rc1") })).toEqual([]);
  });

  test("know clone_directory_name from 3.6.9 on", () => {
    expect(told({ workers: worker("3.6.8"), pinFolder: true })).toEqual([
      expect.stringMatching(/Prefect 3\.6\.8, whose git_clone knows no clone_directory_name/),
    ]);
    expect(told({ workers: worker("3.6.9"), pinFolder: true })).toEqual([]);
    expect(told({ workers: worker("3.6.8") })).toEqual([]);
  });

  test("go on with old code from a kept folder before 3.9", () => {
    const keeps = { keepsFolders: true };
    expect(told({ ...keeps, workers: worker("3.8.8") })).toEqual([
      expect.stringMatching(
        /keeps the folders of clones: before 3\.9 .* old code\. Update it to 3\.9 or later/,
      ),
    ]);
    expect(told({ ...keeps, workers: worker(null) })).toEqual([
      expect.stringMatching(/of an unknown version/),
    ]);
    expect(told({ ...keeps, workers: worker("3.9.0") })).toEqual([]);
    expect(told({ ...keeps, workers: worker("3.10.1") })).toEqual([]);
    expect(told({ ...keeps, workers: worker("3.8.8"), pinFolder: true })).toEqual([]);
  });

  test("are each told of", () => {
    const workers = [
      ...worker("3.2.0"),
      { name: "The worker w2", version: "3.8.8" },
      { name: "The worker w3", version: "3.9.1" },
    ];
    expect(told({ keepsFolders: true, workers }).map((text) => text.slice(0, 13))).toEqual([
      "The worker w1",
      "The worker w2",
    ]);
  });

  test("keep folders where a process worker is told one", () => {
    expect(keepsFolders("process", { working_dir: "/srv/flows" })).toBe(true);
    expect(keepsFolders("process", {})).toBe(false);
    expect(keepsFolders("process", { working_dir: null })).toBe(false);
    expect(keepsFolders("kubernetes", { working_dir: "/srv/flows" })).toBe(false);
  });
});

test("whose clone a placeholder is that stays as written is not told", async () => {
  const pull = `pull: [{${GIT_CLONE}: {repository: "{{ $REPO }}", branch: main}}]`;
  const overrides = { branch: "feat/x", repository: "acme/edp" };
  const { notes } = await built(pull, { overrides, placeholders: "as-written", templates: null });
  expect(notes.filter((note) => note.includes("git clone"))).toEqual([]);
  const filled = await built(pull, { overrides });
  expect(filled.notes.filter((note) => note.includes("git clone"))).toHaveLength(1);
});
