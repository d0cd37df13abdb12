import { PrefectApiError } from "./api-error.ts";

/** How many values one filter asks for: as many as a page holds by default (PREFECT_API_DEFAULT_LIMIT). */
const CHUNK = 200;

/**
 * Reads all rows behind a filter. The length of a page is a setting of the server, and the sort orders on offer
 * leave rows of equal names in any order, so that an offset could skip or repeat some: each further page is asked
 * for without the ids that were seen.
 *
 * @param read one page without the rows of these ids
 * @param isComplete tells when there can be no more: then no further, empty page is asked for
 */
export async function readPages<Row extends { id: string }>(
  read: (seen: string[]) => Promise<Row[]>,
  isComplete: (rows: readonly Row[]) => boolean = () => false,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let longest = 1; !isComplete(rows); ) {
    const page = await read(rows.map((row) => row.id));
    rows.push(...page);
    // A page shorter than another is the last: the server had no more to fill it with.
    if (page.length < longest) break;
    longest = page.length;
  }
  return rows;
}

/** Splits the values of a filter so that a request stays of a size that every database takes. */
export function chunks<T>(values: readonly T[], size = CHUNK): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/**
 * The first rows of a list. A page's length is a setting of the server, which refuses to be asked for more: then its own
 * length is taken, and there are fewer rows.
 *
 * @param read one page, of so many rows or as long as the server makes them
 */
export async function readFirst<Row>(
  limit: number,
  read: (limit: number | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  try {
    return await read(limit);
  } catch (error) {
    if (!(error instanceof PrefectApiError && error.status === 422)) throw error;
    return (await read(undefined)).slice(0, limit);
  }
}
