import { shortCommit } from "#git";
import { isNewer, type Marker, markerText, type RunOfComment, readMarker, withoutMarker } from "./marker.ts";

/** A comment as a host lists it. */
export interface ExistingComment {
  id: number;
  body: string;
  /** Who wrote it, as the host names accounts. */
  author: string;
}

/**
 * How a pull request ended. `closed`: without a merge, and not all is cleaned up; `undeployed`: merged, and production's
 * run failed.
 */
export type Outcome = "merged" | "deployed" | "undeployed" | "cleaned-up" | "closed";

export interface CommentSituation {
  /** All comments of the pull request, oldest first. */
  comments: readonly ExistingComment[];
  /** Who we are there: a marker in somebody else's comment counts for nothing. */
  author: string;
  /** Which of several comments on one pull request this is. */
  name: string;
  run: RunOfComment;
  /** What there is to say; null where nothing changes. */
  text: string | null;
  /** How the pull request ended, for the last edit; null while it is open. */
  outcome: Outcome | null;
  /** What the last edit says besides, as a line of Markdown; may be empty. */
  note: string;
  /** Whether the host says that the pull request is open by now. */
  isOpen: boolean;
  /** Its newest commit by now; null where the host doesn't tell. */
  newestHead: string | null;
}

/** What is to be done with the comment. */
export type Decision =
  | { action: "create"; body: string }
  | { action: "update"; id: number; body: string }
  | { action: "leave"; id: number; why: string }
  | { action: "nothing"; why: string };

/**
 * What becomes of the one comment: it is made when there is first something to say, edited by later runs and never by
 * earlier ones, says so where a change was taken back, and gets a last edit at the end.
 */
export function decideComment(situation: CommentSituation): Decision {
  const { name, run, text, outcome, isOpen, newestHead } = situation;
  const own = ownComment(situation);
  if (own === undefined) {
    if (outcome !== null || text === null) return { action: "nothing", why: "nothing changes" };
    if (!isOpen) return { action: "nothing", why: "the pull request is closed" };
    // The newer commit's run may have found nothing to say, and left no comment to tell that.
    if (newestHead !== null && newestHead !== run.head)
      return { action: "nothing", why: "a newer commit is there" };
    return { action: "create", body: bodyOf(text, { ...run, name, state: "changes" }) };
  }
  const { id, body, marker } = own;
  if (outcome !== null) return closing(own, outcome, situation.note);
  if (!isOpen) return { action: "leave", id, why: "the pull request is closed" };
  if (isNewer(marker, run)) return { action: "leave", id, why: `run ${marker.run} is newer` };
  const state = text === null ? "none" : "changes";
  const next = bodyOf(text ?? takenBack(run), { ...run, name, state });
  return next === body
    ? { action: "leave", id, why: "it says so already" }
    : { action: "update", id, body: next };
}

interface OwnComment extends ExistingComment {
  marker: Marker;
}

/** Our comment; where two runs made one each, the older one, with the newest marker of all. */
function ownComment({ comments, author, name }: CommentSituation): OwnComment | undefined {
  const own = comments.flatMap((comment): OwnComment[] => {
    const marker = comment.author === author ? readMarker(comment.body) : undefined;
    return marker?.name === name ? [{ ...comment, marker }] : [];
  });
  const [first] = own;
  if (first === undefined) return undefined;
  const newest = own.reduce((best, one) => (isNewer(one.marker, best.marker) ? one : best), first);
  return { ...first, marker: { ...newest.marker, state: first.marker.state } };
}

const OUTCOMES: Record<Outcome, string> = {
  merged: "🟣 **Merged**: what was planned comes to production by the run of the merge or the release.",
  deployed: "✅ **Merged and deployed.**",
  undeployed:
    "❌ **Merged, and not deployed**: production's run failed. The same run once more, or the next one, brings what is missing.",
  "cleaned-up": "⚪ **Closed without a merge, and cleaned up**: nothing of it reaches production.",
  closed: "⚪ **Closed without a merge**: nothing of it reaches production.",
};

const FOLD = "<details><summary>What was planned</summary>";

/** What is known of the end, the most last. */
const ENDS: readonly Marker["state"][] = ["closed", "undeployed", "deployed"];

/**
 * The last edit keeps what was said, folded. The merge's run and the one of the pull request's end finish in any order,
 * and what was deployed once stays so when an old run is started again.
 */
function closing({ id, body, marker }: OwnComment, outcome: Outcome, note: string): Decision {
  const said = withoutMarker(body);
  const state = outcome === "deployed" || outcome === "undeployed" ? outcome : "closed";
  if (ENDS.indexOf(marker.state) > ENDS.indexOf(state))
    return { action: "leave", id, why: "it says more already" };
  const isClosed = ENDS.includes(marker.state) && said.includes(FOLD);
  const kept = isClosed ? said.slice(said.indexOf(FOLD)) : `${FOLD}\n\n${said}\n\n</details>`;
  const next = bodyOf(`${OUTCOMES[outcome]}\n\n${note === "" ? "" : `${note}\n`}${kept}\n`, {
    ...marker,
    state,
  });
  return next === body
    ? { action: "leave", id, why: "it says so already" }
    : { action: "update", id, body: next };
}

function takenBack({ head }: RunOfComment): string {
  return `⚪ **This no longer changes any deployment**: what an earlier commit changed was taken back by <code>${shortCommit(head)}</code>.\n`;
}

function bodyOf(text: string, marker: Marker): string {
  return `${text.trimEnd()}\n\n${markerText(marker)}`;
}
