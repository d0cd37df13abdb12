import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { annotateWarning, surroundings } from "#action-kit";
import { type Fault, throwIfAny } from "#diagnostics";
import type { CheckedFinding, Diagnosis } from "#doctor";
import { defaultsOf } from "#input-values";
import { diagnose, doctorOptions, type Suite } from "#operations";
import type { Inputs } from "./inputs.ts";

/** The whole setup; what validation has told already is left out. Null where it is not asked for. */
export async function examined(inputs: Inputs): Promise<Diagnosis | null> {
  if (inputs.doctor === "off") return null;
  const { env, ...around } = surroundings();
  const { githubToken } = inputs;
  return diagnose({
    ...defaultsOf(doctorOptions),
    ...inputs,
    ...around,
    env: { ...env, ...(githubToken === undefined ? {} : { GITHUB_TOKEN: githubToken }) },
    githubToken: undefined,
    skip: ["files", "values"],
    suite: suite(),
  });
}

/**
 * Makes annotations of what was found.
 *
 * @throws FaultError with what will not work, where it shall fail
 */
export function tell({ findings }: Diagnosis, doctor: Inputs["doctor"]): void {
  const errors = findings.filter(({ level }) => level === "error");
  for (const finding of findings) {
    if (finding.level === "warning" || doctor === "warn") annotateWarning(faultOf(finding));
  }
  if (doctor === "fail") throwIfAny(errors.map(faultOf));
}

function faultOf({ code, message, location, deployments, why, command }: CheckedFinding): Fault {
  return {
    ...{ code, message, fix: `${why} ${command}` },
    ...(location ? { location } : {}),
    ...(deployments ? { deployments } : {}),
  };
}

/** The action lies in the suite's own repository, as GitHub has fetched it. */
function suite(): Suite {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
  const { version, repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
    repository: { url: string };
  };
  const [, name = ""] = /github\.com\/(.+)\.git$/.exec(repository.url) ?? [];
  return { repository: name, release: `v${version}`, templates: join(root, "workflows-templates") };
}
