import type { Command } from "commander";
import type { ConnectOptions } from "#operations";
import type { Cli } from "../cli.ts";

export interface ConnectionFlags {
  prefectApiUrl?: string;
}

/** Which server. Credentials come by variables alone: every process of the machine can read a command's options. */
export function addConnectionOption(command: Command): Command {
  return command.option(
    "--prefect-api-url <url>",
    "Address of the Prefect API, or of a Prefect Cloud workspace's page. Falls back to PREFECT_API_URL.",
  );
}

export function connectOptions(
  { env, terminal }: Cli,
  { prefectApiUrl }: ConnectionFlags,
): Pick<ConnectOptions, "connection" | "env" | "reporter"> {
  const connection = prefectApiUrl === undefined ? {} : { apiUrl: prefectApiUrl };
  return { connection, env, reporter: terminal.reporter };
}
