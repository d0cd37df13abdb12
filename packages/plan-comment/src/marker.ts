/** Which run a comment is of. */
export interface RunOfComment {
  /** The commit that it is about. */
  head: string;
  /** Counts the runs, from 1. */
  run: number;
  /** Counts the attempts of one run, from 1. */
  attempt: number;
}

const STATES = ["changes", "none", "closed", "undeployed", "deployed"] as const;

/** What a comment says of itself, hidden from readers. */
export interface Marker extends RunOfComment {
  /** Which of the comments on one pull request it is. */
  name: string;
  /** `none` where a change was taken back; `closed`, `undeployed` and `deployed` after the end. */
  state: (typeof STATES)[number];
}

const OPENING = "<!-- prefect-cicd-plan ";
const MARKER = /<!-- prefect-cicd-plan (\{[^<>]*\}) -->\s*$/;

/** The marker as Markdown that shows nothing. */
export function markerText({ name, head, run, attempt, state }: Marker): string {
  // A comment of HTML ends at two hyphens, and neither a name nor a hash has them.
  const json = JSON.stringify({ name, head, run, attempt, state }).replaceAll("--", "");
  return `${OPENING}${json} -->\n`;
}

/** The marker at the end of a comment; undefined where there is none that can be read. */
export function readMarker(body: string): Marker | undefined {
  const [, json] = MARKER.exec(body) ?? [];
  if (json === undefined) return undefined;
  try {
    const { name, head, run, attempt, state } = JSON.parse(json) as Partial<Record<keyof Marker, unknown>>;
    if (typeof name !== "string" || typeof head !== "string") return undefined;
    if (typeof run !== "number" || typeof attempt !== "number") return undefined;
    const known = STATES.find((one) => one === state);
    return known && { name, head, run, attempt, state: known };
  } catch {
    return undefined;
  }
}

/** A comment's text without its marker. */
export function withoutMarker(body: string): string {
  return body.replace(MARKER, "").trimEnd();
}

/** Whether one run came after another. */
export function isNewer(one: RunOfComment, other: RunOfComment): boolean {
  return one.run === other.run ? one.attempt > other.attempt : one.run > other.run;
}
