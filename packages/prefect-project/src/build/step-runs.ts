import type { Config } from "../config-value.ts";
import type { EffectiveSteps } from "../definitions/steps.ts";
import type { Problem } from "../model/coerce.ts";
import type { BuildContext } from "./build-context.ts";
import { type Part, part } from "./part.ts";

/** What is told of build and push steps, which are Python functions: not run here, to be run later, or refused. */
export function stepsNotRun(steps: EffectiveSteps, buildSteps: BuildContext["buildSteps"]): Part<null> {
  const sections = (["build", "push"] as const).filter((section) => steps[section].length > 0);
  switch (buildSteps) {
    case "ignore":
      return part(null, { notes: sections.map((section) => `Its ${section} steps are not run.`) });
    case "run":
      return part(null, {
        notes: sections.map(
          (section) =>
            `Its ${section} steps run when it is applied; what their outputs fill is left out here.`,
        ),
      });
    case "error":
      return part(null, { problems: sections.flatMap((section) => refused(section, steps[section])) });
    default:
      return part(null);
  }
}

/** What takes the place of a step, by what it does; the first that fits. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/docker|image/, "Build the image in a step of its own"],
  [
    /push_to_|blob_storage|upload/,
    "Copy the code there in a step of its own, or let workers clone it by a pull step `git_clone`",
  ],
  [/./, "Do what it does in a step of its own"],
];

/** One problem for each thing to do, at the first step that it is for. */
function refused(section: "build" | "push", steps: readonly Config[]): Problem[] {
  const firsts = new Map<string, { own: string; index: number }>();
  for (const [index, step] of steps.entries()) {
    for (const name of step.keys()) {
      const own = name.slice(name.lastIndexOf(".") + 1);
      const instead = INSTEAD.find(([does]) => does.test(own))?.[1] ?? "";
      if (!firsts.has(instead)) firsts.set(instead, { own, index });
    }
  }
  return [...firsts].map(([instead, { own, index }]) => ({
    path: [section, index],
    code: "step-not-run",
    message: `The ${section} step ${own} is a Python function, which is not run here.`,
    fix: `${instead}, or set build-steps to \`run\` (needs a Python with Prefect) or \`ignore\`.`,
  }));
}

/** Service level agreements are no part of a deployment that a self-hosted server knows. */
export function refusedAgreements(config: Config): Part<null> {
  const sla = config.get("sla");
  if (!Array.isArray(sla) || sla.length === 0) return part(null);
  const problem: Problem = {
    path: ["sla"],
    code: "sla-not-deployed",
    message: "Service level agreements are not deployed here: they exist on Prefect Cloud only.",
    fix: "Take `sla` out of the file and keep it with `prefect deploy` or Terraform.",
  };
  return part(null, { problems: [problem] });
}
