import { type Fault, similarNames, throwIfAny } from "#diagnostics";
import { nameOf } from "./deployment-key.ts";
import { isPattern, means, parseSelector, type Selector } from "./selector.ts";

/** What can be selected: a deployment of the files. */
export interface Selectable {
  /** `flow-name/deployment-name`, as it is on the server. */
  key: string;
  /** The same as in the file, where a name prefix makes a difference: it selects too. */
  unprefixedKey?: string;
}

export interface Selection {
  /** Keys of deployments of the files, in their order. */
  selected: string[];
  /** Keys of live deployments with a selected tag that the files don't have. */
  removed: string[];
}

/** Keys of the live deployments that have a tag. */
export type TaggedKeys = ReadonlyMap<string, readonly string[]>;

/** The tags that selectors name: `tag:pr-12` names `pr-12`. Their live deployments have to be read first. */
export function tagsOf(selectors: readonly string[]): string[] {
  const tags = selectors.map(parseSelector).flatMap((one) => (one.kind === "tag" ? [one.tag] : []));
  return [...new Set(tags)];
}

/**
 * Resolves what a user selected, see {@link Selector}. Live deployments with a selected tag that the files don't have are
 * returned as removed. Nothing selected twice is returned twice. No selectors select nothing.
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
  for (const selector of selectors.map(parseSelector)) {
    if (selector.kind === "tag") {
      for (const key of tagged.get(selector.tag) ?? []) (known.has(key) ? selected : removed).add(key);
      continue;
    }
    const matches = meant(selector, files);
    if (matches.length === 0 && !(selector.kind === "all" && files.length === 0)) {
      faults.push(matchesNothing(selector, files));
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
 * fault: what is to be left alone need not be there.
 */
export function exclude(
  selection: Selection,
  exceptions: readonly string[],
  files: readonly Selectable[],
): Selection {
  const removed = selection.removed.map((key) => ({ key }));
  const excluded = new Set(
    exceptions
      .map(parseSelector)
      .flatMap((selector) => [...meant(selector, files), ...meant(selector, removed)])
      .map(({ key }) => key),
  );
  const isLeft = (key: string) => !excluded.has(key);
  return { selected: selection.selected.filter(isLeft), removed: selection.removed.filter(isLeft) };
}

function meant(selector: Selector, files: readonly Selectable[]): Selectable[] {
  return files.filter((file) => keysOf(file).some((key) => means(selector, key)));
}

function keysOf({ key, unprefixedKey }: Selectable): string[] {
  return unprefixedKey === undefined ? [key] : [key, unprefixedKey];
}

function matchesNothing(selector: Selector, files: readonly Selectable[]): Fault {
  const { text } = selector;
  const pattern = isPattern(selector);
  const near = pattern ? [] : suggestions(text, files);
  return {
    code: "selector-unmatched",
    message: `${pattern ? "The pattern" : "The deployment"} "${text}" matches no deployment of the files.`,
    fix:
      near.length > 0
        ? `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`
        : "Select by deployment name, by flow-name/deployment-name, or by a pattern of them.",
  };
}

/** At most three names that are a few letters away. */
function suggestions(text: string, files: readonly Selectable[]): string[] {
  const names = files.flatMap((file) => keysOf(file).map((key) => (text.includes("/") ? key : nameOf(key))));
  const limit = Math.max(2, Math.floor(text.length / 3));
  return similarNames(text, names, limit).slice(0, 3);
}
