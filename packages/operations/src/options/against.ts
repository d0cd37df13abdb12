import { choice, text } from "#input-values";
import { detectionOptions } from "./detect.ts";

const { head, ...comparison } = detectionOptions;

/** What a plan is held against. */
export const againstOptions = {
  against: choice(
    ["server", "base"],
    "`server` compares with what the server holds; `base` with the definitions of the base commit, which needs no server and no secret: what placeholders stand for is left open, and what only a server can tell is named as not checked.",
  ),
  base: comparison.base,
  "target-branch": comparison["target-branch"],
  head,
  "select-all-on": comparison["select-all-on"],
};

/** What lets a plan be approved and known again. */
export const planKeyOption = {
  "plan-key": text(
    "A secret of your own, the same where a plan is made and where it is applied: by it the plan's digest covers values that are masked. Without one the plan says which it does not cover.",
    "key",
    { only: "action", secret: true },
  ),
};
