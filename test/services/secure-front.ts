import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as sendOn } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";

export interface SecureFront {
  port: number;
  /** File with the certificate, which nobody trusts who isn't told to. */
  certificate: string;
  /** How many connections were opened so far. */
  connections(): number;
  stop(): Promise<void>;
}

/**
 * Stands before a server on loopback and speaks HTTPS, with a certificate of its own.
 *
 * @param target host and port of the server
 * @param name host that the certificate is for
 */
export async function startSecureFront(target: string, name = "prefect.example"): Promise<SecureFront> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-secure-"));
  const [keyFile, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const made = await runLocally("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-keyout", keyFile, "-out", certificate, "-nodes"],
    ...["-days", "2", "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
  ]);
  if (made.exitCode !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  const [key, cert] = await Promise.all([readFile(keyFile), readFile(certificate)]);
  const { hostname, port } = new URL(`http://${target}`);
  const front = createServer({ key, cert }, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = sendOn({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  let connections = 0;
  front.on("connection", () => void connections++);
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return {
    port: (front.address() as AddressInfo).port,
    certificate,
    connections: () => connections,
    async stop() {
      front.closeAllConnections();
      await new Promise<void>((resolve) => front.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
