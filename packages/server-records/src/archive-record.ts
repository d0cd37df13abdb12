import type { Reporter } from "#diagnostics";
import {
  type Archive,
  type ArchiveChange,
  archiveContent,
  isSameArchive,
  NOTHING_ARCHIVED,
  parseArchive,
  withArchiveChange,
} from "./archive.ts";
import { type DeployedFiles, described, namesKey, namesScope } from "./commit-target.ts";
import { type Found, type Records, readRecord, writeRecord } from "./record.ts";
import { variableName } from "./variable-name.ts";

/** How often a change is made again where somebody else writes at the same time. */
const ATTEMPTS = 5;

const archiveVariable = (target: DeployedFiles) => variableName(namesKey("archive", target));

/**
 * What is remembered of deployments for when they are no longer in the files.
 *
 * @throws FaultError where a newer release has written it
 */
export async function readArchive(
  server: Records,
  target: DeployedFiles,
  reporter: Reporter,
): Promise<Archive> {
  const name = archiveVariable(target);
  const archive = archiveOf(await readRecord(server, name));
  if (!archive.isKnown)
    reporter.warning({
      code: "record-unreadable",
      message: `The Prefect variable ${name} does not tell what was archived from here, and what is kept: nothing is removed until it does.`,
      fix: "Restore it; or delete it: then what is archived stays off when it comes back, and what `keep` protects has to be applied once more before it leaves the files.",
    });
  return archive;
}

/** Takes a change in, and looks afterwards whether it stands. Nothing is sent where it tells nothing new. */
export async function changeArchive(
  server: Records,
  target: DeployedFiles,
  change: ArchiveChange,
): Promise<void> {
  const name = archiveVariable(target);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = await readRecord(server, name);
    const before = archiveOf(found);
    const after = withArchiveChange(before, change);
    if (!before.isKnown || isSameArchive(before, after)) return;
    const about = described({ ...target, scope: namesScope(target) });
    await writeRecord(server, name, archiveContent(about, after), found.hasParts);
  }
}

function archiveOf({ state, value }: Found): Archive {
  if (state === "absent") return NOTHING_ARCHIVED;
  return parseArchive(value) ?? { ...NOTHING_ARCHIVED, isKnown: false };
}
