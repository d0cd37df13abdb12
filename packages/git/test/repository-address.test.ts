import fc from "fast-check";
import { canonicalRepository, repositoryPath } from "../src/index.ts";

test("one repository is one text, however it is written", () => {
  const ways = [
    "acme/platform",
    "Acme/Platform",
    "https://github.com/acme/platform.git",
    "https://github.com/acme/platform.git/",
    "https://www.github.com:443/Acme/Platform",
    "https://x-access-token:secret@github.com/acme/platform",
    "https://somebody@github.com/acme/platform?tab=readme#top",
    "git@github.com:acme/platform.git",
    "github.com:acme/platform",
    "ssh://git@github.com/acme/platform/",
    "ssh://git@github.com:22/acme/platform",
    "ssh://git@ssh.github.com:443/acme/platform.git",
    "git://github.com/acme/platform",
  ];
  expect(new Set(ways.map(canonicalRepository))).toEqual(new Set(["acme/platform"]));
});

test("another host, another port and a folder stay what they are", () => {
  expect(canonicalRepository("https://git.acme.io:8443/acme/platform")).toBe(
    "git.acme.io:8443/acme/platform",
  );
  expect(canonicalRepository("git@gitlab.com:acme/group/platform.git")).toBe(
    "gitlab.com/acme/group/platform",
  );
  expect(canonicalRepository("file:///srv/git/platform.git")).toBe("/srv/git/platform");
  expect(canonicalRepository("/srv/git/platform.git")).toBe("/srv/git/platform");
});

test("nothing of a user or password is left", () => {
  const word = fc.stringMatching(/^[a-z0-9:.]{1,20}$/).map((text) => `${text}Zq9`);
  fc.assert(
    fc.property(word, (user) => {
      expect(canonicalRepository(`https://${user}@github.com/acme/platform`)).toBe("acme/platform");
    }),
  );
});

test("a path is spelt as trees spell it", () => {
  const spelt = ["./a//b/", "a\\b", " a/b ", "a/./b", "a/c/../b"].map(repositoryPath);
  expect(new Set(spelt)).toEqual(new Set(["a/b"]));
  expect([".", "", "./", "/"].map(repositoryPath)).toEqual(["", "", "", ""]);
  expect(repositoryPath("../a")).toBe("../a");
});
