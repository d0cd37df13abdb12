import { setTimeout } from "node:timers/promises";

/**
 * Asks a server by a request that the product never sends; gives what it answers. A server on SQLite answers 503 while
 * another write is under way.
 */
export async function post(apiUrl: string, path: string, body: object): Promise<{ id: string }> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(`${apiUrl}${path}`, init);
    const text = await answer.text();
    if (answer.ok) return text === "" ? { id: "" } : JSON.parse(text);
    if (answer.status !== 503 || attempt === 20) throw new Error(`${path}: ${answer.status} ${text}`);
    await setTimeout(100 * attempt);
  }
}
