// `npm run parity`: compares what `prefect deploy` and ours store of real repositories.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { compareCorpus } from "./compare-corpus.ts";
import { type CorpusEntry, keyOf } from "./corpus.ts";
import { type Finding, isUnnamed } from "./finding.ts";
import { parityPage, parityReport, unnamedDetails } from "./report.ts";
import { appendJsonLine, readJsonLines } from "./results.ts";

const USAGE = `npm run parity -- --corpus LIST --repositories DIR [--results FILE] [--limit N] [--parallel N] [--only TEXT]

  --corpus        JSON lines of {"repo": "owner/name", "path": "prefect.yaml", "ref": "HEAD"}
  --repositories  folder with the clones or mirrors, each named owner+name
  --results       JSON lines of what was found; entries that are in it already aren't compared again
  --limit         how many entries to compare at most in this run
  --parallel      how many entries to compare at the same time (2)
  --seconds       how long prefect deploy of one deployment may take (60)
  --python        interpreter that runs the repositories' code (python3); code may need a newer one
  --only          compare entries whose repository and path contain this text
  --details       print every unnamed difference with its values below the table
  --report        write the tables to this file, as a page of the docs

The code of the repositories is imported by prefect deploy. Run this on a machine where that does no harm.`;

const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    repositories: { type: "string" },
    results: { type: "string" },
    limit: { type: "string", default: "100000" },
    parallel: { type: "string", default: "2" },
    seconds: { type: "string", default: "60" },
    only: { type: "string", default: "" },
    details: { type: "boolean", default: false },
    report: { type: "string" },
    python: { type: "string" },
  },
});

if (values.corpus === undefined || values.repositories === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  process.exitCode = await run(values.corpus, values.repositories);
}

async function run(corpus: string, repositories: string): Promise<number> {
  const { results } = values;
  const findings = results === undefined ? [] : await readJsonLines<Finding>(results);
  const known = new Set(findings.map(keyOf));
  const entries = (await readJsonLines<CorpusEntry>(corpus))
    .filter((entry) => !known.has(keyOf(entry)) && keyOf(entry).includes(values.only))
    .slice(0, Number(values.limit));
  await compareCorpus(entries, {
    repositories,
    parallel: Number(values.parallel),
    seconds: Number(values.seconds),
    python: values.python,
    async onFinding(finding) {
      findings.push(finding);
      console.error(`${findings.length}: ${keyOf(finding)} ${finding.missing ?? finding.deployments.length}`);
      if (results !== undefined) await appendJsonLine(results, finding);
    },
  });
  findings.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const report = parityReport(findings);
  console.log(report);
  if (values.details) console.log(unnamedDetails(findings));
  if (values.report !== undefined) await writeFile(values.report, parityPage(findings));
  return findings.some(({ deployments }) => deployments.some(isUnnamed)) ? 1 : 0;
}
