import { parse } from "smol-toml";
import type { SourceTree } from "../source-tree.ts";
import { answeredElsewhere } from "./module-paths.ts";
import { prefectRequirements } from "./prefect-requirements.ts";

const known = new WeakMap<SourceTree, Promise<ReadonlySet<string> | undefined>>();

/**
 * Names of the packages from outside that the repository lists as requirements, normalized as PyPI does
 * (`scikit-learn`), with those of its lock files; undefined where it lists none anywhere. Read once a tree.
 */
export function requirementsOf(tree: SourceTree): Promise<ReadonlySet<string> | undefined> {
  let found = known.get(tree);
  if (!found) {
    found = read(tree);
    known.set(tree, found);
  }
  return found;
}

const listing =
  /(^|\/)([\w.-]*requirements[\w.-]*\.(txt|in)|requirements\/[^/]+\.(txt|in)|pyproject\.toml|(uv|poetry|pdm)\.lock|Pipfile|setup\.(py|cfg)|(environment|conda)[\w.-]*\.ya?ml|[\w.-]*Dockerfile[\w.-]*)$/;

async function read(tree: SourceTree): Promise<ReadonlySet<string> | undefined> {
  const files = [...(await tree.paths())].filter((path) => listing.test(path));
  const texts = files.length > 0 ? await tree.readMany(files) : new Map<string, string>();
  const names = new Set<string>();
  const own = new Set<string>();
  for (const file of files) {
    const text = texts.get(file) ?? "";
    for (const name of namesIn(file.slice(file.lastIndexOf("/") + 1), text)) names.add(normalized(name));
    for (const name of file.endsWith("pyproject.toml") ? ownNames(text) : []) own.add(normalized(name));
  }
  // What a project of the repository brings is to be found in the repository.
  return names.size > 0 ? new Set([...names].filter((name) => !own.has(name))) : undefined;
}

/** What a pyproject.toml calls its project. */
function ownNames(text: string): string[] {
  const { project, tool } = tablesOf(text);
  return [table(project).name, table(table(tool).poetry).name].filter((name) => typeof name === "string");
}

function namesIn(file: string, text: string): string[] {
  if (file === "pyproject.toml" || file === "Pipfile") return fromToml(text);
  if (file.endsWith(".lock")) return matches(text, /^name = "([^"]+)"/gm);
  if (/Dockerfile/.test(file)) return matches(text, /\bpip3? install((?:[^\n&|;\\]|\\\n)*)/g).flatMap(words);
  if (/\.ya?ml$/.test(file)) return matches(text, /^\s*-\s*(?:[\w-]+::)?([A-Za-z0-9][\w.-]*)/gm);
  if (file === "setup.py")
    return matches(text, /["']([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:[<>=!~;][^"'\n]*)?["']/g);
  return matches(text, /^[ \t]*([A-Za-z0-9][\w.-]*)/gm);
}

/** Every text of a list, and every key of a table, that stands where a tool looks for requirements. */
function fromToml(text: string): string[] {
  const names: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      if (!requirementLists.test(path)) return;
      for (const one of value)
        if (typeof one === "string") names.push(...matches(one, /^\s*([A-Za-z0-9][\w.-]*)/g));
    } else if (value !== null && typeof value === "object" && !(value instanceof Date)) {
      if (requirementTables.test(path)) names.push(...Object.keys(value));
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
    }
  };
  visit(tablesOf(text), "");
  return names;
}

/** A file that is no TOML lists nothing. */
function tablesOf(text: string): Record<string, unknown> {
  try {
    return table(parse(text));
  } catch {
    return {};
  }
}

function table(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

const requirementLists =
  /^\.(project\.(dependencies|optional-dependencies\.[^.]+)|dependency-groups\.[^.]+|tool\.(uv\.dev-dependencies|pdm\.dev-dependencies\.[^.]+|hatch\.envs\.[^.]+\.(extra-)?dependencies))$/;
const requirementTables =
  /^\.(tool\.poetry\.((dev-)?dependencies|group\.[^.]+\.dependencies)|(dev-)?packages)$/;

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

function words(text: string): string[] {
  return matches(text, /(?:^|\s)["']?([A-Za-z0-9][\w.-]*)/g);
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/**
 * Whether a top-level module may come from Python, from Prefect or from one of the requirements. Packages are often
 * imported by a part of their name, or by another one: what could be meant counts.
 */
export function isListed(module: string, requirements: ReadonlySet<string>): boolean {
  // `__future__`, `_typeshed`: Python's own.
  if (module.startsWith("_")) return true;
  if (answeredElsewhere(module) || prefectRequirements.has(module) || widelyUsed.has(module)) return true;
  const name = normalized(module);
  if (requirements.has(name) || requirements.has(otherNames[module] ?? name)) return true;
  return [...requirements].some(
    (one) =>
      one.startsWith(`${name}-`) || one.endsWith(`-${name}`) || one === `py${name}` || one === `${name}py`,
  );
}

/** Packages that are imported by a name that theirs doesn't tell. */
const otherNames: Record<string, string> = {
  airflow: "apache-airflow",
  attr: "attrs",
  bs4: "beautifulsoup4",
  Crypto: "pycryptodome",
  cv2: "opencv-python",
  fitz: "pymupdf",
  git: "gitpython",
  ldap: "python-ldap",
  MySQLdb: "mysqlclient",
  OpenSSL: "pyopenssl",
  PIL: "pillow",
  pkg_resources: "setuptools",
  skimage: "scikit-image",
  sklearn: "scikit-learn",
};

/** Packages that others bring along so often that no folder of a repository is meant by their name. */
const widelyUsed: ReadonlySet<string> = new Set(
  (
    "aiohttp attr attrs azure boto3 botocore bs4 certifi charset_normalizer cv2 dask dbt dotenv duckdb google grpc h5py " +
    "idna importlib_metadata jwt lxml markupsafe matplotlib mypy_boto3_s3 networkx numpy openpyxl pandas paramiko PIL " +
    "pip pkg_resources platformdirs polars psutil psycopg psycopg2 pyarrow pymysql pyodbc pyspark pytest regex requests " +
    "s3fs scipy seaborn setuptools shapely six sklearn snowflake tabulate tenacity tensorflow torch tqdm transformers " +
    "tzdata tzlocal urllib3 wheel xarray"
  ).split(" "),
);
