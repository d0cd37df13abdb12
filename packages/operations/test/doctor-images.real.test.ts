import { createHash } from "node:crypto";
import { runLocally } from "#command";
import type { WorkPool } from "#prefect-api";
import { type ContainerRegistry, describeWith, startContainerRegistry } from "#services";
import { deployment } from "../../doctor/test/model-facts.ts";
import { gatherImages } from "../src/doctor/gather-images.ts";

describeWith(["debian"], "images of deployments and work pools", () => {
  let registry: ContainerRegistry;
  beforeAll(async () => {
    registry = await startContainerRegistry();
    await push("flows", "1", "arm64");
    await push("flows", "2", "amd64");
  });
  afterAll(() => registry.stop());

  /** Pushes an image of no layers. */
  async function push(name: string, tag: string, architecture: string): Promise<void> {
    const base = `http://${registry.host}/v2/${name}`;
    const config = Buffer.from(
      JSON.stringify({ os: "linux", architecture, rootfs: { type: "layers", diff_ids: [] } }),
    );
    const digest = `sha256:${createHash("sha256").update(config).digest("hex")}`;
    const upload = (await fetch(`${base}/blobs/uploads/`, { method: "POST" })).headers.get("location") ?? "";
    const place = new URL(upload, base);
    place.searchParams.set("digest", digest);
    await fetch(place, { method: "PUT", body: config });
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const answer = await fetch(`${base}/manifests/${tag}`, {
      method: "PUT",
      headers: { "content-type": mediaType },
      body: JSON.stringify({
        ...{ schemaVersion: 2, mediaType, layers: [] },
        config: { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: config.length },
      }),
    });
    expect(answer.status).toBe(201);
  }

  const pool = (over: Partial<WorkPool>) =>
    ({ type: "kubernetes", base_job_template: {}, ...over }) as WorkPool;
  const template = (image: string) => ({ variables: { properties: { image: { default: image } } } });
  const of = (key: string, workPool: string, image?: string) =>
    deployment({ key, fields: { work_pool_name: workPool, job_variables: image ? { image } : {} } });

  test("each is looked up once, with the platform that its pool starts runs on", async () => {
    const flows = `${registry.host}/flows`;
    const arm = {
      job_configuration: {
        job_manifest: { spec: { template: { spec: { nodeSelector: { "kubernetes.io/arch": "arm64" } } } } },
      },
    };
    const pools = new Map([
      ["k8s", pool({ base_job_template: template(`${flows}:1`) })],
      ["arm", pool({ base_job_template: { ...template(`${flows}:1`), ...arm } })],
      ["local", pool({ type: "process" })],
    ]);
    const found = await gatherImages(
      runLocally,
      [
        ...[of("a/pool", "k8s"), of("a/pool-2", "k8s"), of("a/own", "k8s", `${flows}:2`), of("a/arm", "arm")],
        ...[
          of("a/gone", "k8s", `${flows}:3`),
          of("a/odd", "k8s", "NO IMAGE"),
          of("a/process", "local", `${flows}:3`),
        ],
        of("a/dead", "k8s", "127.0.0.1:9/flows:1"),
      ],
      pools,
      "linux/amd64",
    );
    const told = found.map(({ image, platform, found: { kind, ...rest }, deployments }) => [
      image.replace(registry.host, "registry"),
      ...[platform, kind, "platforms" in rest ? rest.platforms.join() : "", deployments.join()],
    ]);
    expect(told).toEqual([
      ["registry/flows:1", "linux/amd64", "there", "linux/arm64", "a/pool,a/pool-2"],
      ["registry/flows:2", "linux/amd64", "there", "linux/amd64", "a/own"],
      ["registry/flows:1", "linux/arm64", "there", "linux/arm64", "a/arm"],
      ["registry/flows:3", "linux/amd64", "absent", "", "a/gone"],
      ["NO IMAGE", "linux/amd64", "unknown", "", "a/odd"],
      ["127.0.0.1:9/flows:1", "linux/amd64", "unknown", "", "a/dead"],
    ]);
  });
});
