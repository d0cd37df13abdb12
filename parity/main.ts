// `npm run parity`: reads every deployment of a list of real repositories without a server, and tells what is refused.
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CorpusEntry, type Finding, readEntry } from "./read-entry.ts";
import { parityTable } from "./table.ts";

const USAGE = `npm run parity -- --corpus LIST --repositories DIR [--results FILE] [--limit N] [--reasons]

  --corpus        JSON lines of {"repo": "owner/name", "path": "prefect.yaml"}
  --repositories  folder with the clones, each named owner+name; entries without a clone are passed over
  --results       JSON lines of what was found; entries that are in it already aren't read again
  --limit         how many entries to read at most in this run
  --reasons       print every refusal and approximation below the table`;

const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    repositories: { type: "string" },
    results: { type: "string" },
    limit: { type: "string" },
    reasons: { type: "boolean", default: false },
  },
});

if (values.corpus === undefined || values.repositories === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  await run(values.corpus, values.repositories);
}

async function run(corpus: string, repositories: string): Promise<void> {
  const findings = values.results === undefined ? [] : await jsonLines<Finding>(values.results);
  const known = new Set(findings.map(keyOf));
  let left = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
  for (const entry of await jsonLines<CorpusEntry>(corpus)) {
    if (left <= 0 || known.has(keyOf(entry))) continue;
    const finding = await readEntry(entry, join(repositories, entry.repo.replace("/", "+")));
    if (!finding) continue;
    left -= 1;
    findings.push(finding);
    if (values.results !== undefined) await appendFile(values.results, `${JSON.stringify(finding)}\n`);
  }
  console.log(parityTable(findings, values.reasons));
}

function keyOf({ repo, path }: CorpusEntry): string {
  return `${repo}:${path}`;
}

/** A file that isn't there yet has no lines. */
async function jsonLines<T>(path: string): Promise<T[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}
