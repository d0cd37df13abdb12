import picomatch from "picomatch";
import { flowOf, nameOf } from "./deployment-key.ts";

/**
 * What a user may write to name deployments, everywhere the same:
 * - `all`: every deployment
 * - `tag:pr-12`: those that a server holds with that tag
 * - `name` or `flow/name`, in which `*`, `?`, `[abc]` and `{a,b}` are patterns; flow and name are matched apart, each as a
 *   whole, so that `my-flow/pr*` never means another flow's deployment. A backslash takes a character as it stands; a
 *   name that is written just like a pattern is meant along with what the pattern means
 * - the same with `#` and a schedule's id behind it: one schedule
 */
export type Selector = { text: string } & (
  | { kind: "all" }
  | { kind: "tag"; tag: string }
  | {
      kind: "key";
      /** Undefined where any flow is meant. */
      flow: Part | undefined;
      name: Part;
      scheduleId: string | undefined;
    }
);

/** A flow's or a deployment's name as it is asked for. */
export interface Part {
  /** The name, where it is a single one; undefined for a pattern. */
  exact: string | undefined;
  matches(name: string): boolean;
}

/** The selector of every deployment. */
export const ALL = "all";

const TAG = "tag:";
/** Behind an even number of backslashes, which stand for themselves. */
const SCHEDULE = /(?<=(?:^|[^\\])(?:\\\\)*)#([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
/** Whatever means something in a pattern, and the backslash that takes it away. */
const SPECIAL = /[\\*?[\]{}]/g;

export function parseSelector(text: string): Selector {
  if (text === ALL) return { text, kind: "all" };
  if (text.startsWith(TAG)) return { text, kind: "tag", tag: text.slice(TAG.length) };
  const scheduleId = SCHEDULE.exec(text)?.[1]?.toLowerCase();
  const key = text.replace(SCHEDULE, "");
  const slash = key.indexOf("/");
  return {
    text,
    kind: "key",
    flow: slash < 0 ? undefined : part(key.slice(0, slash)),
    name: part(key.slice(slash + 1)),
    scheduleId,
  };
}

/** Whether a deployment, by its key `flow-name/deployment-name`, is meant; a tag is known to a server alone. */
export function means(selector: Selector, key: string): boolean {
  if (selector.kind !== "key") return selector.kind === "all";
  return selector.name.matches(nameOf(key)) && (selector.flow?.matches(flowOf(key)) ?? true);
}

/**
 * The selector of just one deployment, whatever characters its names have: what is handed from one action to another names
 * deployments, and must not become a pattern on the way.
 *
 * @param key `flow-name/deployment-name`
 */
export function selectorOf(key: string): string {
  const escaped = key.replace(SPECIAL, "\\$&").replace(SCHEDULE, "\\$&");
  return escaped.startsWith(TAG) ? `\\${escaped}` : escaped;
}

/** The key that a selector made by {@link selectorOf} stands for; also of one in which nothing had to be escaped. */
export function keyOfSelector(text: string): string {
  return text.replace(/\\(.)/gs, "$1");
}

/** Whether a text is a pattern, not the name of one deployment. */
export function isPattern(selector: Selector): boolean {
  if (selector.kind !== "key") return true;
  return (
    selector.name.exact === undefined || (selector.flow !== undefined && selector.flow.exact === undefined)
  );
}

function part(text: string): Part {
  const isExact = !/(^|[^\\])(\\\\)*[*?[\]{}]/.test(text);
  if (isExact) {
    const exact = keyOfSelector(text);
    return { exact, matches: (name) => name === exact };
  }
  const matches = picomatch(text, { dot: true, nonegate: true, noextglob: true, bash: true });
  return { exact: undefined, matches };
}
