import type { ConnectOptions } from "#operations";

/** Which server. Credentials come by variables alone: every process of the machine can read a command's options. */
export function connectionOf(flags: Readonly<Record<string, unknown>>): Pick<ConnectOptions, "connection"> {
  const { prefectApiUrl: apiUrl, serverTimeout } = flags;
  return {
    connection: {
      ...(typeof apiUrl === "string" ? { apiUrl } : {}),
      ...(typeof serverTimeout === "number" ? { serverTimeout } : {}),
    },
  };
}
