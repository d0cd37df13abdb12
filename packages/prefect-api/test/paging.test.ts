import fc from "fast-check";
import { chunks, readPages } from "../src/paging.ts";

/** A server with `total` rows and a page of `limit`, that answers its rows in any order. */
function server(total: number, limit: number) {
  const rows = Array.from({ length: total }, (_, index) => ({ id: `${index}` }));
  const asked: number[] = [];
  const read = async (seen: string[]) => {
    asked.push(seen.length);
    const rest = rows.filter((row) => !seen.includes(row.id));
    return (asked.length % 2 ? rest : rest.reverse()).slice(0, limit);
  };
  return { read, asked, ids: rows.map((row) => row.id) };
}

test("every row is read once, whatever the page's length and the order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 10 }), async (total, limit) => {
      const { read, ids } = server(total, limit);
      const rows = await readPages(read);
      expect(rows.map((row) => row.id).sort()).toEqual([...ids].sort());
    }),
  );
});

test("a short page is the last, and when all is there nothing more is asked for", async () => {
  const open = server(5, 3);
  await readPages(open.read);
  expect(open.asked).toEqual([0, 3]);
  const full = server(3, 3);
  await readPages(full.read, (rows) => rows.length >= 3);
  expect(full.asked).toEqual([0]);
  const none = server(3, 3);
  expect(await readPages(none.read, () => true)).toEqual([]);
});

test("chunks hold all values in order", () => {
  expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunks([])).toEqual([]);
});
