import { defineCheck, findingOf } from "../check.ts";

export const rights = defineCheck({
  name: "rights",
  looksAt: "The credentials may write deployments, variables and automations.",
  needs: ["rights"],
  judge: ({ rights: facts }) =>
    facts.flatMap(({ what, refusal }) =>
      refusal === null
        ? []
        : [
            findingOf(
              { ...refusal, message: `The credentials may not write ${what}: ${refusal.message}` },
              {
                level: "error",
                why: what === "variables" ? "Nothing is remembered of what was deployed." : "An apply fails.",
                command: "prefect config view",
              },
            ),
          ],
    ),
});
