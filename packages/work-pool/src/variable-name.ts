import { createHash } from "node:crypto";

/** Name of a Prefect variable that holds something about a pool: readable, and exact by a hash of the pool's name. */
export function variableName(what: string, pool: string): string {
  const slug = pool
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  const hash = createHash("sha256").update(pool).digest("hex").slice(0, 12);
  return [what, slug, hash].filter(Boolean).join("-");
}
