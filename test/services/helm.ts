import { join } from "node:path";
import { goProgram } from "./go-program.ts";

/** The version of Helm that the tests build and use. */
export const HELM_VERSION = "3.22.0";

/** Path of a Helm built from its module; made on first use (about 80 s). */
export async function helmProgram(): Promise<string> {
  return join(await goProgram("helm.sh/helm/v3/cmd/helm", `v${HELM_VERSION}`), "helm");
}
