import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { adoptCommand } from "./commands/adopt.ts";
import { applyCommand } from "./commands/apply.ts";
import { cancelLeftRunsCommand } from "./commands/cancel-left-runs.ts";
import { checkImportsCommand } from "./commands/check-imports.ts";
import { checkVersionCommand } from "./commands/check-version.ts";
import { commentCommand } from "./commands/comment.ts";
import { deleteArchivedCommand } from "./commands/delete-archived.ts";
import { detectCommand } from "./commands/detect.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { initCommand } from "./commands/init.ts";
import { planCommand } from "./commands/plan.ts";
import { runCommand } from "./commands/run.ts";
import { schedulesCommand } from "./commands/schedules.ts";
import { validateCommand } from "./commands/validate.ts";
import { workPoolCommand } from "./commands/work-pool.ts";
import { VERSION } from "./version.ts";

const OUTLINE = `
The first time:  prefect-cicd init
                 prefect-cicd doctor
On a change:     prefect-cicd validate
                 prefect-cicd detect --target-branch main --json > changes.json
                 prefect-cicd plan --changes-file changes.json
After the merge: prefect-cicd apply --changes-file changes.json

The server is named by the variable PREFECT_API_URL; PREFECT_API_KEY (Prefect Cloud), PREFECT_API_AUTH_STRING
(user:password of a self-hosted server) and PREFECT_CLIENT_CUSTOM_HEADERS (a JSON object, for a proxy) let you in.
GIT_TOKEN fetches commits that the clone lacks. Secrets are taken from variables only. HTTPS_PROXY, HTTP_PROXY and
NO_PROXY are used.

Results go to standard output, progress and faults to standard error.
Exit codes: 0 done; 1 something is wrong; 2 there are changes (with --exit-code); 3 a defect of prefect-cicd.
`;

/** The whole command line. */
export function createProgram(cli: Cli): Command {
  const program = new Command("prefect-cicd")
    .description("Carries Prefect deployments from a change to production, on any CI.")
    .version(VERSION, "-V, --version", "Show the version.")
    .helpOption("-h, --help", "Show the help of a command.")
    .helpCommand("help [command]", "Show the help of a command.")
    .addHelpText("after", OUTLINE);
  for (const make of COMMANDS) program.addCommand(make(cli));
  for (const command of program.commands) command.helpOption("-h, --help", "Show this help.");
  return program;
}

/** In the order of their use. */
const COMMANDS = [
  initCommand,
  doctorCommand,
  validateCommand,
  detectCommand,
  checkImportsCommand,
  planCommand,
  applyCommand,
  adoptCommand,
  deleteArchivedCommand,
  schedulesCommand,
  runCommand,
  cancelLeftRunsCommand,
  checkVersionCommand,
  workPoolCommand,
  commentCommand,
];
