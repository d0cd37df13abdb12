import { setTimeout as sleep } from "node:timers/promises";
import { annotateNotice, reporter, setOutputs, writeSummary } from "#action-kit";
import { readContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import { fetch } from "#http";
import type { Inputs } from "./inputs.ts";
import { bodyFor, linesOf } from "./message.ts";
import { summary } from "./summary.ts";

const ATTEMPTS = 3;
/** Milliseconds for one. */
const TIMEOUT = 30_000;

export async function run({ webhook, needs }: Inputs): Promise<void> {
  const { repository = "", ref = "", sha = "", runUrl = "" } = readContext();
  const lines = linesOf({
    workflow: process.env.GITHUB_WORKFLOW ?? "A workflow",
    repository,
    ref: ref.replace(/^refs\/(?:heads|tags)\//, ""),
    commit: sha,
    url: runUrl,
    needs,
  });
  for (const line of lines) reporter.info(line);
  if (webhook) await send(webhook, JSON.stringify(bodyFor(webhook.hostname, lines)));
  else {
    annotateNotice({
      message: "Nobody is told: there is no webhook.",
      fix: "Set the secret PREFECT_WEBHOOK_URL of the repository to the address of one.",
    });
  }
  const told = webhook !== undefined;
  setOutputs({ told });
  await writeSummary(summary(lines, told));
}

/** @throws FaultError where the webhook takes no message, without its address, which is a secret */
async function send(webhook: URL, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const status = await post(webhook, body);
    if (typeof status === "number" && status < 300) return;
    const mayPass = typeof status === "string" || status === 429 || status >= 500;
    if (!mayPass || attempt === ATTEMPTS) {
      throw new FaultError({
        code: "webhook-failed",
        message: `The webhook at ${webhook.hostname} did not take the message (${status}).`,
        fix: "Check the secret that `webhook-url` comes from, and that its channel or flow still exists.",
      });
    }
    await sleep(1000 * 2 ** attempt);
  }
}

/** The answer's status; where there is none, why. */
async function post(webhook: URL, body: string): Promise<number | string> {
  try {
    const response = await fetch(webhook.href, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    response.discard();
    return response.status;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "no answer";
  }
}
