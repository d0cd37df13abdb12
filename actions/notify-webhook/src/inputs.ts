import type { InputReader } from "#action-kit";
import type { Json } from "#json";

export interface Inputs {
  webhook: URL | undefined;
  /** GitHub's context `needs`. */
  needs: Readonly<Record<string, Json>>;
}

export function inputs(input: InputReader): Inputs {
  const address = input.secret("webhook-url");
  const webhook = address === undefined ? undefined : parsed(address);
  if (webhook === null) {
    input.fault(
      "webhook-url",
      "is no address of a webhook.",
      "Set the secret to a whole `https://` address.",
    );
  }
  input.required("needs");
  return { webhook: webhook ?? undefined, needs: input.jsonMap("needs") };
}

function parsed(address: string): URL | null {
  const url = URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url : null;
}
