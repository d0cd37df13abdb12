import picomatch from "picomatch";
import { type Fault, similarNames, throwIfAny } from "#diagnostics";
import { flowOf, nameOf } from "./deployment-key.ts";

/** What can be selected: a deployment of the files. */
export interface Selectable {
  /** `flow-name/deployment-name`, as it is on the server. */
  key: string;
  /** The same as in the file, where a name prefix makes a difference: it selects too. */
  fileKey?: string;
}

export interface Selection {
  /** Keys of deployments of the files, in their order. */
  selected: string[];
  /** Keys of live deployments with a selected tag that the files don't have. */
  removed: string[];
}

/** The selector of every deployment of the files. */
export const ALL = "all";

/** Keys of the live deployments that have a tag. */
export type TaggedKeys = ReadonlyMap<string, readonly string[]>;

/** The tags that selectors name: `tag:pr-12` names `pr-12`. Their live deployments have to be read first. */
export function tagsOf(selectors: readonly string[]): string[] {
  return [...new Set(selectors.filter(isTag).map((selector) => selector.slice(TAG.length)))];
}

/**
 * Resolves what a user selected. A selector is
 * - `all`: every deployment of the files
 * - `flow/name` or `name`: that deployment, or each of that name
 * - either of them with `*`, `?`, `[abc]` or `{a,b}`: flow and name are matched apart, each as a whole, so that
 *   `my-flow/pr*` never selects another flow's deployment
 * - `tag:pr-12`: the live deployments with that tag; those that the files don't have are returned as removed
 *
 * Nothing selected twice is returned twice. No selectors select nothing.
 *
 * @throws FaultError for every selector but a tag that selects nothing: a misspelt name is never a removal
 */
export function resolveSelection(
  selectors: readonly string[],
  files: readonly Selectable[],
  tagged: TaggedKeys = new Map(),
): Selection {
  const selected = new Set<string>();
  const removed = new Set<string>();
  const faults: Fault[] = [];
  const known = new Set(files.map(({ key }) => key));
  for (const selector of selectors) {
    if (isTag(selector)) {
      for (const key of tagged.get(selector.slice(TAG.length)) ?? []) {
        (known.has(key) ? selected : removed).add(key);
      }
      continue;
    }
    const matches = select(selector, files);
    if (matches.length === 0 && !(selector === ALL && files.length === 0)) {
      faults.push(unknown(selector, files));
    }
    for (const { key } of matches) selected.add(key);
  }
  throwIfAny(faults);
  return {
    selected: files.map(({ key }) => key).filter((key) => selected.has(key)),
    removed: [...removed],
  };
}

/**
 * Takes away from a selection what `exceptions` name, by the same selectors but tags. One that names nothing is no
 * fault: what is to be spared need not be there.
 */
export function spare(
  selection: Selection,
  exceptions: readonly string[],
  files: readonly Selectable[],
): Selection {
  const removed = selection.removed.map((key) => ({ key }));
  const spared = new Set(
    exceptions
      .flatMap((selector) => [...select(selector, files), ...select(selector, removed)])
      .map(({ key }) => key),
  );
  const isLeft = (key: string) => !spared.has(key);
  return { selected: selection.selected.filter(isLeft), removed: selection.removed.filter(isLeft) };
}

const TAG = "tag:";

function isTag(selector: string): boolean {
  return selector.startsWith(TAG);
}

function select(selector: string, files: readonly Selectable[]): Selectable[] {
  if (selector === ALL) return [...files];
  // A name may hold characters that mean something in a pattern: so it is tried as it stands first.
  const exact = files.filter((file) =>
    keysOf(file).some((key) => key === selector || nameOf(key) === selector),
  );
  if (exact.length > 0) return exact;
  const matches = matcher(selector);
  return files.filter((file) => keysOf(file).some(matches));
}

function matcher(selector: string): (key: string) => boolean {
  const slash = selector.indexOf("/");
  const matchesName = glob(selector.slice(slash + 1));
  const matchesFlow = slash < 0 ? () => true : glob(selector.slice(0, slash));
  return (key) => matchesFlow(flowOf(key)) && matchesName(nameOf(key));
}

function glob(pattern: string): (text: string) => boolean {
  return picomatch(pattern, { dot: true, nonegate: true, noextglob: true, bash: true });
}

function keysOf({ key, fileKey }: Selectable): string[] {
  return fileKey === undefined ? [key] : [key, fileKey];
}

function unknown(selector: string, files: readonly Selectable[]): Fault {
  const isPattern = /[*?[{]/.test(selector);
  const near = isPattern ? [] : suggestions(selector, files);
  return {
    message: `${isPattern ? "The pattern" : "The deployment"} "${selector}" matches no deployment of the files.`,
    fix:
      near.length > 0
        ? `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`
        : "Select by deployment name, by flow-name/deployment-name, or by a pattern of them.",
  };
}

/** At most three names that are a few letters away. */
function suggestions(selector: string, files: readonly Selectable[]): string[] {
  const names = files.flatMap((file) =>
    keysOf(file).map((key) => (selector.includes("/") ? key : nameOf(key))),
  );
  const limit = Math.max(2, Math.floor(selector.length / 3));
  return similarNames(selector, names, limit).slice(0, 3);
}
