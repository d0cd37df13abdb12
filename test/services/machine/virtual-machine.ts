import { accessSync, constants, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandResult } from "#command";
import { Server } from "../process.ts";
import { projectRoot } from "../project-root.ts";
import type { StepOptions, StepResult } from "../runner.ts";
import { programOf } from "./debian-tree.ts";
import { GuestAgent } from "./guest-agent.ts";
import { emulatorTree, GIVEN, machineImage, makeDisk } from "./machine-image.ts";

/** Emulated, wide vector instructions take longer than the narrow ones that programs use without them. */
const PROCESSOR = { kvm: "max,arch-capabilities=off", tcg: "Nehalem" };

/** The users of the machine beside root: `runner` may use sudo without a password, `visitor` may not at all. */
export type MachineUser = "root" | "runner" | "visitor";

/** A step in the machine. Its workspace is a folder of the machine, unless given its user's home folder. */
export interface GuestStep {
  action: string;
  options: Pick<StepOptions, "inputs" | "env" | "workspace">;
  /** Kills the action's process, as a lost runner would, when it logs a line that begins so. */
  killAt?: string;
  /** A shell script: the job's next step, which sees what this one exported. */
  nextStep?: string;
}

/** What a step left, and what the next one printed. */
export type GuestStepResult = StepResult & { next: string };

/** A machine of its own, with a kernel, a systemd as its first process, and nothing in common with this one's files. */
export interface VirtualMachine {
  /** What runs it: `kvm` where the processor does, else `tcg`, QEMU's emulation, which is some ten times slower. */
  accelerator: "kvm" | "tcg";
  /** This machine's loopback address as seen from there. */
  hostAddress: string;
  /** A command and how it ended. */
  run(user: MachineUser, command: string, ...args: string[]): Promise<CommandResult>;
  /** Standard output of root's shell commands, which must succeed. */
  shell(script: string): Promise<string>;
  /** Runs one of our actions' bundles as a step of a job. */
  step(
    user: MachineUser,
    step: Omit<GuestStep, "options"> & Pick<StepOptions, "inputs">,
  ): Promise<GuestStepResult>;
  /** What the machine wrote to its console. */
  console(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts one (about 5 s with `kvm`, half a minute and more with `tcg`); its system is made on first use. It is given the
 * bundles of `actions` and the Node they run on, and what it writes is gone with it.
 */
export async function startVirtualMachine(actions: readonly string[]): Promise<VirtualMachine> {
  const image = await machineImage();
  const tree = await emulatorTree();
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-machine-"));
  await giveFiles(folder, actions);
  const accelerator = hasHardwareVirtualization() ? "kvm" : "tcg";
  const [loader, ...first] = programOf(tree, "usr/bin/qemu-system-x86_64");
  const share = join(tree, "usr/share");
  const server = await Server.start(
    loader,
    [
      ...first,
      ...["-L", join(share, "qemu"), "-L", join(share, "seabios"), "-nodefaults", "-no-user-config"],
      ...["-machine", `q35,accel=${accelerator}`, "-cpu", PROCESSOR[accelerator], "-smp", "2", "-m", "3072"],
      ...["-display", "none", "-serial", "stdio", "-no-reboot", "-kernel", image.kernel, "-append"],
      "root=/dev/nvme0n1 rw console=ttyS0 quiet panic=-1 init=/usr/sbin/machine-init systemd.unit=multi-user.target",
      ...disk("system", image.disk),
      ...disk("given", join(folder, "given")),
      ...["-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net,romfile="],
      ...["-device", "virtio-rng-pci", "-device", "virtio-serial"],
      ...["-chardev", `socket,path=${join(folder, "agent")},server=on,wait=off,id=agent`],
      ...["-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"],
    ],
    { env: { QEMU_MODULE_DIR: join(tree, "usr/lib/x86_64-linux-gnu/qemu"), TMPDIR: folder } },
  );
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const agent = await agentOf(server, join(folder, "agent"));
    return machineWith(agent, accelerator, server, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The guest's agent, once it answers: then the machine is up. */
async function agentOf(server: Server, socketFile: string): Promise<GuestAgent> {
  let agent: GuestAgent | undefined;
  await server.waitUntil(async () => {
    agent = await GuestAgent.connect(socketFile);
    return true;
  }, 600);
  if (!agent) throw new Error("The machine's agent did not answer.");
  return agent;
}

function machineWith(
  agent: GuestAgent,
  accelerator: VirtualMachine["accelerator"],
  server: Server,
  stop: () => Promise<void>,
): VirtualMachine {
  const runAs = (user: MachineUser, command: string, args: readonly string[], input?: string) => {
    const home = user === "root" ? "/root" : `/home/${user}`;
    const variables = [
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
      `HOME=${home}`,
      "LANG=C.UTF-8",
    ];
    const clean = ["--ignore-environment", `--chdir=${home}`, ...variables, command, ...args];
    return agent.run("/usr/sbin/runuser", ["-u", user, "--", "env", ...clean], input);
  };
  return {
    accelerator,
    hostAddress: "10.0.2.2",
    run: (user, command, ...args) => runAs(user, command, args),
    async shell(script) {
      const { exitCode, stdout, stderr } = await runAs("root", "bash", ["-euc", script]);
      if (exitCode !== 0) throw new Error(`${script} failed with ${exitCode}: ${stdout}${stderr}`);
      return stdout.trim();
    },
    async step(user, { inputs, ...more }) {
      const home = user === "root" ? "/root" : `/home/${user}`;
      const step: GuestStep = { ...more, options: { inputs, workspace: home } };
      const program = [`${GIVEN}/node_modules/node/bin/node`, `${GIVEN}/test/services/machine/guest-step.ts`];
      const [node = "", ...args] = program;
      const { stdout, stderr } = await runAs(user, node, args, JSON.stringify(step));
      if (!stdout.startsWith("{")) throw new Error(`The step left nothing: ${stdout}${stderr}`);
      return JSON.parse(stdout) as GuestStepResult;
    },
    console: () => server.log(),
    stop,
  };
}

/** A disk of the machine; whatever it writes there goes to a temporary file. The kernel has NVMe built in. */
function disk(name: string, file: string): string[] {
  const drive = `file=${file},format=raw,if=none,id=${name},snapshot=on`;
  return ["-drive", drive, "-device", `nvme,drive=${name},serial=${name}`];
}

/** Makes the disk with what a step needs: this project as a runner's checkout has it, without what it doesn't use. */
async function giveFiles(folder: string, actions: readonly string[]): Promise<void> {
  const given = join(folder, "files");
  const paths = [
    "package-lock.json",
    "package.json",
    "test/services",
    // What ../runner.ts imports.
    "node_modules/@actions/expressions",
    "node_modules/yaml",
    "node_modules/node/bin/node",
    ...actions.flatMap((action) => [`actions/${action}/action.yml`, `actions/${action}/dist`]),
  ];
  await mkdir(given);
  for (const path of paths) {
    await cp(join(projectRoot, path), join(given, path), { recursive: true, dereference: true });
  }
  await makeDisk(given, join(folder, "given"), 400);
  await rm(given, { recursive: true });
}

/** Whether KVM can be used. Where the processor itself has no virtualization, what is called KVM may boot nothing. */
function hasHardwareVirtualization(): boolean {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
    return /^flags\s*:.*\b(vmx|svm)\b/m.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return false;
  }
}
