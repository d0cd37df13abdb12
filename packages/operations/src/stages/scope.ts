import { isPattern, means, parseSelector } from "#deployment-plan";

/** What of the files belongs to the scope that a run is about. */
export interface Scope {
  /** As they were written; none where everything belongs to it. */
  patterns: readonly string[];
  /** @param key `flow-name/deployment-name` as in the files */
  contains(key: string): boolean;
}

const EVERYTHING: Scope = { patterns: [], contains: () => true };

/** A scope by the patterns among what is selected: a name alone chooses within a scope. */
export function scopeOf({ scope, deployments, scopePatterns }: Scoped): Scope {
  if (scope === undefined) return EVERYTHING;
  return scopeOfPatterns(scopePatterns ?? deployments.filter(isScopePattern));
}

interface Scoped {
  scope?: string | undefined;
  deployments: readonly string[];
  /** Known apart from the selection, where a file says what is selected. */
  scopePatterns?: readonly string[] | undefined;
}

/** A scope with what an earlier run has said of it too: a run by hand may have been about less. */
export function withRecorded(scope: Scope, recorded: readonly string[] = []): Scope {
  return recorded.length === 0 ? scope : scopeOfPatterns([...new Set([...recorded, ...scope.patterns])]);
}

/** Whether everything that is selected is a pattern: then a file may say what of it is meant. */
export function arePatterns(deployments: readonly string[]): boolean {
  return deployments.every(isScopePattern);
}

function scopeOfPatterns(patterns: readonly string[]): Scope {
  if (patterns.length === 0) return EVERYTHING;
  const selectors = patterns.map(parseSelector);
  return { patterns, contains: (key) => selectors.some((selector) => means(selector, key)) };
}

function isScopePattern(text: string): boolean {
  const selector = parseSelector(text);
  return selector.kind === "key" && isPattern(selector);
}
