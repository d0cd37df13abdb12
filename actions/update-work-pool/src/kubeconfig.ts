import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { maskSecret } from "#action-kit";
import { FaultError } from "#diagnostics";

/** A user's fields of a kubeconfig that can be shown. */
const HARMLESS = /^(client-certificate(-data)?|client-key|tokenFile|username|exec|auth-provider)$/;

/**
 * Runs `work` with the path of a kubeconfig. Given content instead of a path, it stands in a file that only this
 * user can read, for as long as the work takes.
 */
export async function withKubeconfig<T>(
  given: string | undefined,
  work: (path: string | undefined) => Promise<T>,
): Promise<T> {
  if (given === undefined || (!given.includes("\n") && !given.startsWith("{"))) return work(given);
  maskCredentials(given);
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP || tmpdir(), "kubeconfig-"));
  try {
    const path = join(folder, "config");
    await writeFile(path, given, { mode: 0o600 });
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function maskCredentials(content: string): void {
  const document = parseDocument(content);
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  const users = (value as { users?: unknown } | undefined)?.users;
  if (!Array.isArray(users)) {
    throw new FaultError({
      code: "input-invalid",
      message: "Input `kubeconfig` is neither a path nor the content of a kubeconfig.",
      fix: "Give the path of the file, or all of its text.",
    });
  }
  for (const { user } of users as { user?: Record<string, unknown> }[]) {
    for (const [field, text] of Object.entries(user ?? {})) {
      if (typeof text === "string" && !HARMLESS.test(field)) maskSecret(text);
    }
  }
}
