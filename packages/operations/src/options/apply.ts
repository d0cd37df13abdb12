import { choice, flag, integer } from "#input-values";

/** What only an apply has: writing, and what is recorded of it. */
export const writeOptions = {
  "record-commit": choice(
    ["auto", "always", "never"],
    "Whether the commit is recorded on the server once everything selected is applied. The next detection starts there and adds what was left out, and an older commit is refused from then on. `auto`: in a CI run for anything but a pull or merge request.",
  ),
  "allow-older": flag(
    "Lets an older commit replace a newer one that was recorded. Otherwise the re-run of yesterday's job fails instead of rolling back.",
  ),
  "plan-only": flag("Shows and writes the plan, and changes nothing.", { only: "action" }),
};

export const concurrencyOption = {
  concurrency: integer(
    { whenEmpty: 4, minimum: 1, maximum: 64 },
    "Requests that are under way at the same time.",
  ),
};
