import { createHash } from "node:crypto";
import { type ContainerRegistry, describeWith, startContainerRegistry } from "#services";
import type { Credentials } from "../src/docker-credentials.ts";
import { type ImageReference, parseReference } from "../src/image-name.ts";
import { type Manifest, Registry } from "../src/registry.ts";
import { RegistryAccess } from "../src/registry-access.ts";
import { startTokenServer, type TokenServer } from "./token-server.ts";

const USER = { username: "user", password: "the-right-password" };

describeWith(["debian"], "a registry that asks for tokens", () => {
  let tokens: TokenServer;
  let registry: ContainerRegistry;
  beforeAll(async () => {
    tokens = await startTokenServer(USER.username, USER.password);
    registry = await startContainerRegistry({ token: tokens.settings });
    for (const name of ["flows", "public"]) await pushImage(name);
  });
  afterAll(async () => {
    await registry.stop();
    await tokens.stop();
  });

  const as = (credentials: Credentials | undefined) => new Registry(async () => credentials);
  function reference(text: string): ImageReference {
    const parsed = parseReference(`${registry.host}/${text}`);
    if (!parsed) throw new Error(`${text} is no reference.`);
    return parsed;
  }

  /** Pushes an image of no layers, with a label and an ONBUILD instruction. */
  async function pushImage(name: string): Promise<void> {
    const config = {
      os: "linux",
      architecture: "amd64",
      config: { Labels: { of: name }, OnBuild: ["COPY a b"] },
    };
    const blob = Buffer.from(JSON.stringify(config));
    const digest = `sha256:${createHash("sha256").update(blob).digest("hex")}`;
    const access = new RegistryAccess(registry.host, name, USER);
    // A token for writing, which the upload below goes with as well.
    await access.request("PUT", "/manifests/none", { body: "{}" }).catch(() => undefined);
    const granted = await (
      await fetch(`${tokens.settings.realm}?scope=repository:${name}:pull,push`, {
        headers: {
          authorization: `Basic ${Buffer.from(`${USER.username}:${USER.password}`).toString("base64")}`,
        },
      })
    ).json();
    const headers = { authorization: `Bearer ${(granted as { token: string }).token}` };
    const base = `http://${registry.host}/v2/${name}`;
    const upload = await fetch(`${base}/blobs/uploads/`, { method: "POST", headers });
    const address = new URL(upload.headers.get("location") ?? "", base);
    address.searchParams.set("digest", digest);
    const stored = await fetch(address, { method: "PUT", headers, body: new Uint8Array(blob) });
    expect(stored.status).toBe(201);
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: blob.length },
      layers: [],
    });
    const put = await access.request("PUT", "/manifests/1", { headers: { "content-type": mediaType }, body });
    expect(put.status).toBe(201);
  }

  test("is read and written with credentials, and a new tag names the very same digest", async () => {
    const client = as(USER);
    const manifest = (await client.manifest(reference("flows:1"))) as Manifest;
    expect(await client.config(reference("flows"), manifest)).toEqual({
      labels: { of: "flows" },
      onBuild: ["COPY a b"],
      platform: "linux/amd64",
    });
    expect(await client.platforms(reference("flows"), manifest)).toEqual(["linux/amd64"]);
    await client.addTag(reference("flows"), manifest, "2");
    expect((await client.manifest(reference("flows:2")))?.digest).toBe(manifest.digest);
    expect(tokens.scopes).toContain("repository:flows:pull");
    expect(tokens.scopes).toContain("repository:flows:pull,push");
  });

  test("is asked for a token once, not with every request", async () => {
    const client = as(USER);
    const before = tokens.scopes.length;
    for (let time = 0; time < 3; time++) await client.manifest(reference("flows:1"));
    expect(tokens.scopes.length - before).toBe(1);
  });

  test("says what isn't there, and shows what is public without credentials", async () => {
    expect(await as(USER).manifest(reference("flows:none"))).toBeUndefined();
    expect((await as(undefined).manifest(reference("public:1")))?.digest).toMatch(/^sha256:/);
  });

  test("tells wrong credentials from none", async () => {
    const wrong = as({ username: "user", password: "wrong" }).manifest(reference("flows:1"));
    await expect(wrong).rejects.toMatchObject({ name: "RegistryError", reason: "credentials" });
    const none = as(undefined).manifest(reference("flows:1"));
    await expect(none).rejects.toMatchObject({ name: "RegistryError", reason: "access" });
  });

  test("a digest is held to what the registry answers", async () => {
    const manifest = await as(USER).manifest(reference("flows:1"));
    const byDigest = await as(USER).manifest({ ...reference("flows"), digest: manifest?.digest });
    expect(byDigest?.body).toEqual(manifest?.body);
  });
});
