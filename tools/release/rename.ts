import { type Identity, majorTag, repositoryOf } from "../../pipelines/identity.ts";

/**
 * The text of a file under the project's new identity. Every form in which files name the project is here: `owner/name`,
 * the name, the name as a variable (`MY_SUITE_VERSION`), and the releases that examples use.
 */
export function renamed(text: string, from: Identity, to: Identity): string {
  const names: Record<string, string> = {
    [repositoryOf(from)]: repositoryOf(to),
    [from.name]: to.name,
    [asVariable(from.name)]: asVariable(to.name),
  };
  // All in one go: an owner may be called as the project is.
  const inPlace = text.replace(word(...Object.keys(names)), (found) => names[found] ?? found);
  return releasesIn(inPlace, from, to);
}

/**
 * What a text already holds of the new identity, so that nobody could tell it from what a rename puts there, and no
 * rename could take it back.
 */
export function alreadyThere(text: string, from: Identity, to: Identity): string[] {
  const names = to.name === from.name ? [] : [to.name, asVariable(to.name)];
  const repository = repositoryOf(to) === repositoryOf(from) ? [] : [repositoryOf(to)];
  return [...names, ...repository].filter((name) => word(name).test(text));
}

/** How an example names a release: the moving tag of the major version, or the release itself. */
function releasesIn(text: string, from: Identity, to: Identity): string {
  const tags = [
    [majorTag(from.version), majorTag(to.version)],
    [`v${from.version}`, `v${to.version}`],
  ];
  let changed = text;
  for (const [old = "", now = ""] of tags) {
    for (const place of placesOf(old, to)) changed = changed.replace(place, now);
  }
  return changed;
}

/** Where a tag is one of this project's. */
function placesOf(tag: string, { owner, name }: Identity): RegExp[] {
  const repository = `${literal(owner)}/${literal(name)}`;
  const page = `https://github\\.com/${repository}\\b`;
  const old = `${literal(tag)}(?![\\w-]|\\.\\d)`;
  return [
    `(?<=\\b${repository}(?:/[\\w./-]+)?[@#])${old}`,
    `(?<=--branch )${old}(?= ${page})`,
    `(?<=repo: ${page}\\s+rev: )${old}`,
    `(?<=\\b${asVariable(name)}_VERSION: )${old}`,
  ].map((pattern) => new RegExp(pattern, "g"));
}

/** Names on their own or before a dash, but not within a longer one; the first that fits. */
const word = (...names: string[]) =>
  new RegExp(`(?<![\\w-])(?:${names.map(literal).join("|")})(?![a-zA-Z\\d])`, "g");

const asVariable = (name: string) => name.toUpperCase().replaceAll("-", "_");

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
