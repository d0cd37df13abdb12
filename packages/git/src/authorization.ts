/**
 * Environment that makes git send `token` to the remote at `url`, in the way of actions/checkout. The empty value
 * in front clears a header that the clone's own configuration may carry: GitHub refuses two.
 */
export function authorization(url: string | null, token: string | undefined): Record<string, string> {
  const origin = token && url ? trustedOrigin(url) : undefined;
  if (!origin) return {};
  const key = `http.${origin}/.extraheader`;
  const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: "",
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${credentials}`,
  };
}

/** Scheme and host of an address that a token may be sent to: HTTPS, or plain HTTP on this machine itself. */
function trustedOrigin(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, origin } = new URL(url);
  const isLocal = protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return protocol === "https:" || isLocal ? origin : undefined;
}
