import { Command } from "commander";
import { type Fault, FaultError } from "#diagnostics";
import { jsonOption, perform } from "../src/cli.ts";
import { EXIT, type ExitCode } from "../src/exit-codes.ts";
import { capturedCli, run } from "./captured-cli.ts";

const fault = (message: string): Fault => ({ code: "commit-older", message });

async function performed(work: () => Promise<ExitCode>, ...args: string[]) {
  const { cli, captured } = capturedCli();
  const command = perform(cli, new Command("test").addOption(jsonOption()), work);
  await command.parseAsync(["node", "test", ...args]);
  return captured;
}

test.each(Object.entries(EXIT))("a command ends as it says: %s", async (_, code) => {
  expect(await performed(async () => code)).toEqual({ stdout: "", stderr: "", exitCode: code });
});

test("faults are told one by one and counted, and as JSON where that is asked for", async () => {
  const failing = async () => {
    throw new FaultError([fault("One."), fault("Two.")]);
  };
  const stderr = "error: One.\nerror: Two.\n2 problems were found; each is listed above.\n";
  expect(await performed(failing)).toEqual({ stdout: "", stderr, exitCode: EXIT.wrong });
  const asJson = await performed(failing, "--json");
  expect(asJson).toMatchObject({ stderr, exitCode: EXIT.wrong });
  expect(JSON.parse(asJson.stdout)).toEqual({ faults: [fault("One."), fault("Two.")] });
});

test("a defect of ours is no fault", async () => {
  const broken = async () => {
    throw new TypeError("undefined is not a function");
  };
  await expect(performed(broken)).rejects.toThrow(TypeError);
});

test.each([
  [["work-pool"], "No work pool is named."],
  [["work-pool", "--work-pool", "k8s", "--restore"], "--restore doesn't say whose change is taken back."],
  [["work-pool", "--values-file", "v.yaml", "--keep-image"], "--keep-image doesn't say whose image."],
  [["schedules", "paused"], "No deployments are named."],
])("%j is refused before anything is asked of a server", async (args, message) => {
  const { stdout, stderr, exitCode } = await run([...args, "--json"], {
    PREFECT_API_URL: "http://127.0.0.1:9/api",
  });
  expect(exitCode).toBe(EXIT.wrong);
  expect(stderr).toContain(`error: ${message}`);
  expect(JSON.parse(stdout).faults).toMatchObject([{ code: "input-missing", message }]);
});
