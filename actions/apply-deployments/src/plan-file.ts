import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShownPlan } from "#deployment-plan";
import { jsonText } from "#json";

/** GitHub takes 1 MiB of outputs a job, and the other outputs and steps need room too. */
const LONGEST_OUTPUT = 512 * 1024;

/** Writes the plan to a file of the job. `text` is the same for an output, or empty where it is too long for one. */
export async function writePlanFile(plan: ShownPlan): Promise<{ text: string; file: string }> {
  const json = jsonText(plan, { indent: 2 });
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP || tmpdir(), "plan-"));
  const file = join(folder, "plan.json");
  await writeFile(file, `${json}\n`);
  const text = jsonText(plan);
  return { text: Buffer.byteLength(text) > LONGEST_OUTPUT ? "" : text, file };
}
