import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { readVersion, versionPatch } from "#release-version";

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "patch-"));
  await runLocally("git", ["init", "--quiet"], { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

const lines = (count: number) => Array.from({ length: count }, (_, index) => `# ${index}\n`).join("");

test.each([
  ["in the middle", "pyproject.toml", `${lines(9)}[project]\nversion = "1.2.3" # 1.2.3\n${lines(9)}`],
  ["on the first line", "package.json", '{ "version": "1.2.3",\n  "name": "flows" }\n'],
  ["on the last line", "Chart.yaml", "name: flows\nversion: 1.2.3\n"],
  ["without a line end", "VERSION", "1.2.3"],
  ["before a last line without a line end", "Chart.yaml", "version: 1.2.3\nname: flows"],
  ["with Windows line ends", "Chart.yaml", "name: flows\r\nversion: 1.2.3\r\nappVersion: 1.2.3\r\n"],
  ["behind a byte order mark", "VERSION", "\uFEFF1.2.3\n"],
])("git applies the patch of a version %s", async (_, file, text) => {
  writeFileSync(join(folder, file), text);
  const stated = readVersion(file, text);
  const patch = versionPatch(text, stated, "1.2.4");
  expect(await runLocally("git", ["apply"], { cwd: folder, input: patch })).toMatchObject({
    exitCode: 0,
    stderr: "",
  });
  const { start = 0, end = 0 } = stated.place ?? {};
  const changed = readFileSync(join(folder, file), "utf8");
  expect(changed).toBe(`${text.slice(0, start)}1.2.4${text.slice(end)}`);
  expect(readVersion(file, changed).version.text).toBe("1.2.4");
});

test("a version written with escapes has no patch", () => {
  const text = '{"version": "1.2.\\u0033"}';
  expect(versionPatch(text, readVersion("package.json", text), "1.2.4")).toBeUndefined();
});
