import { type Base, type DetectedChanges, type DetectionRequest, detectChanges } from "#change-detection";
import { runLocally } from "#command";
import { openRepository } from "#git";
import { type TemporaryRepository, temporaryRepository } from "../../git/test/temporary-repository.ts";

export type Files = Record<string, string | Buffer | null>;

/** A prefect.yaml with these deployments: name over entry point and, after it, further lines. */
export function prefectYaml(deployments: Record<string, string>, before = ""): string {
  const entries = Object.entries(deployments).map(([name, rest]) => {
    const [entrypoint, ...lines] = rest.split("\n");
    const more = lines.map((line) => `    ${line}\n`).join("");
    return `  - name: ${JSON.stringify(name)}\n    entrypoint: ${entrypoint}\n${more}`;
  });
  const list = entries.length > 0 ? `deployments:\n${entries.join("")}` : "deployments: []\n";
  return `${before}${list}`;
}

/** A script with one flow of the given name. */
export function flowSource(name: string, imports = "", body = "pass"): string {
  return `from prefect import flow\n${imports}\n\n@flow(name=${JSON.stringify(name)})\ndef run():\n    ${body}\n`;
}

/** Commits `before`, then `after` on top of it, and compares the two. */
export async function detect(
  before: Files,
  after: Files,
  options: Partial<DetectionRequest> = {},
): Promise<DetectedChanges> {
  const sample = await temporaryRepository();
  const base = await sample.commit(before);
  const head = await sample.commit(after);
  return compare(sample, { commit: base, why: "the base" }, head, options);
}

export async function compare(
  sample: TemporaryRepository,
  base: Base,
  head: string,
  options: Partial<DetectionRequest> = {},
): Promise<DetectedChanges> {
  const repository = await openRepository(runLocally, sample.root);
  return detectChanges({ repository, base, head, prefectFiles: ["prefect.yaml"], ...options });
}

/** `change key: reason` of each deployment. */
export function told({ deployments }: DetectedChanges): string[] {
  return deployments.map(({ change, key, reason }) => `${change} ${key}: ${reason}`);
}
