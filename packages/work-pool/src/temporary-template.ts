import { gunzipSync, gzipSync } from "node:zlib";
import { isObject, jsonText, parseJson } from "#json";
import { type PrefectClient, type Variable, variableName } from "#prefect-api";
import { fingerprint, type Template } from "./template.ts";

/** What a work pool's template was before somebody changed it for a while, such as for a pull request. */
export interface TemporaryTemplate {
  /** Whose the present template is: `pr-12`. */
  owner: string;
  /** The template to put back. */
  base: Template;
  /** Fingerprints of the templates that were set since, the newest last. */
  set: string[];
  /** When it was last set: ISO 8601, UTC. */
  time: string;
}

type Variables = Pick<PrefectClient, "variables">;

/** Prefect takes 5,000 characters of JSON a variable; the first one holds everything else too. */
const PART_LENGTH = 4000;
const KEPT_FINGERPRINTS = 8;

/** What is recorded for a pool; undefined where nothing is, or where somebody made the record unreadable. */
export async function readTemporary(
  { variables }: Variables,
  pool: string,
): Promise<TemporaryTemplate | undefined> {
  const name = recordName(pool);
  const head = headOf(await variables.find(name));
  if (!head) return undefined;
  const parts = [head.base];
  for (const part of partNames(name, head)) {
    const value = (await variables.find(part))?.value;
    if (typeof value !== "string") return undefined;
    parts.push(value);
  }
  const base = unpack(parts.join(""));
  if (!base || fingerprint(base) !== head.id) return undefined;
  return { owner: head.owner, base, set: head.set, time: head.time };
}

/** Records a temporary template. Its own variable is written last: it counts only together with all its parts. */
export async function recordTemporary(
  { variables }: Variables,
  pool: string,
  { owner, base, set, time }: TemporaryTemplate,
): Promise<void> {
  const name = recordName(pool);
  const before = headOf(await variables.find(name));
  const packed = gzipSync(jsonText(base)).toString("base64");
  const [first = "", ...rest] = packed.match(new RegExp(`.{1,${PART_LENGTH}}`, "g")) ?? [];
  const head = {
    pool,
    owner,
    time,
    set: set.slice(-KEPT_FINGERPRINTS),
    id: fingerprint(base),
    parts: rest.length,
    base: first,
  };
  for (const [index, part] of partNames(name, head).entries()) await variables.set(part, rest[index] ?? "");
  await variables.set(name, head);
  if (before && before.id !== head.id) await deleteParts({ variables }, name, before);
}

/** Forgets what is recorded for a pool. */
export async function forgetTemporary({ variables }: Variables, pool: string): Promise<void> {
  const name = recordName(pool);
  const head = headOf(await variables.find(name));
  await variables.delete(name);
  if (head) await deleteParts({ variables }, name, head);
}

const recordName = (pool: string) => variableName("work-pool-template", [pool], pool);

interface Head {
  owner: string;
  time: string;
  set: string[];
  id: string;
  parts: number;
  base: string;
}

function headOf(variable: Variable | undefined): Head | undefined {
  const value = variable?.value;
  if (!isObject(value)) return undefined;
  const { owner, time, set, id, parts, base } = value;
  if (typeof owner !== "string" || typeof time !== "string" || typeof id !== "string") return undefined;
  if (typeof base !== "string" || typeof parts !== "number" || !(parts >= 0 && parts < 100)) return undefined;
  if (!Array.isArray(set) || !set.every((item) => typeof item === "string")) return undefined;
  return { owner, time, set, id, parts, base };
}

function partNames(name: string, { id, parts }: Pick<Head, "id" | "parts">): string[] {
  return Array.from({ length: parts }, (_, index) => `${name}-${id.slice(0, 12)}-${index + 2}`);
}

async function deleteParts({ variables }: Variables, name: string, head: Head): Promise<void> {
  for (const part of partNames(name, head)) await variables.delete(part);
}

function unpack(text: string): Template | undefined {
  try {
    const value = parseJson(gunzipSync(Buffer.from(text, "base64")).toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
