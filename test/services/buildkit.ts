import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { debianPackage } from "./debian-package.ts";
import { goProgramFromModule } from "./go-program.ts";
import { Server } from "./process.ts";
import { unmountUnder } from "./unmount-under.ts";

/** The version of BuildKit that the tests build and use. */
export const BUILDKIT_VERSION = "0.26.3";

/** A real BuildKit daemon; needs root, since it runs containers. */
export interface BuildKit {
  /** What BUILDKIT_HOST takes: `unix:///...`. */
  address: string;
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a daemon with an empty cache (1 s); it is built on first use (about 90 s). */
export async function startBuildKit(): Promise<BuildKit> {
  const program = await goProgramFromModule(
    "github.com/moby/buildkit",
    `v${BUILDKIT_VERSION}`,
    "./cmd/buildkitd",
  );
  const runc = join(await debianPackage("runc"), "usr/sbin");
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-buildkit-"));
  const address = `unix://${join(folder, "buildkitd.sock")}`;
  const server = await Server.start(
    join(program, "buildkitd"),
    [
      ...["--addr", address, "--root", join(folder, "state")],
      ...["--oci-worker=true", "--containerd-worker=false"],
      // No overlay file system and no bridge network: both may be missing within a container.
      ...["--oci-worker-snapshotter=native", "--oci-worker-net=host"],
    ],
    { env: { PATH: `${runc}${delimiter}${process.env.PATH}` } },
  );
  await server.waitUntil(async () => (await server.log()).includes("running server on"), 30);
  return {
    address,
    log: () => server.log(),
    async stop() {
      await server.stop();
      await unmountUnder(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
