import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";

/** What this project is called, where it lives on GitHub, and which release its files are of: package.json says it. */
export interface Identity {
  owner: string;
  /** Of the repository, the package and the command. */
  name: string;
  /** Without `v`. */
  version: string;
}

interface PackageFile {
  name: string;
  version: string;
  repository: { url: string };
}

/** `owner/name` on GitHub. */
export const repositoryOf = ({ owner, name }: Identity) => `${owner}/${name}`;

/** The tag that moves along with the releases of one major version, such as `v1`. */
export const majorTag = (version: string) => `v${semver.major(version)}`;

/** @throws FaultError where package.json names no repository on GitHub */
export async function readIdentity(root: string): Promise<Identity> {
  const { name, version, repository } = JSON.parse(
    await readFile(join(root, "package.json"), "utf8"),
  ) as PackageFile;
  const [, owner] = /^git\+https:\/\/github\.com\/([^/]+)\/([^/]+)\.git$/.exec(repository?.url ?? "") ?? [];
  if (owner !== undefined) return { owner, name, version };
  throw new FaultError({
    code: "repository-unready",
    message: "package.json does not say where the project lives.",
    location: { file: "package.json" },
    fix: 'Set repository.url to "git+https://github.com/OWNER/NAME.git".',
  });
}

/** package.json and package-lock.json name the version, which no pattern tells from those of other packages. */
export async function writeVersion(root: string, version: string): Promise<void> {
  for (const file of ["package.json", "package-lock.json"]) {
    const path = join(root, file);
    const content = JSON.parse(await readFile(path, "utf8")) as PackageFile & {
      packages?: Record<string, PackageFile>;
    };
    content.version = version;
    const own = content.packages?.[""];
    if (own) own.version = version;
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** @throws FaultError with everything that GitHub, npm or a shell would not take as owner, name or version */
export function checkIdentity({ owner, name, version }: Identity): void {
  const faults: Fault[] = [];
  const wrong = (message: string, fix: string) => faults.push({ code: "input-invalid", message, fix });
  // GitHub's rule for the names of users and organisations.
  if (!/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(owner))
    wrong(`${owner} can't be an owner on GitHub.`, "Letters, digits and single dashes.");
  // It becomes a command, a package, and part of variables' names.
  if (!/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(name))
    wrong(`${name} can't be the name.`, "Lower-case letters, digits and single dashes.");
  if (semver.valid(version) !== version) wrong(`${version} is no version.`, "Give it as 1.2.3, without v.");
  throwIfAny(faults);
}
