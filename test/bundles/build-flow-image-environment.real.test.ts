import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describeWith, uniqueName } from "#services";
import { temporaryFolder } from "../../packages/git/test/temporary-repository.ts";
import {
  busyboxContext,
  type ImagePlatform,
  removeWorkspaces,
  runBuild,
  startImagePlatform,
} from "../platform/image-platform.ts";

/** What a job may have that is nobody else's business. */
const SECRETS = {
  PREFECT_API_KEY: "pnu_of-the-test-0000",
  PREFECT_CLIENT_CUSTOM_HEADERS: '{"X-Secret": "header-of-the-test-0000"}',
  GITHUB_TOKEN: "ghs_of-the-test-0000",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "oidc-of-the-test-0000",
  ACTIONS_RUNTIME_TOKEN: "runtime-of-the-test-0000",
  REGISTRY_PASSWORD: "registry-of-the-test-0000",
};

/** An image that prints whatever it is built with, its files and mounts included, and then fails. */
const HOSTILE = `FROM scratch
COPY busybox /busybox
RUN ["/busybox", "sh", "-c", "/busybox env; /busybox ls -R /run /root /github 2>/dev/null; echo printed; exit 3"]
`;

describeWith(["go", "root", "debian"], "a hostile Dockerfile", () => {
  let platform: ImagePlatform;
  beforeAll(async () => {
    platform = await startImagePlatform();
  }, 600_000);
  afterAll(async () => {
    await removeWorkspaces();
    await platform?.stop();
  });

  /** Builds it with a docker before the real one that keeps the environment of each of its calls in a folder. */
  async function build(inputs: Record<string, string> = {}) {
    const [programs, seen] = [temporaryFolder(), temporaryFolder()];
    const { PATH = "" } = platform.env;
    const watched = `#!/bin/bash\nenv -0 > "$(mktemp "${seen}/XXXXXX")"\nPATH="\${PATH#*:}" exec docker "$@"\n`;
    await writeFile(join(programs, "docker"), watched);
    await chmod(join(programs, "docker"), 0o755);
    const result = await runBuild(platform, uniqueName("hostile"), {
      workspace: await busyboxContext(HOSTILE),
      inputs: { tags: "a", ...inputs },
      env: { ...SECRETS, NAMED: "named", PATH: [programs, PATH].join(delimiter) },
    });
    const files = await readdir(seen);
    const environments = await Promise.all(files.map((file) => readFile(join(seen, file), "utf8")));
    return { result, environments };
  }

  test("prints its whole environment, and so does Docker's command line: nothing secret is in either", async () => {
    const { result, environments } = await build();
    expect(result.log).toContain("printed");
    expect(environments.length).toBeGreaterThan(1);
    const { password = "no password" } = platform.registry.credentials ?? {};
    for (const secret of [...Object.values(SECRETS), password, "NAMED"]) {
      expect(result.log).not.toContain(secret);
      for (const environment of environments) expect(environment).not.toContain(secret);
    }
    for (const environment of environments) {
      expect(environment).not.toMatch(/(^|\0)(PREFECT_|ACTIONS_|GITHUB_|INPUT_)/);
      expect(environment).toMatch(/(^|\0)PATH=/);
    }
  });

  test("what is named reaches Docker's command line, and no build", async () => {
    const { result, environments } = await build({ "pass-environment": "NAMED" });
    expect(result.log).toContain("printed");
    expect(result.log).not.toContain("named");
    expect(environments.some((environment) => environment.includes("NAMED=named"))).toBe(true);
  });
});
