import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Fault, throwIfAny } from "#diagnostics";
import { readDockerfile } from "./dockerfile.ts";
import { platformFaults } from "./platforms.ts";
import type { ImageRequest } from "./request.ts";

/** Where projects keep a Dockerfile, for the error that says there is none. */
const USUAL_PLACES = ["Dockerfile", "etc/docker/Dockerfile", "docker/Dockerfile"];

/** Checks what a request says of files, platforms and names; throws one FaultError with all that is wrong. */
export async function checkRequest(request: ImageRequest): Promise<void> {
  const faults: Fault[] = [...platformFaults(request.platforms), ...nameFaults(request)];
  if (!(await isFolder(request.context))) {
    faults.push({
      code: "input-invalid",
      message: `Input \`context\` is ${show(request.context)}, which is no folder.`,
      fix: "Give a folder of the checked-out repository; check it out first.",
    });
  }
  faults.push(...(await dockerfileFaults(request)));
  throwIfAny(faults);
}

async function dockerfileFaults({ dockerfile, context, target, buildArgs }: ImageRequest): Promise<Fault[]> {
  const text = await readFile(dockerfile, "utf8").catch(() => undefined);
  if (text === undefined) {
    const found = await usualDockerfiles(context);
    const hint = found.length > 0 ? `There is ${found.join(", ")}.` : "Give its path.";
    return [
      {
        code: "input-invalid",
        message: `Input \`dockerfile\` is ${show(dockerfile)}, where no Dockerfile is.`,
        fix: hint,
      },
    ];
  }
  const { stages } = readDockerfile(text, buildArgs);
  // BuildKit also takes the number of a stage.
  if (!target || /^\d+$/.test(target) || stages.includes(target.toLowerCase())) return [];
  return [
    {
      code: "input-invalid",
      message: `Input \`target\` is ${JSON.stringify(target)}, which is no stage of ${show(dockerfile)}.`,
      fix: stages.length > 0 ? `Its stages are ${stages.join(", ")}.` : "None of its stages has a name.",
    },
  ];
}

/** Names that go into an argument beside their value, where a comma or an equals sign would begin something else. */
function nameFaults({ buildArgs, secrets }: ImageRequest): Fault[] {
  const wrong = (names: string[]) => names.filter((name) => !/^[\w.-]+$/.test(name));
  const fault = (input: string, name: string): Fault => ({
    code: "input-invalid",
    message: `Input \`${input}\` has the name ${JSON.stringify(name)}.`,
    fix: "A name has letters, digits, `_`, `.` and `-`.",
  });
  return [
    ...wrong(Object.keys(buildArgs)).map((name) => fault("build-args", name)),
    ...wrong(Object.keys(secrets)).map((name) => fault("secrets", name)),
  ];
}

async function usualDockerfiles(context: string): Promise<string[]> {
  const beside = (await readdir(context).catch(() => [])).filter((name) =>
    /^Dockerfile\b|\.Dockerfile$/.test(name),
  );
  const places = [...new Set([...USUAL_PLACES, ...beside])];
  const found = await Promise.all(
    places.map(async (place) => ((await isFile(join(context, place))) ? show(join(context, place)) : [])),
  );
  return found.flat();
}

/** A path as the user wrote it, most likely: relative to where the process runs. */
function show(path: string): string {
  return relative(process.cwd(), path) || ".";
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
