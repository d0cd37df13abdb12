import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { runBundle } from "#services";
import { bodyFor, linesOf } from "../../actions/notify-webhook/src/message.ts";

/** A webhook that keeps what it is sent, and answers with these statuses, one after another. */
async function startWebhook(
  ...statuses: number[]
): Promise<{ url: string; taken: unknown[]; server: Server }> {
  const taken: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    taken.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(statuses.shift() ?? 200).end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/services/T0/B0/s3cr3t-p4th`, taken, server };
}

const needs = JSON.stringify({
  prod: { result: "failure", outputs: { failed: '["orders/daily","marts/hourly"]' } },
  dev: { result: "success", outputs: {} },
  approve: { result: "skipped", outputs: {} },
  release: { result: "cancelled", outputs: {} },
});
const failedRun = {
  github: {
    repository: "acme/platform",
    ref: "refs/heads/main",
    sha: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
    run_id: "77",
    workflow: "Prefect deployments: merge",
  },
  workspace: process.cwd(),
};
const LINES = [
  "Prefect deployments: merge failed in acme/platform (main, 1a2b3c4d5e6f)",
  "prod: failure of orders/daily, marts/hourly",
  "release: cancelled",
  "https://github.example/acme/platform/actions/runs/77",
];

test("a webhook is told what failed, where, and on which page", async () => {
  const { url, taken, server } = await startWebhook();
  const result = await runBundle("notify-webhook", { ...failedRun, inputs: { "webhook-url": url, needs } });
  server.close();
  expect(result).toMatchObject({ exitCode: 0, outputs: { told: "true" } });
  expect(taken).toEqual([{ text: LINES.join("\n") }]);
  expect(result.log).not.toContain("s3cr3t");
});

test("it is tried again while the webhook has a fault that may pass", async () => {
  const { url, taken, server } = await startWebhook(503);
  const result = await runBundle("notify-webhook", { ...failedRun, inputs: { "webhook-url": url, needs } });
  server.close();
  expect([result.exitCode, taken.length]).toEqual([0, 2]);
});

test("a webhook that is gone fails the step, without a word of its address", async () => {
  const { url, taken, server } = await startWebhook(404);
  const result = await runBundle("notify-webhook", { ...failedRun, inputs: { "webhook-url": url, needs } });
  server.close();
  expect([result.exitCode, taken.length]).toEqual([1, 1]);
  expect(result.annotations[0]?.message).toContain("did not take the message (404)");
  expect(result.log).not.toContain("s3cr3t");
});

test("without a webhook nobody is told, and nothing fails", async () => {
  const result = await runBundle("notify-webhook", { ...failedRun, inputs: { needs } });
  expect(result).toMatchObject({ exitCode: 0, outputs: { told: "false" } });
});

test("an address that is none is told as that", async () => {
  const result = await runBundle("notify-webhook", {
    ...failedRun,
    inputs: { "webhook-url": "#alerts", needs },
  });
  expect(result.exitCode).toBe(1);
  expect(result.annotations[0]?.message).toContain("Input `webhook-url` is no address of a webhook.");
});

describe("the form", () => {
  test.each([
    "prod-15.uksouth.logic.azure.com",
    "default0a1b.9d.environment.api.powerplatform.com",
    "acme.webhook.office.com",
  ])("for %s is a card, in which no name is Markdown", (host) => {
    const { attachments } = bodyFor(host, ["[a](b) failed", "https://x"]) as {
      attachments: { content: { body: unknown; actions: unknown } }[];
    };
    expect(attachments[0]?.content).toMatchObject({
      type: "AdaptiveCard",
      body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text: "[a](b) failed" }] }],
      actions: [{ type: "Action.OpenUrl", url: "https://x" }],
    });
  });

  test("for Slack calls nobody", () => {
    expect(bodyFor("hooks.slack.com", ["<!channel> & co"])).toEqual({ text: "&lt;!channel&gt; &amp; co" });
    expect(bodyFor("chat.example.com", ["<!channel>"])).toEqual({ text: "<!channel>" });
  });

  test("of 10,000 deployments names some, and how many more there are", () => {
    const failed = JSON.stringify(Array.from({ length: 10_000 }, (_, index) => `flow/d${index}`));
    const lines = linesOf({
      ...{ workflow: "W", repository: "a/b", ref: "main", commit: "0".repeat(40), url: "https://x" },
      needs: { prod: { result: "failure", outputs: { failed } } },
    });
    expect(lines[1]).toMatch(/^prod: failure of flow\/d0, .*flow\/d19 and 9980 more$/);
  });
});
