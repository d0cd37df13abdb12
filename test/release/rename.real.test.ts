// In a copy of the whole project, through the script itself. What it needs is time: it builds every bundle.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runLocally } from "#command";
import { readIdentity } from "../../pipelines/identity.ts";
import { renameFiles } from "../../tools/release/rename-files.ts";
import { copyProject, projectFiles, sources } from "./project-copy.ts";

// Put together, for in one piece it would stand in the project already.
const NEW = {
  owner: "A-data-team-of-some-company",
  name: ["flow", "delivery", "suite"].join("-"),
  version: "3.14.15",
};

const node = (folder: string, ...args: string[]) => runLocally(process.execPath, args, { cwd: folder });
const rename = (folder: string, ...args: string[]) => node(folder, "tools/release/rename-main.ts", ...args);

test("nothing keeps an old name, the generators agree, and back again everything is as it was", async () => {
  const folder = await copyProject();
  const old = await readIdentity(folder);
  const before = await sources(folder);

  const there = await rename(folder, "--owner", NEW.owner, "--name", NEW.name, "--version", NEW.version);
  expect({ ...there, stdout: "" }).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect(await readIdentity(folder)).toEqual(NEW);
  const variable = old.name.toUpperCase().replaceAll("-", "_");
  const oldForms = new RegExp(
    `${old.name}|${variable}|${NEW.name}(/\\S*)?@(?!(?:v3|RELEASE_COMMIT)\\b)|${NEW.name}\\.git@|rev: v${old.version}`,
    "i",
  );
  const left = (await projectFiles(folder)).filter(
    (path) => oldForms.test(path) || oldForms.test(readFileSync(join(folder, path), "latin1")),
  );
  expect(left).toEqual([]);
  const version = await node(folder, "packages/cli/dist/index.cjs", "--version");
  expect(version.stdout.trim()).toBe(NEW.version);

  const after = await sources(folder);
  for (const script of ["pipelines/main.ts", "tools/docs/main.ts"]) await node(folder, script);
  expect(await sources(folder)).toEqual(after);
  const again = await rename(folder, "--name", NEW.name);
  expect(again.stdout).toBe("Everything is called so already.\n");

  await renameFiles(folder, old);
  // Lines are folded anew, since names have other lengths.
  await node(folder, "node_modules/@biomejs/biome/bin/biome", "check", "--write", ".");
  for (const script of ["pipelines/main.ts", "tools/docs/main.ts"]) await node(folder, script);
  const back = await sources(folder);
  const different = [...before.keys()].filter((path) => back.get(path) !== before.get(path));
  expect(different).toEqual([]);
  expect(back.size).toBe(before.size);
}, 600_000);

test("what can't be is refused before anything is written", async () => {
  const folder = await copyProject();
  const before = await sources(folder);
  const impossible = renameFiles(folder, { owner: "-acme", name: "Flow Delivery", version: "v1" });
  await expect(impossible).rejects.toMatchObject({
    faults: [
      { message: "-acme can't be an owner on GitHub." },
      { message: "Flow Delivery can't be the name." },
      { message: "v1 is no version." },
    ],
  });
  await expect(renameFiles(folder, { name: "deployments" })).rejects.toMatchObject({
    faults: expect.arrayContaining([
      expect.objectContaining({
        message: expect.stringMatching(/^deployments stands here already/),
        location: { file: "README.md" },
      }),
    ]),
  });
  expect(await sources(folder)).toEqual(before);
});
