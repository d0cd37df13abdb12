import { jsonText } from "#json";
import { escapeMarkdown, table } from "#markdown";
import { type DeploymentFinding, type Finding, isUnnamed, namesOf } from "./finding.ts";
import { kindOfRefusal } from "./refusal-kinds.ts";

/** What was found, as Markdown: the sums, why what was refused was refused, and a row for each file. */
export function parityReport(findings: readonly Finding[]): string {
  const compared = findings.filter(({ missing }) => missing === null);
  const deployments = compared.flatMap((finding) => finding.deployments);
  const repositories = new Set(compared.map(({ repo }) => repo)).size;
  const rows = compared.map(({ repo, path, deployments: own }) => [
    escapeMarkdown(repo),
    escapeMarkdown(path),
    ...countsOf(own).map(String),
    escapeMarkdown(remarkOn(own)),
  ]);
  const sums = [`**${repositories} repositories**`, `**${compared.length} files**`];
  const days = [...new Set(findings.map(({ day }) => day))].sort();
  const versions = [...new Set(findings.map(({ prefect }) => prefect))].sort();
  const sections = [
    `Prefect ${versions.join(", ")}; compared ${[...new Set([days[0], days.at(-1)])].join(" to ")}.\n`,
    table(HEADERS, [[...sums, ...countsOf(deployments).map(String), ""]]),
    missingText(findings),
    countTable("Difference on purpose", deployments.flatMap(namesOf)),
    countTable(
      "Why both refuse",
      deployments.filter(({ outcome }) => outcome === "both refuse").map(kindOfRefusal),
    ),
    countTable(
      "Why there is no reference",
      deployments.filter(({ outcome }) => outcome === "no reference").map(kindOfRefusal),
    ),
    countTable(
      "How `prefect deploy` read the flow",
      deployments.map(({ how }) => (how === null ? "not at all" : HOW[how])),
    ),
    table(HEADERS, rows),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

/** The report as a page of the docs. */
export function parityPage(findings: readonly Finding[]): string {
  return `${INTRODUCTION}\n${parityReport(findings)}`;
}

const INTRODUCTION = `# Parity with \`prefect deploy\`

What \`prefect deploy\` and \`apply-deployments\` store of the same prefect files of public repositories, compared field by field: schedules, parameter schemas and automations too. Made by \`npm run parity\`; the differences on purpose are those of [the page of differences](differences-from-prefect-deploy.md).

- Each deployment is deployed by itself, by the code of \`prefect deploy\`, to an empty server, and the file by ours to an empty server too.
- Packages that a flow imports and that are not installed are stood in for, since Prefect stores the same once they are installed. So are work pools, blocks, variables and environment variables that a file names. Where a flow can't be imported all the same, Prefect's own fallback, the syntax tree, is what counts.
- Both sides leave build and push steps out.
- No reference: the flow's code can't be imported with stand-ins, and the fallback fails too.
`;

const HOW = {
  imported: "imported",
  "stand-ins": "imported, with stand-ins for packages that are not installed",
  fallback: "from the syntax tree, since the import failed",
};

function countTable(title: string, values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const rows = [...counts].sort(([, one], [, other]) => other - one);
  return rows.length === 0
    ? ""
    : table(
        [title, "Deployments"],
        rows.map(([value, count]) => [value, String(count)]),
      );
}

const HEADERS = [
  "Repository",
  "File",
  "Deployments",
  "Equal",
  "Equal but for named differences",
  "Both refuse",
  "Refused or accepted by name",
  "No reference",
  "Unnamed",
  "Remarks",
];

function countsOf(deployments: readonly DeploymentFinding[]): number[] {
  const count = (test: (one: DeploymentFinding) => boolean) => deployments.filter(test).length;
  return [
    deployments.length,
    count(({ outcome, named }) => outcome === "equal" && named.length === 0),
    count(({ outcome, named }) => outcome === "equal" && named.length > 0),
    count(({ outcome }) => outcome === "both refuse"),
    count((one) => (one.outcome === "refused" || one.outcome === "accepted") && !isUnnamed(one)),
    count(({ outcome }) => outcome === "no reference"),
    count(isUnnamed),
  ];
}

/** The names of differences and the fields of others; no text of the repository. */
function remarkOn(deployments: readonly DeploymentFinding[]): string {
  const remarks = deployments.flatMap((one) => [
    ...namesOf(one),
    ...one.fields.map(({ field }) => `differs: ${field}`),
    ...(isUnnamed(one) && one.outcome !== "different" ? [`${one.outcome} without need`] : []),
  ]);
  return [...new Set(remarks)].sort().join(", ");
}

function missingText(findings: readonly Finding[]): string {
  const missing = findings.filter((finding) => finding.missing !== null);
  return missing.length === 0
    ? ""
    : `${missing.length} more files of the list could not be compared: the clone lacks them.\n`;
}

/** Every unnamed difference and refusal with its values, for whoever fixes it. */
export function unnamedDetails(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ repo, path, deployments }) =>
      deployments.filter(isUnnamed).map((one) => {
        const values = one.fields.map(
          ({ field, theirs, ours }) =>
            `  ${field}\n    prefect: ${jsonText(theirs)}\n    ours:    ${jsonText(ours)}\n`,
        );
        const why = [...one.reasons.map((reason) => `ours: ${reason}`), one.theirReason ?? []].flat();
        return `${repo} ${path} ${one.deployment}: ${one.outcome} (${one.how ?? "-"})\n${[
          ...why.map((line) => `  ${line}\n`),
          ...values,
        ].join("")}`;
      }),
    )
    .join("");
}
