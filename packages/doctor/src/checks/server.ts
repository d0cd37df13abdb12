import { defineCheck, findingOf } from "../check.ts";

export const server = defineCheck({
  name: "server",
  looksAt: "The Prefect API is reached, is one of a supported version, and takes the credentials.",
  needs: ["reach"],
  judge: ({ reach: { apiUrl, faults } }) =>
    faults.map((fault) =>
      findingOf(fault, {
        level: "error",
        why: "Nothing can be planned or deployed there.",
        // Only self-hosted servers have this address; it needs credentials as all others do.
        command: `curl --include ${apiUrl}/admin/version`,
      }),
    ),
});
