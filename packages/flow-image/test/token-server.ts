import { createHash, createSign, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";

const SERVICE = "registry.test";
const ISSUER = "issuer.test";

/** Gives tokens to `user` with `password`, as the token servers of GHCR and Docker Hub do. */
export interface TokenServer {
  /** Settings with which a registry trusts its tokens. */
  settings: { realm: string; service: string; issuer: string; rootcertbundle: string };
  /** The scopes asked for, in order. */
  scopes: string[];
  stop(): Promise<void>;
}

/** Starts one; whoever comes without credentials may only read what is called `public`. */
export async function startTokenServer(user: string, password: string): Promise<TokenServer> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-token-"));
  const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=token.test", "-days", "2", "-nodes"];
  const made = await runLocally("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-keyout", keyFile, "-out", certificateFile, ...subject],
  ]);
  if (made.exitCode !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  const key = await readFile(keyFile, "utf8");
  const certificate = (await readFile(certificateFile, "utf8")).replace(/-----[^-]+-----|\s/g, "");
  const scopes: string[] = [];
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    const scope = new URL(request.url ?? "", "http://token").searchParams.get("scope") ?? "";
    scopes.push(scope);
    const { authorization } = request.headers;
    const isAllowed = authorization ? authorization === expected : scope === "repository:public:pull";
    response.statusCode = isAllowed ? 200 : 401;
    response.end(JSON.stringify(isAllowed ? { token: makeToken(scope, key, certificate) } : { errors: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return {
    settings: { realm, service: SERVICE, issuer: ISSUER, rootcertbundle: certificateFile },
    scopes,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A token by distribution's specification ("Token Authentication Implementation"). */
function makeToken(scope: string, key: string, certificate: string): string {
  const [type, name, actions = ""] = scope.split(":");
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: ISSUER,
    aud: SERVICE,
    sub: "user",
    jti: createHash("sha256").update(randomUUID()).digest("hex"),
    iat: now,
    nbf: now - 10,
    exp: now + 300,
    access: [{ type, name, actions: actions.split(",") }],
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ typ: "JWT", alg: "RS256", x5c: [certificate] })}.${encode(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}
