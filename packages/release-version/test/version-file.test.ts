import { FaultError } from "#diagnostics";
import { MissingVersion, readVersion } from "#release-version";

function read(file: string, text: string) {
  const { version, location } = readVersion(file, text);
  return { version: version.text, line: location.line, column: location.column };
}

function faultOf(file: string, text: string) {
  try {
    readVersion(file, text);
  } catch (error) {
    if (error instanceof FaultError) return error.faults[0];
    throw error;
  }
  throw new Error("The file was read.");
}

describe("where the version stands", () => {
  test.each<[string, string, string, ReturnType<typeof read>]>([
    [
      "[project]",
      "pyproject.toml",
      '[project]\nname = "x"\nversion = "1.2.3"\n',
      { version: "1.2.3", line: 3, column: 12 },
    ],
    [
      "[tool.poetry]",
      "pyproject.toml",
      "[tool.poetry]\nversion = '1.2.3'\n",
      { version: "1.2.3", line: 2, column: 12 },
    ],
    [
      "Poetry's static version under a dynamic [project]",
      "pyproject.toml",
      '[project]\ndynamic = ["version"]\n[tool.poetry]\nversion = "1.2.3"\n',
      { version: "1.2.3", line: 4, column: 12 },
    ],
    [
      "[project] before [tool.poetry]",
      "pyproject.toml",
      '[tool.poetry]\nversion = "9.9.9"\n[project]\nversion = "1.2.3"\n',
      { version: "1.2.3", line: 4, column: 12 },
    ],
    [
      "not a dependency of the same version",
      "pyproject.toml",
      '[tool.other]\nversion = "1.2.3"\n[project]\ndependencies = ["a==1.2.3"]\nversion = "1.2.3" # 1.2.3\n',
      { version: "1.2.3", line: 5, column: 12 },
    ],
    [
      "a dotted key",
      "pyproject.toml",
      'project.version = "1.2.3"',
      { version: "1.2.3", line: 1, column: 20 },
    ],
    [
      "an inline table",
      "pyproject.toml",
      'project = { version = "1.2.3" }',
      { version: "1.2.3", line: 1, column: 24 },
    ],
    [
      "Windows line ends",
      "pyproject.toml",
      '[project]\r\nversion = "1.2.3"\r\n',
      { version: "1.2.3", line: 2, column: 12 },
    ],
    [
      "package.json",
      "package.json",
      '{\n  "dependencies": { "a": "1.2.3" },\n  "version": "1.2.3"\n}\n',
      { version: "1.2.3", line: 3, column: 15 },
    ],
    [
      "the last of two equal keys",
      "package.json",
      '{"version": "1.2.3",\n"version": "1.2.3"}',
      { version: "1.2.3", line: 2, column: 13 },
    ],
    [
      "escapes",
      "package.json",
      '{"version": "1.2.\\u0033"}',
      { version: "1.2.3", line: undefined, column: undefined },
    ],
    [
      "Chart.yaml beside appVersion",
      "charts/x/Chart.yaml",
      "apiVersion: v2\nappVersion: 1.2.3\nversion: 1.2.3\n",
      { version: "1.2.3", line: 3, column: 10 },
    ],
    ["a plain file", "VERSION", "\n1.2.3\n", { version: "1.2.3", line: 2, column: 1 }],
    ["a byte order mark", "VERSION", "\uFEFF1.2.3\n", { version: "1.2.3", line: 1, column: 2 }],
    [
      "normalized by PEP 440",
      "pyproject.toml",
      '[project]\nversion = "v1.3.0-RC.1"\n',
      { version: "1.3.0rc1", line: 2, column: 12 },
    ],
  ])("%s", (_, file, text, expected) => {
    expect(read(file, text)).toEqual(expected);
  });
});

describe("a version that can't be used", () => {
  test.each([
    ["pyproject.toml", '[project]\nversion = "1!1.2.3"\n', "has an epoch", 2],
    ["pyproject.toml", '[project]\nversion = "1.2.3+cu118"\n', "has a local version", 2],
    ["pyproject.toml", '[project]\nversion = "1.2.3.4"\n', "has 4 numbers", 2],
    ["pyproject.toml", '[project]\nversion = "1.3.0a1.dev2"\n', "development release of another", 2],
    ["pyproject.toml", '[project]\nversion = "1.3.0rc1.post2"\n', "post-release of a pre-release", 2],
    ["pyproject.toml", '[project]\nversion = "latest"\n', "no version by PEP 440", 2],
    ["pyproject.toml", '[project]\nversion = "1.2.3-rc.1-x"\n', "no version by PEP 440", 2],
    ["package.json", '{"version": "1.2.3+build.5"}', "has build metadata", 1],
    ["package.json", '{"version": "1.2"}', "no version by Semantic Versioning", 1],
    ["package.json", '{"version": "v1.2.3"}', "no version by Semantic Versioning", 1],
    ["package.json", '{"version": "01.2.3"}', "no version by Semantic Versioning", 1],
    ["Chart.yaml", "version: 1.20\n", "no version by Semantic Versioning", 1],
    ["VERSION", "1.2.3\nmore\n", "no version", 1],
    ["VERSION", `1.2.3-${"a".repeat(128)}\n`, "an image tag at most 128", 1],
  ])("%s %j", (file, text, message, line) => {
    const fault = faultOf(file, text);
    expect(fault?.message).toContain(message);
    expect(fault?.location).toMatchObject({ file, line });
    expect(fault?.fix).toBeTruthy();
  });

  test.each([
    ["pyproject.toml", '[project]\nname = "x"\ndynamic = ["version"]\n', "The version is dynamic", 3],
    [
      "pyproject.toml",
      '[tool.poetry]\nversion = "0.0.0"\n[tool.poetry-dynamic-versioning]\nenable = true\n',
      "The version is dynamic",
      3,
    ],
    ["pyproject.toml", "[project]\nversion = 1.2\n", "is 1.2, not a text", 2],
    ["pyproject.toml", '[project]\nversion = "1.2.3\n', "This is no TOML", 2],
    ["package.json", "{", "This is no JSON", undefined],
    ["Chart.yaml", "version: [1\n", "This is no YAML", 2],
    ["setup.cfg", "version = 1.2.3", "no version file that is known", undefined],
  ])("%s %j says: %s", (file, text, message, line) => {
    const fault = faultOf(file, text);
    expect(fault?.message).toContain(message);
    expect(fault?.location?.line).toBe(line);
  });

  test.each([
    ["pyproject.toml", '[project]\nname = "x"\n'],
    ["package.json", "{}"],
    ["Chart.yaml", "appVersion: 1.2.3\n"],
    ["VERSION", " \n"],
  ])("%s without a version is told apart from a broken one", (file, text) => {
    expect(() => readVersion(file, text)).toThrow(MissingVersion);
  });
});
