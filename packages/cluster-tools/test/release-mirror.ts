import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";

/** A mirror on loopback, with the paths of the official addresses. */
export interface ReleaseMirror {
  url: string;
  /** Content by path; a test spoils what it wants. */
  files: Map<string, Buffer>;
  /** Paths whose connection is dropped half-way. */
  truncated: Set<string>;
  /** Where set, the only header `Authorization` that is let in. */
  authorization: string | undefined;
  /** Paths in the order in which they were asked for. */
  requests: string[];
  addK3s(version: string, program: string): void;
  addHelm(version: string, program: string): Promise<void>;
  addKubectl(version: string, program: string): void;
  stop(): Promise<void>;
}

export const architecture = process.arch === "arm64" ? "arm64" : "amd64";

export async function startReleaseMirror(): Promise<ReleaseMirror> {
  const files = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    mirror.requests.push(path);
    const content = files.get(path);
    if (mirror.authorization && request.headers.authorization !== mirror.authorization) {
      response.writeHead(401).end();
    } else if (!content) {
      response.writeHead(404).end("not found");
    } else {
      response.writeHead(200, { "content-length": content.length });
      if (!mirror.truncated.has(path)) response.end(content);
      else response.write(content.subarray(0, content.length / 2), () => response.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const mirror: ReleaseMirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    truncated: new Set(),
    authorization: undefined,
    requests: [],
    addK3s(version, program) {
      const content = readFileSync(program);
      const name = architecture === "amd64" ? "k3s" : `k3s-${architecture}`;
      const folder = `/k3s-io/k3s/releases/download/${version}`;
      files.set(`${folder}/${name}`, content);
      const sums = `${"0".repeat(64)}  k3s-airgap-images-${architecture}.tar.gz\n${sha256(content)}  ${name}\n`;
      files.set(`${folder}/sha256sum-${architecture}.txt`, Buffer.from(sums));
    },
    async addHelm(version, program) {
      const name = `helm-${version}-linux-${architecture}.tar.gz`;
      const content = await archive(program, `linux-${architecture}`);
      files.set(`/${name}`, content);
      files.set(`/${name}.sha256sum`, Buffer.from(`${sha256(content)}  ${name}\n`));
    },
    addKubectl(version, program) {
      const content = readFileSync(program);
      const path = `/release/${version}/bin/linux/${architecture}/kubectl`;
      files.set(path, content);
      files.set(`${path}.sha256`, Buffer.from(sha256(content)));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return mirror;
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The archive as Helm is released: the program and its licence in a folder named after the platform. */
async function archive(program: string, folderName: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-archive-"));
  try {
    await mkdir(join(folder, folderName));
    await cp(program, join(folder, folderName, "helm"));
    const args = ["--create", "--gzip", "--file", "helm.tar.gz", folderName];
    const { exitCode, stderr } = await runLocally("tar", args, { cwd: folder });
    if (exitCode !== 0) throw new Error(stderr);
    return readFileSync(join(folder, "helm.tar.gz"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
