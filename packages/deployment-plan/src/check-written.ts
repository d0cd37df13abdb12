import pLimit from "p-limit";
import { type Fault, FaultError, type Reporter } from "#diagnostics";
import type { Automation, DeploymentRow, PrefectClient } from "#prefect-api";
import { compareWritten, type WrittenComparison } from "./compare-written.ts";
import type { DeploymentWriter } from "./deployment-writer.ts";
import { readAutomations } from "./read-automations.ts";
import { toLive } from "./to-live.ts";

/**
 * Looks once more at all that was written. What two applies at the same time have made twice is removed, by a rule that
 * both follow, so that exactly one stays; a deployment that the server doesn't hold as planned is a fault of its
 * writer.
 *
 * @returns what kept the whole look from being taken
 */
export async function checkWritten(
  client: PrefectClient,
  writers: readonly DeploymentWriter[],
  reporter: Reporter,
): Promise<Fault[]> {
  const written = writers.filter(({ hasBegun, made }) => hasBegun && made.id !== "");
  const kept = written.filter(({ planned }) => planned.action !== "delete");
  const gone = written.filter(({ planned, fault }) => planned.action === "delete" && fault === null);
  try {
    const [rows, automations, back] = await Promise.all([
      client.deployments.rowsWithIds(kept.map(({ made }) => made.id)),
      readAutomations(
        client,
        kept.filter(({ planned }) => planned.automations.length > 0).map(({ made }) => made.id),
      ),
      client.deployments.findByNames(gone.map(({ planned }) => planned)),
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const limit = pLimit(4);
    await Promise.all(
      kept.map((writer) =>
        limit(() => checkOne(client, writer, byId.get(writer.made.id), automations, reporter)),
      ),
    );
    const backAgain = new Set(back.map(({ key }) => key));
    for (const writer of gone) {
      const { key } = writer.planned;
      if (backAgain.has(key)) writer.refuse(`"${key}" was made anew by somebody else at the same time.`);
    }
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const message = "What was written could not be looked at once more.";
    return error.faults.map((fault) => ({ ...fault, message: `${message} ${fault.message}` }));
  }
}

async function checkOne(
  client: PrefectClient,
  writer: DeploymentWriter,
  row: DeploymentRow | undefined,
  automations: readonly Automation[],
  reporter: Reporter,
): Promise<void> {
  const { planned, made, fault } = writer;
  const { key, flowName } = planned;
  if (row === undefined) {
    if (fault === null) writer.refuse(`"${key}" was deleted by somebody else at the same time.`);
    return;
  }
  const found = compareWritten(planned, toLive(row, flowName, automations, false));
  const isMadeTwice = found.twice.schedules.length + found.twice.automations.length > 0;
  try {
    if (isMadeTwice) await removeTwice(client, row, found);
  } catch (error) {
    writer.fail(error);
  }
  if (isMadeTwice) {
    const message = `Somebody else wrote "${key}" at the same time. What was made twice by that is there once now.`;
    reporter.warning({ code: "written-meanwhile", message });
  }
  if (writer.fault !== null) return;
  made.newSchedules = found.newSchedules.map((id) => `${key}#${id}`);
  if (found.differences.length === 0) return;
  const parts = found.differences.join(", ");
  writer.refuse(
    `"${key}" is not what was planned once it was written: ${parts}. Somebody else wrote it at the same time, or the server keeps it in another way.`,
  );
}

async function removeTwice(
  client: PrefectClient,
  { id, paused }: DeploymentRow,
  { twice }: WrittenComparison,
): Promise<void> {
  for (const automation of twice.automations) await client.automations.delete(automation);
  for (const schedule of twice.schedules) await client.schedules.delete(id, schedule);
  // Deleting a schedule drops the runs of all.
  if (twice.schedules.length > 0 && !paused) await client.deployments.bringRunsBack(id);
}
