import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type RunCommand, runLocally } from "#command";
import { openRepository } from "#git";
import { temporaryRepository } from "./temporary-repository.ts";

/** git's own server behind HTTP basic authentication; refuses a doubled header as GitHub does. */
async function gitServer(projects: string, password: string) {
  const seen: string[][] = [];
  const server: Server = createServer((request, response) => {
    const given = request.rawHeaders.filter((_, at) =>
      /^authorization$/i.test(request.rawHeaders[at - 1] ?? ""),
    );
    seen.push(given);
    const expected = `basic ${Buffer.from(`x-access-token:${password}`).toString("base64")}`;
    if (given.length !== 1 || given[0] !== expected) {
      response.writeHead(given.length > 1 ? 400 : 401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
    const backend = spawn("git", ["http-backend"], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: projects,
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_PROTOCOL: request.headers["git-protocol"] as string | undefined,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"],
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REMOTE_USER: "someone",
      },
    });
    request.pipe(backend.stdin);
    const output: Buffer[] = [];
    backend.stdout.on("data", (piece: Buffer) => output.push(piece));
    backend.on("close", () => {
      const answer = Buffer.concat(output);
      const end = answer.indexOf("\r\n\r\n");
      for (const line of answer.subarray(0, end).toString().split("\r\n")) {
        const [name = "", value = ""] = line.split(": ");
        if (name === "Status") response.statusCode = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      response.end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, stop: () => server.close() };
}

test("the token reaches the remote by environment alone, in place of one that the clone already has", async () => {
  const remote = await temporaryRepository();
  const first = await remote.commit({ "a.py": "1" });
  const second = await remote.commit({ "a.py": "2" });
  const server = await gitServer(join(remote.root, ".."), "t0ken");
  try {
    const clone = await remote.clone("--depth=1");
    await clone.git("remote", "set-url", "origin", `${server.url}/${remote.root.split("/").pop()}/.git`);
    await clone.git("config", `http.${server.url}/.extraheader`, "AUTHORIZATION: basic b2xk");
    const commands: string[] = [];
    const run: RunCommand = (command, args, options) => {
      commands.push([command, ...args].join(" "));
      return runLocally(command, args, options);
    };
    const withToken = await openRepository(run, clone.root, { token: "t0ken" });
    expect(await withToken.isAncestor(first, second)).toBe(true);
    expect(await withToken.fetchCommit(first)).toBe(first);
    expect(server.seen.length).toBeGreaterThan(0);
    for (const headers of server.seen) expect(headers).toHaveLength(1);
    const secret = /t0ken|eC1hY2Nlc3MtdG9rZW4/;
    for (const command of commands) expect(command).not.toMatch(secret);

    const withWrongToken = await openRepository(runLocally, clone.root, { token: "wr0ng" });
    const refused = withWrongToken.remoteTags();
    await expect(refused).rejects.toThrow(/Give a token that may read this repository/);
    await expect(refused).rejects.not.toThrow(/wr0ng/);
  } finally {
    server.stop();
  }
});
