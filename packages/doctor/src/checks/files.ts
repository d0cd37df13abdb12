import { defineCheck, findingOf } from "../check.ts";
import { editCommand } from "../edit-command.ts";
import { isAboutValues } from "./values.ts";

export const files = defineCheck({
  name: "files",
  looksAt: "The files of definitions are as Prefect reads them, and each entry point leads to a flow.",
  needs: ["files"],
  judge: ({ files: { faults, warnings } }) => {
    const told = (level: "error" | "warning") => (fault: (typeof faults)[number]) =>
      findingOf(fault, {
        level,
        why: [
          level === "error" ? "It is not deployed." : "Prefect says nothing of it and goes on.",
          fault.fix,
        ]
          .filter(Boolean)
          .join(" "),
        command: fault.location ? editCommand(fault.location) : "prefect-cicd validate",
      });
    return [
      ...faults.filter((fault) => !isAboutValues(fault)).map(told("error")),
      ...warnings.filter((fault) => !isAboutValues(fault)).map(told("warning")),
    ];
  },
});
