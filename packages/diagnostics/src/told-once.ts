import type { Fault } from "./fault.ts";
import type { FaultCode } from "./fault-codes.ts";
import { groupBy } from "./group-by.ts";
import type { Reporter } from "./reporter.ts";
import { shortList } from "./short-list.ts";

/**
 * What has one cause wherever in the files it shows, and is fixed by one step: something that is not there, or a key
 * that Prefect doesn't know. Everything else has to be fixed place by place.
 */
const ONE_CAUSE: ReadonlySet<FaultCode> = new Set<FaultCode>([
  ...(["work-pool-missing", "work-pool-type", "job-variable-unknown", "job-variable-refused"] as const),
  ...(["variable-unset", "block-missing", "settings-unreadable", "worker-too-old", "step-not-run"] as const),
  ...([
    "entry-point-invalid",
    "flow-missing",
    "flow-undecided",
    "flow-import-failed",
    "python-unusable",
  ] as const),
  ...(["key-unknown", "deployment-unnamed", "definition-empty", "parameter-unknown"] as const),
  ...([
    "server-unreachable",
    "server-failed",
    "server-busy",
    "server-redirects",
    "server-not-prefect",
  ] as const),
  ...(["credentials-refused", "permission-missing", "written-meanwhile"] as const),
]);

/**
 * Tells what is said in the same words once, with all deployments that it strikes: what stands at one place, and what has
 * {@link ONE_CAUSE}.
 */
export function toldOnce(faults: readonly Fault[]): Fault[] {
  return [...groupBy(faults, identityOf).values()].map((equal) =>
    equal.length === 1 ? (equal[0] as Fault) : merged(equal),
  );
}

/** A reporter that passes on each warning once, of those that {@link toldOnce} would tell once. */
export function warnsOnce(reporter: Reporter): Reporter {
  const told = new Set<string>();
  return {
    info: (message) => reporter.info(message),
    secret: (value) => reporter.secret(value),
    warning(fault) {
      const identity = identityOf(fault);
      if (!told.has(identity)) reporter.warning(fault);
      told.add(identity);
    },
  };
}

/** What is the same for faults that are told once. */
function identityOf({ code, message, fix, location }: Fault): string {
  const place = ONE_CAUSE.has(code) ? undefined : location;
  return JSON.stringify([code, message, fix, place?.file, place?.line, place?.column]);
}

function merged(equal: readonly Fault[]): Fault {
  const first = equal[0] as Fault;
  const deployments = [...new Set(equal.flatMap(({ deployments = [] }) => deployments))];
  if (deployments.length > 0) return { ...first, deployments };
  const places = [...new Set(equal.map(placeOf))].slice(1);
  if (places.length === 0) return first;
  return { ...first, message: `${first.message} (Also at ${shortList(places)}.)` };
}

function placeOf({ location }: Fault): string {
  if (!location) return "";
  return location.line === undefined ? location.file : `${location.file}:${location.line}`;
}
