import type { Check } from "./check.ts";
import { actions } from "./checks/actions.ts";
import { clock } from "./checks/clock.ts";
import { clones } from "./checks/clones.ts";
import { environments } from "./checks/environments.ts";
import { files } from "./checks/files.ts";
import { gates } from "./checks/gates.ts";
import { images } from "./checks/images.ts";
import { packages } from "./checks/packages.ts";
import { pausedDeployments } from "./checks/paused-deployments.ts";
import { pullNames } from "./checks/pull-names.ts";
import { records } from "./checks/records.ts";
import { rights } from "./checks/rights.ts";
import { runners } from "./checks/runners.ts";
import { scheduler } from "./checks/scheduler.ts";
import { schedules } from "./checks/schedules.ts";
import { server } from "./checks/server.ts";
import { serverVersion } from "./checks/server-version.ts";
import { settings } from "./checks/settings.ts";
import { timeZones } from "./checks/time-zones.ts";
import { undeclared } from "./checks/undeclared.ts";
import { values } from "./checks/values.ts";
import { workPools } from "./checks/work-pools.ts";
import { workflowBranches } from "./checks/workflow-branches.ts";
import { workflows } from "./checks/workflows.ts";

/** Every check, in the order in which findings are told: what has to be right first comes first. */
export const CHECKS: readonly Check[] = [
  files,
  values,
  schedules,
  timeZones,
  server,
  serverVersion,
  rights,
  clock,
  scheduler,
  workPools,
  pullNames,
  pausedDeployments,
  undeclared,
  records,
  images,
  clones,
  workflows,
  workflowBranches,
  environments,
  settings,
  gates,
  actions,
  runners,
  packages,
];
