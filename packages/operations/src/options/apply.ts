import { choice, flag, integer, text } from "#input-values";

/** What only an apply has: writing, and what is recorded of it. */
export const writeOptions = {
  "record-commit": choice(
    ["auto", "always", "never"],
    "Whether the commit is recorded on the server once everything selected is applied. The next detection starts there and adds what was left out, and an older commit is refused from then on. `auto`: in a CI run for anything but a pull or merge request.",
  ),
  "allow-older": flag(
    "Lets an older commit replace a newer one that was recorded. Otherwise the re-run of yesterday's job fails instead of rolling back.",
  ),
  "approved-plan": text(
    "A plan that was approved: the plan is made again, and nothing is written where anything of it differs. Less may be left to be done.",
    "file",
    { inAction: "The output `plan-file` of plan-deployments, handed on as an artifact of the same run." },
  ),
  "approved-digest": text(
    "Digest of the {approved-plan}, which came another way than the file: it is checked first.",
    "digest",
    { inAction: "The output `digest` of plan-deployments, as an output of its job." },
  ),
  "plan-only": flag("Shows and writes the plan, and changes nothing.", { only: "action" }),
};

export const concurrencyOption = {
  concurrency: integer(
    { whenEmpty: 4, minimum: 1, maximum: 64 },
    "Requests that are under way at the same time.",
  ),
};
