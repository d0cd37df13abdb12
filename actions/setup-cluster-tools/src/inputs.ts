import { type InputReader, maskSecret } from "#action-kit";
import { type Mirror, parseMirror, TOOLS, type ToolsRequest, versionFault } from "#cluster-tools";
import { FaultError } from "#diagnostics";

export type Inputs = Pick<ToolsRequest, "versions" | "mirror" | "timeoutSeconds" | "planOnly">;

export function inputs(input: InputReader): Inputs {
  const versions: Inputs["versions"] = {
    k3s: input.optional("k3s-version"),
    helm: input.optional("helm-version"),
    kubectl: input.optional("kubectl-version"),
  };
  for (const tool of TOOLS) {
    const version = versions[tool];
    const fault = version && versionFault(tool, version);
    if (fault) input.faults.push(fault);
  }
  return {
    versions,
    mirror: readMirror(input),
    timeoutSeconds: input.duration("timeout", "5m", { minimum: 1, maximum: 86_400 }),
    planOnly: input.boolean("plan-only"),
  };
}

function readMirror(input: InputReader): Mirror | undefined {
  const text = input.optional("mirror");
  if (!text) return undefined;
  maskLogin(text);
  try {
    return parseMirror(text);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    input.faults.push(...error.faults);
    return undefined;
  }
}

/** The password, as it is written and as it is sent. */
function maskLogin(text: string): void {
  if (!URL.canParse(text)) return;
  const { password } = new URL(text);
  if (!password) return;
  maskSecret(password);
  maskSecret(decodeURIComponent(password));
  maskSecret(parseMirror(text).authorization?.replace("Basic ", ""));
}
