// `npm run docs:site`: the documentation as a site with search, in build/site. `-- --serve` shows it on this machine.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { installOnce, projectRoot } from "#services";
import { groupsOf, siteText } from "./pages.ts";

const stage = join(projectRoot, "build/site-pages");
const output = join(projectRoot, "build/site");
const { repository } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")) as {
  repository: { url: string };
};
const repositoryUrl = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");

const files = await markdownFiles();
const groups = groupsOf(files);
const sources = new Set(groups.flatMap(({ pages }) => pages.map(({ source }) => source)));
await rm(stage, { recursive: true, force: true });
for (const { source, path } of groups.flatMap(({ pages }) => pages)) {
  const target = join(stage, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, siteText(files.get(source) ?? "", source, sources, `${repositoryUrl}/blob/main`));
}
await cp(join(projectRoot, "docs/pictures"), join(stage, "docs/pictures"), { recursive: true });
await mkdir(join(stage, ".vitepress"));
await cp(join(projectRoot, "tools/site/config.mjs"), join(stage, ".vitepress/config.mjs"));
await writeFile(join(stage, ".vitepress/site.json"), JSON.stringify({ repositoryUrl, groups, output }));
// Not the repository's, which Vite would find above.
await writeFile(join(stage, "tsconfig.json"), "{}");
await symlink(join(await generator(), "node_modules"), join(stage, "node_modules"));

const vitepress = join(stage, "node_modules/vitepress/bin/vitepress.js");
if (process.argv.includes("--serve")) {
  spawnSync(process.execPath, [vitepress, "dev", stage, "--host", "127.0.0.1"], { stdio: "inherit" });
} else {
  const built = spawnSync(process.execPath, [vitepress, "build", stage], { encoding: "utf8", cwd: stage });
  const log = `${built.stdout}${built.stderr}`;
  process.stdout.write(log);
  // A page that could not be rendered is told there, and the build goes on.
  process.exit(built.status === 0 && !/Error:/.test(log) ? 0 : 1);
}

/** Every Markdown file that may be a page, by its path from the repository's root. */
async function markdownFiles(): Promise<Map<string, string>> {
  const actions = (await readdir(join(projectRoot, "actions"))).map((name) => `actions/${name}/README.md`);
  const docs = (await readdir(join(projectRoot, "docs"))).filter((name) => name.endsWith(".md"));
  const paths = [
    ...["README.md", "SECURITY.md", "action-catalog.md", "workflows-templates/README.md"],
    ...docs.map((name) => `docs/${name}`),
    ...actions,
  ];
  const texts = await Promise.all(paths.map((path) => readFile(join(projectRoot, path), "utf8")));
  return new Map(paths.map((path, index) => [path, texts[index] as string]));
}

/** The folder with the generator that the lock file names, installed once on a machine. */
async function generator(): Promise<string> {
  const lock = await readFile(join(projectRoot, "tools/site/generator/package-lock.json"), "utf8");
  const key = `site-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`;
  return installOnce(key, async (folder) => {
    for (const name of ["package.json", "package-lock.json"])
      await cp(join(projectRoot, "tools/site/generator", name), join(folder, name));
    const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: "inherit" });
    if (status !== 0) throw new Error("npm could not install the documentation generator.");
  });
}
