import { type Fault, FaultError } from "#diagnostics";
import type { ClockFacts, Known, ReachFacts, RightFacts } from "#doctor";
import { type PrefectClient, WRITABLE } from "#prefect-api";
import { connect } from "../connect.ts";
import type { DoctorOptions } from "./doctor-options.ts";

/** Why facts of the server are missing. */
export const NO_SERVER = "no Prefect server is given (PREFECT_API_URL)";
export const UNREACHED = "the Prefect server can't be used";

/** The server, as far as it can be used. */
export interface Reached {
  reach: Known<ReachFacts>;
  client: PrefectClient | null;
}

/** Seconds that a server is waited for: whoever asks for a diagnosis wants to hear soon that it is not there. */
const PATIENCE = 15;

export async function reachServer(
  options: Pick<DoctorOptions, "connection" | "env" | "reporter">,
): Promise<Reached> {
  const { connection, env } = options;
  const apiUrl = connection.apiUrl?.trim() || env.PREFECT_API_URL?.trim();
  if (!apiUrl) return { reach: { lacks: NO_SERVER }, client: null };
  const warnings: Fault[] = [];
  const reporter = { ...options.reporter, warning: (fault: Fault) => warnings.push(fault) };
  try {
    const patient = { serverTimeout: PATIENCE, ...connection };
    const client = await connect({ connection: patient, env, reporter });
    const version = await client.server.version();
    return { reach: { value: { apiUrl: client.connection.apiUrl, faults: [], version } }, client };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { reach: { value: { apiUrl, faults: error.faults, version: null } }, client: null };
  }
}

/** See `Permissions.refusal`: nothing is written. */
export async function gatherRights({ permissions }: PrefectClient): Promise<RightFacts[]> {
  return Promise.all(
    WRITABLE.map(async (what) => ({ what, refusal: (await permissions.refusal(what))?.faults[0] ?? null })),
  );
}

export function clockOf({ server: { clockAhead } }: PrefectClient): Known<ClockFacts> {
  return clockAhead === null ? { lacks: "the server tells no time" } : { value: { ahead: clockAhead } };
}
