import { duration, text, textMap } from "#input-values";

/**
 * Which server, and what lets in there. Credentials are no options of the command line: every process of the machine can
 * read those, so there they come by variables alone.
 */
export const connectionOptions = {
  "prefect-api-url": text(
    "Address of the Prefect API, or of a Prefect Cloud workspace's page. Falls back to `PREFECT_API_URL`.",
    "url",
  ),
  "prefect-api-key": text("API key for Prefect Cloud. Falls back to `PREFECT_API_KEY`.", "key", {
    only: "action",
    secret: true,
  }),
  "prefect-auth-string": text(
    "`user:password` for a self-hosted server with basic authentication. Falls back to `PREFECT_API_AUTH_STRING`.",
    "user:password",
    { only: "action", secret: true },
  ),
  "prefect-headers": textMap(
    "Headers for every request to Prefect, such as a proxy wants: `Name=value` lines, YAML or JSON. Falls back to `PREFECT_CLIENT_CUSTOM_HEADERS`.",
    { only: "action" },
  ),
  "server-timeout": duration(
    { whenEmpty: "2m", minimum: 1, maximum: 86_400 },
    "How long the server may give no successful answer before it is given up: it may be restarting, or busy. While it answers, a run takes as long as it takes.",
  ),
};
