import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { downloadTool, HTTPError } from "@actions/tool-cache";
import { type Fault, FaultError } from "#diagnostics";
import { versionOf } from "./installed.ts";
import { publishedChecksum, releaseOf } from "./release.ts";
import type { ToolsRequest } from "./request.ts";
import { isVersion, TITLE, type Tool } from "./version.ts";

/**
 * Downloads one version of a tool into `folder`, holds it to its published SHA-256, starts it once, and returns the
 * program's path. Nothing outside `folder` is touched.
 */
export async function downloadProgram(
  request: ToolsRequest,
  tool: Tool,
  version: string,
  folder: string,
): Promise<string> {
  const release = releaseOf(tool, version, request.architecture, request.mirror?.url);
  request.reporter.info(`Downloading ${TITLE[tool]} ${version} from ${release.url}`);
  const get = (url: string, file: string) => fetchFile(request, tool, version, url, join(folder, file));
  const text = await readFile(await get(release.checksumUrl, `${tool}.checksum`), "utf8");
  const expected = publishedChecksumOf(text, release.name, release.checksumUrl);
  const file = await get(release.url, `${tool}.download`);
  const actual = await sha256(file);
  if (actual !== expected) {
    throw new FaultError({
      code: "download-unverified",
      message: `What ${release.url} gave is not what was published: its SHA-256 is ${actual}, and ${release.checksumUrl} says ${expected}.`,
      fix: `Nothing was installed. ${fixOf(request, "Run the job again; if it stays so, don't use that file.")}`,
    });
  }
  const program = release.inArchive ? await unpack(request, tool, file, release.inArchive, folder) : file;
  await chmod(program, 0o755);
  const found = await versionOf(tool, program, request.run);
  if (!isVersion(tool, found, version)) {
    throw new FaultError({
      code: "download-unverified",
      message: `What ${release.url} gave ${found ? `is ${TITLE[tool]} ${found}` : "does not start"}.`,
      fix: `Nothing was installed. ${fixOf(request, "Check that the runner's processor is what it says.")}`,
    });
  }
  return program;
}

function publishedChecksumOf(text: string, name: string, url: string): string {
  const sum = publishedChecksum(text, name);
  if (sum) return sum;
  throw new FaultError({
    code: "download-unverified",
    message: `${url} holds no SHA-256 of ${name}.`,
    fix: "Nothing was installed. Check what stands there: a mirror has to serve the published files unchanged.",
  });
}

async function fetchFile(
  request: ToolsRequest,
  tool: Tool,
  version: string,
  url: string,
  file: string,
): Promise<string> {
  try {
    return await downloadTool(url, file, request.mirror?.authorization);
  } catch (error) {
    throw new FaultError(downloadFault(request, tool, version, url, error), { cause: error });
  }
}

function downloadFault(
  request: ToolsRequest,
  tool: Tool,
  version: string,
  url: string,
  error: unknown,
): Fault {
  const status = error instanceof HTTPError ? error.httpStatusCode : undefined;
  if (status === 404) {
    return {
      code: "download-failed",
      message: `There is no ${TITLE[tool]} ${version}: ${url} is not there (404).`,
      fix: `Check \`${tool}-version\`${request.mirror ? ", and that `mirror` has this version" : ""}.`,
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: "download-failed",
      message: `${url} is not for everybody (${status}).`,
      fix: fixOf(request, "Check what stands between the runner and this address."),
    };
  }
  const reason = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
  return {
    code: "download-failed",
    message: `${url} could not be downloaded: ${reason}.`,
    fix: fixOf(
      request,
      "Check that the runner can reach it, or set `mirror` to an address that it can reach.",
    ),
  };
}

/** What to do, which is another thing where an own mirror serves the files. */
function fixOf({ mirror }: ToolsRequest, official: string): string {
  return mirror ? "Check `mirror` and what it serves." : official;
}

async function unpack(
  { run }: ToolsRequest,
  tool: Tool,
  archive: string,
  member: string,
  folder: string,
): Promise<string> {
  const target = join(folder, `${tool}.unpacked`);
  await mkdir(target);
  const args = ["--extract", "--gzip", "--file", archive, "--directory", target, "--no-same-owner", member];
  const { exitCode, stderr } = await run("tar", args);
  if (exitCode !== 0) {
    throw new FaultError({
      code: "download-failed",
      message: `The archive of ${TITLE[tool]} can't be unpacked: ${stderr.trim().split("\n")[0]}`,
      fix: "Nothing was installed. Check the space on the disk, and that the runner has tar and gzip.",
    });
  }
  return join(target, member);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
