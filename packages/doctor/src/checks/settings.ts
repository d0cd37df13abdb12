import { defineCheck, type Finding } from "../check.ts";
import { shellWord } from "../shell-word.ts";

export const settings = defineCheck({
  name: "settings",
  looksAt:
    "Environments hold the variable PREFECT_API_URL, and for Prefect Cloud the secret PREFECT_API_KEY (by name).",
  needs: ["environments"],
  judge: ({ environments: { environments: all } }) =>
    [...all].flatMap(([name, { isThere, asksServer, variables, secrets }]): Finding[] => {
      if (!isThere || !asksServer) return [];
      const place = `--env ${shellWord(name)}`;
      const url = variables.get("PREFECT_API_URL");
      if (url === undefined)
        return [
          {
            code: "setting-missing",
            level: "error",
            message: `The environment ${name} has no variable PREFECT_API_URL${secrets.has("PREFECT_API_URL") ? ", but a secret of that name" : ""}.`,
            why: "Its jobs know no Prefect server.",
            command: `gh variable set PREFECT_API_URL ${place} --body https://…`,
          },
        ];
      const isCloud = /\b(?:api|app)\.prefect\.cloud\b/.test(url);
      if (!isCloud || secrets.has("PREFECT_API_KEY")) return [];
      return [
        {
          code: "setting-missing",
          level: "error",
          message: `The environment ${name} leads to Prefect Cloud, and has no secret PREFECT_API_KEY.`,
          why: "Prefect Cloud lets nobody in without a key.",
          command: `gh secret set PREFECT_API_KEY ${place}`,
        },
      ];
    }),
});
