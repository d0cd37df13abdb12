import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { projectRoot } from "#services";

/** A Helm repository on loopback. */
export interface ChartRepository {
  url: string;
  stop(): Promise<void>;
}

/** Packages the tests' chart `prefect-worker` as version 1.1.0 with the program `helm`, and serves it. */
export async function startChartRepository(helm: string): Promise<ChartRepository> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-charts-"));
  await cp(join(projectRoot, "test/services/charts"), folder, { recursive: true });
  await runLocally(helm, ["package", "prefect-worker", "--version", "1.1.0"], { cwd: folder });
  await runLocally(helm, ["repo", "index", "."], { cwd: folder });
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://x");
    const content = await readFile(join(folder, pathname)).catch(() => null);
    response.writeHead(content ? 200 : 404).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
