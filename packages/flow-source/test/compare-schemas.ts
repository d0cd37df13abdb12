import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runLocally } from "#command";
import { type FlowReading, readFlow } from "#flow-source";
import { type Json, jsonText, parseJson, same } from "#json";
import { prefectProgram } from "#services";
import { pythonReaderScript } from "../src/python/python-reader-script.ts";
import { generateFlow } from "./generate-flow.ts";
import { Random } from "./random.ts";
import { sourceTreeOf } from "./source-tree-of.ts";

/** One module (or several) with the flow that its entry point names. */
export interface SchemaCase {
  name: string;
  entrypoint: string;
  files: Record<string, string>;
}

/** How our reading of a case compares to Prefect's own. */
export interface Comparison {
  case: SchemaCase;
  /** `refused` where Prefect can't import the flow and we refuse it, too, or tell what isn't known. */
  outcome: "exact" | "approximate" | "refused" | "different";
  detail: string;
}

type Reading = Pick<FlowReading, "name" | "description" | "version" | "parameterSchema">;

/** Reads every case from its source and with the locked Prefect, in one Python process, and compares. */
export async function compareWithPrefect(cases: readonly SchemaCase[]): Promise<Comparison[]> {
  const theirs = await readWithPrefect(cases);
  return Promise.all(cases.map((one, index) => compare(one, theirs[index] ?? { error: "no answer" })));
}

/** What the locked Prefect makes of every case, in one Python process. */
export async function readWithPrefect(
  cases: readonly SchemaCase[],
): Promise<(Reading | { error: string })[]> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-schemas-"));
  try {
    for (const { files } of cases) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
    }
    const result = await runLocally(
      await prefectProgram("python"),
      ["-W", "ignore", "-c", pythonReaderScript],
      {
        cwd: folder,
        input: JSON.stringify({ entrypoints: cases.map(({ entrypoint }) => entrypoint) }),
        env: {
          PREFECT_HOME: join(folder, ".prefect"),
          PREFECT_SERVER_ANALYTICS_ENABLED: "false",
          DO_NOT_TRACK: "1",
        },
      },
    );
    if (result.stdout === "") throw new Error(result.stderr);
    const { readings } = parseJson(result.stdout) as unknown as { readings: (Reading | { error: string })[] };
    return readings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(one: SchemaCase, theirs: Reading | { error: string }): Promise<Comparison> {
  const result = (outcome: Comparison["outcome"], detail = ""): Comparison => ({
    case: one,
    outcome,
    detail,
  });
  let ours: FlowReading;
  try {
    ours = await readFlow(sourceTreeOf(one.files), one.entrypoint, { pythonVersion: "3.11" });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "FaultError") throw error;
    return "error" in theirs
      ? result("refused", error.message)
      : result("different", `ours: ${error.message}`);
  }
  const reasons = ours.approximate.map(({ parameter, reason }) => `${parameter}: ${reason}`).join("; ");
  if ("error" in theirs) {
    return ours.approximate.length > 0
      ? result("refused", reasons)
      : result("different", `theirs: ${theirs.error}`);
  }
  const approximate = new Set(ours.approximate.map(({ parameter }) => parameter));
  const [left, right] = [theirs, ours].map((reading) => comparable(reading, approximate));
  if (!same(left, right)) {
    return result("different", `theirs: ${jsonText(left)}\nours:   ${jsonText(right)}`);
  }
  return approximate.size > 0 ? result("approximate", reasons) : result("exact");
}

/** Cases of generated flows; the same seed gives the same. */
export function generateCases(seed: number, count: number): SchemaCase[] {
  const random = new Random(seed);
  return random.some(count, (index) => {
    const file = `generated_${index}.py`;
    return { name: file, entrypoint: `${file}:f`, files: { [file]: generateFlow(random) } };
  });
}

/** What differs, each with the source it came from. */
export function differences(compared: readonly Comparison[]): string[] {
  return compared
    .filter(({ outcome }) => outcome === "different")
    .map((one) => `${one.case.name}: ${one.detail}\n${Object.values(one.case.files).join("\n")}`);
}

/** How many flows Prefect imported, and the share of them whose schema the source told exactly. */
export function summarize(compared: readonly Comparison[]): {
  imported: number;
  share: number;
  summary: string;
} {
  const numberOf = (wanted: Comparison["outcome"]) =>
    compared.filter(({ outcome }) => outcome === wanted).length;
  const imported = compared.length - numberOf("refused");
  const share = numberOf("exact") / imported;
  const summary =
    `${imported} flows that Prefect imports: ${numberOf("exact")} exact (${(share * 100).toFixed(1)} %), ` +
    `${numberOf("approximate")} reported approximate, ${numberOf("different")} different; ` +
    `${numberOf("refused")} more refused by both`;
  return { imported, share, summary };
}

/** What must be equal: all, or all that doesn't belong to approximate parameters. */
function comparable(reading: Reading, approximate: ReadonlySet<string>): Json {
  const { properties, required, definitions, ...rest } = reading.parameterSchema;
  const known = Object.fromEntries(Object.entries(properties).filter(([name]) => !approximate.has(name)));
  return {
    name: reading.name,
    description: reading.description,
    version: reading.version,
    ...rest,
    properties: known,
    ...(approximate.size > 0
      ? {}
      : { ...(required ? { required } : {}), ...(definitions ? { definitions } : {}) }),
  };
}
