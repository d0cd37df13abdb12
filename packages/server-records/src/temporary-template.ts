import { gunzipSync } from "node:zlib";
import { isObject, type JsonObject, parseJson } from "#json";
import { poolKey } from "./commit-target.ts";
import { deleteRecord, type Records, readRecord, writeRecord } from "./record.ts";
import { variableName } from "./variable-name.ts";

/** What a work pool's template was before somebody changed it for a while, such as for a pull request. */
export interface TemporaryTemplate {
  /** Whose the present template is: `pr-12`. */
  owner: string;
  /** The template to put back. */
  base: JsonObject;
  /** Fingerprints of the templates that were set since, the newest last. */
  set: string[];
  /** When it was last set: ISO 8601, UTC. */
  time: string;
}

const KEPT_FINGERPRINTS = 8;
/** In bytes. */
const LONGEST_TEMPLATE = 64 * 1024 * 1024;

const recordName = (pool: string) => variableName(poolKey("work-pool-template", pool));

/** What is recorded for a pool; undefined where nothing is, or where somebody made the record unreadable. */
export async function readTemporary(server: Records, pool: string): Promise<TemporaryTemplate | undefined> {
  const name = recordName(pool);
  const { value } = await readRecord(server, name);
  const { owner, time, set } = value;
  if (typeof owner !== "string" || typeof time !== "string") return undefined;
  if (!Array.isArray(set) || !set.every((item) => typeof item === "string")) return undefined;
  const base = value.version === undefined ? await formerBase(server, name, value) : value.base;
  return isObject(base) ? { owner, base, set, time } : undefined;
}

/** Records a temporary template. */
export async function recordTemporary(
  server: Records,
  pool: string,
  { owner, base, set, time }: TemporaryTemplate,
): Promise<void> {
  const name = recordName(pool);
  const { value, hasParts } = await readRecord(server, name);
  const plain = { pool, scope: "", owner, time, set: set.slice(-KEPT_FINGERPRINTS) };
  await writeRecord(server, name, { plain, long: { base } }, hasParts || hasFormerParts(value));
}

/** Forgets what is recorded for a pool. */
export async function forgetTemporary(server: Records, pool: string): Promise<void> {
  await deleteRecord(server, recordName(pool));
}

/** Before records had versions, `base` was the begin of the packed template and `parts` counted those after it. */
function hasFormerParts({ version, parts }: JsonObject): boolean {
  return version === undefined && typeof parts === "number" && parts > 0;
}

async function formerBase({ variables }: Records, name: string, value: JsonObject): Promise<unknown> {
  const { base, id, parts } = value;
  if (typeof base !== "string" || typeof id !== "string" || typeof parts !== "number") return undefined;
  if (!(parts >= 0 && parts < 100)) return undefined;
  const texts = [base];
  for (let number = 2; number < parts + 2; number++) {
    const part: unknown = (await variables.find(`${name}-${id.slice(0, 12)}-${number}`))?.value;
    if (typeof part !== "string") return undefined;
    texts.push(part);
  }
  try {
    const packed = Buffer.from(texts.join(""), "base64");
    return parseJson(gunzipSync(packed, { maxOutputLength: LONGEST_TEMPLATE }).toString());
  } catch {
    return undefined;
  }
}
