export { type Fault, FaultError, formatFault, type Location, type Notice, throwIfAny } from "./fault.ts";
export { FAULT_CODES, type FaultCode } from "./fault-codes.ts";
export { groupBy } from "./group-by.ts";
export { type Reporter, silentReporter } from "./reporter.ts";
export { shortList } from "./short-list.ts";
export { similarNames } from "./similar-names.ts";
export { toldOnce, warnsOnce } from "./told-once.ts";
