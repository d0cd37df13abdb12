import { readFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { projectRoot } from "#services";

interface LockedPackage {
  engines?: { node?: string };
  optional?: boolean;
  deprecated?: string;
}

const lock = JSON.parse(readFileSync(join(projectRoot, "package-lock.json"), "utf8")) as {
  packages: Record<string, LockedPackage>;
};

/** The last release of each line that a user or contributor may run when this was written, or a later one. */
test.each(["20.20.0", "22.22.0", "24.12.0"])("`npm ci` warns of nothing on Node %s", (version) => {
  const refusing = Object.entries(lock.packages)
    .filter(([, { engines, optional }]) => !optional && engines?.node !== undefined)
    .filter(([, { engines }]) => !semver.satisfies(version, engines?.node ?? "*"))
    .map(([name, { engines }]) => `${name} wants ${engines?.node}`);
  expect(refusing).toEqual([]);
});

test("no package is deprecated, which npm would tell", () => {
  const deprecated = Object.entries(lock.packages).filter(([, one]) => one.deprecated !== undefined);
  expect(deprecated.map(([name, one]) => `${name}: ${one.deprecated}`)).toEqual([]);
});
