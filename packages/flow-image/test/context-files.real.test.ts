import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import { type BuildKit, type DockerCommand, describeWith, prepareDocker, startBuildKit } from "#services";
import { hashContextFiles, listContextFiles } from "../src/context-files.ts";

const FILES = [
  "pyproject.toml",
  "uv.lock",
  ".env",
  "README.md",
  "docs/README.md",
  "docs/deep/er/a.md",
  "docs/deep/keep.md",
  "src/a.py",
  "src/b.txt",
  "src/.hidden",
  "src/pkg/c.py",
  "src/pkg/__pycache__/c.pyc",
  "node_modules/x/index.js",
  "temp1/x",
  "temp2/y",
  "a[1].txt",
];

const IGNORES: Record<string, string> = {
  nothing: "",
  comments: "# a comment\n\n  src/b.txt  \n/uv.lock\n",
  folders: "docs\nnode_modules/\n**/__pycache__\n",
  exceptions: "docs\n!docs/deep/keep.md\n*.md\n!README.md\n",
  "all but some": "*\n!src\n!pyproject.toml\nsrc/pkg\n",
  wildcards: "temp?\n*/*.txt\n**/*.py\n.e*\n",
  order: "!src/a.py\nsrc/*.py\n",
};

const SOURCES = [
  ["."],
  ["pyproject.toml", "uv.lock*"],
  ["src"],
  ["src/*.py"],
  ["*.md", "docs/*/*.md"],
  ["/src/pkg/", "./README.md"],
];

describeWith(["go", "root", "debian"], "files of a build context", () => {
  let folder: string;
  let buildKit: BuildKit;
  let docker: DockerCommand;
  beforeAll(async () => {
    [folder, buildKit, docker] = await Promise.all([
      mkdtemp(join(tmpdir(), "prefect-cicd-context-")),
      startBuildKit(),
      prepareDocker(),
    ]);
    for (const file of FILES) {
      await mkdir(dirname(join(folder, "context", file)), { recursive: true });
      await writeFile(join(folder, "context", file), `text of ${file}`);
    }
    const args = ["buildx", "create", "--name", "context-files", "--driver", "remote", buildKit.address];
    await runLocally("docker", args, { env: docker.env });
  }, 600_000);
  afterAll(async () => {
    await buildKit.stop();
    await docker.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Which files BuildKit puts into an image, by name, whatever folder they end up in. */
  async function takenByBuildKit(sources: readonly string[]): Promise<string[]> {
    const stages = sources.map((source, number) => `COPY ${source} /${number}/`).join("\n");
    await writeFile(join(folder, "Dockerfile"), `FROM scratch\n${stages}\n`);
    const output = await mkdtemp(join(folder, "output-"));
    const args = ["buildx", "build", "--builder", "context-files", "--file", join(folder, "Dockerfile")];
    const result = await runLocally("docker", [...args, "--output", output, join(folder, "context")], {
      env: docker.env,
    });
    if (result.exitCode !== 0) return [];
    const entries = await readdir(output, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  test.each(Object.entries(IGNORES))(
    "are those that BuildKit copies, with %s ignored",
    async (_name, ignore) => {
      await writeFile(join(folder, "context/.dockerignore"), ignore);
      for (const sources of SOURCES) {
        const taken = await takenByBuildKit(sources);
        // What nothing matches makes BuildKit fail; there is no image then that could be reused.
        if (taken.length === 0) continue;
        const listed = await listContextFiles(join(folder, "context"), sources, join(folder, "Dockerfile"));
        const names = listed.filter(({ kind }) => kind === "file").map(({ path }) => path.split("/").at(-1));
        expect({ sources, names: names.sort() }).toEqual({ sources, names: taken.sort() });
      }
    },
  );

  test("content, path, mode and links change the hash; what isn't copied doesn't", async () => {
    const context = join(folder, "hashed");
    await mkdir(join(context, "src"), { recursive: true });
    await writeFile(join(context, "src/a.py"), "a");
    await writeFile(join(context, "other"), "x");
    const hash = async (sources = ["src"]) => (await hashContextFiles(context, sources, "Dockerfile")).hash;
    const seen = [await hash()];
    const expectNew = async () => {
      const next = await hash();
      expect(seen).not.toContain(next);
      seen.push(next);
    };
    await writeFile(join(context, "other"), "y");
    expect(await hash()).toBe(seen[0]);
    await writeFile(join(context, "src/a.py"), "b");
    await expectNew();
    await chmod(join(context, "src/a.py"), 0o755);
    await expectNew();
    await symlink("a.py", join(context, "src/link"));
    await expectNew();
    await mkdir(join(context, "src/empty"));
    await expectNew();
    expect((await hashContextFiles(context, ["src/link"], "Dockerfile")).unknowns).toEqual([
      "COPY follows the symbolic link src/link",
    ]);
  });
});
