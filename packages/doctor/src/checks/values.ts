import type { Fault } from "#diagnostics";
import { defineCheck, findingOf } from "../check.ts";

/** Codes of what definitions want filled in. */
const CODES: ReadonlySet<string> = new Set<Fault["code"]>([
  ...(["placeholder-unset", "variable-unset", "block-missing", "block-invalid"] as const),
  ...(["secret-in-clear", "settings-unreadable"] as const),
]);

/** Whether a fault is about a block, a variable or an environment variable that a definition names. */
export function isAboutValues({ code }: Pick<Fault, "code">): boolean {
  return CODES.has(code);
}

export const values = defineCheck({
  name: "values",
  looksAt: "The blocks, variables and `$ENV` that definitions name are there.",
  needs: ["files"],
  judge: ({ files: { faults, warnings } }) => {
    const told = (level: "error" | "warning") => (fault: Fault) =>
      findingOf(fault, { level, why: whyOf(fault), command: commandOf(fault) });
    return [
      ...faults.filter(isAboutValues).map(told("error")),
      ...warnings.filter(isAboutValues).map(told("warning")),
    ];
  },
});

function whyOf({ code }: Fault): string {
  switch (code) {
    case "block-missing":
    case "block-invalid":
      return "The deployment is refused until the block can be read.";
    case "secret-in-clear":
      return "Everybody who may see the deployment in Prefect can read it.";
    default:
      return "The text is stored without it.";
  }
}

function commandOf({ code, message }: Fault): string {
  const [, variable] = /environment variable (\w+)/.exec(message) ?? [];
  if (code === "variable-unset" && variable) return `export ${variable}=…`;
  if (code.startsWith("block-")) return "prefect block ls";
  if (code === "placeholder-unset") return "prefect variable ls";
  return "prefect-cicd validate";
}
