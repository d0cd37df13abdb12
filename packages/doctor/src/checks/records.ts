import { defineCheck, findingOf } from "../check.ts";

export const records = defineCheck({
  name: "records",
  looksAt: "What is kept on the server of deployed commits and of the inventory can be read.",
  needs: ["records"],
  judge: ({ records: faults }) =>
    faults.map((fault) =>
      findingOf(fault, {
        level: fault.code === "record-newer" ? "error" : "warning",
        why: "What was deployed before is not known, so that the next run selects more than it has to.",
        command: "prefect variable ls",
      }),
    ),
});
