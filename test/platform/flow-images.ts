import { cp, link, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import {
  type ContainerRegistry,
  type DockerEngine,
  prefectImageFiles,
  pythonImageFiles,
  startContainerRegistry,
  startDockerEngine,
} from "#services";

/** A Docker engine, and a registry with a password that holds images in which flows can run, or can't. */
export interface FlowImages {
  engine: DockerEngine;
  registry: ContainerRegistry;
  /** Python and Prefect. */
  plain: string;
  /** The same with a module `polars`, and other code of `flows/baked.py` in its working directory. */
  withPolars: string;
  /** Python alone. */
  withoutPrefect: string;
  /** A file alone. */
  empty: string;
  /** A file alone, for another platform than this machine's. */
  foreign: string;
  /** Whatever is named by the registry's log-in. */
  password: string;
  stop(): Promise<void>;
}

const ADDED =
  "FROM scratch\nADD *.tar /\nENV PATH=/usr/local/bin:/usr/bin IN_THE_IMAGE=yes\nWORKDIR /opt/prefect\n";

/** Starts both, and builds and pushes the images (30 s); none of them is left on the engine. */
export async function startFlowImages(): Promise<FlowImages> {
  const [engine, registry] = await Promise.all([
    startDockerEngine(),
    startContainerRegistry({ withPassword: true }),
  ]);
  const { username = "", password = "" } = registry.credentials ?? {};
  await engine.docker(["login", registry.host, "--username", username, "--password-stdin"], {
    input: password,
  });
  const built: string[] = [];
  const build = async (name: string, dockerfile: string, files: Record<string, string>) => {
    const image = `${registry.host}/acme/${name}:1`;
    const context = await mkdtemp(join(tmpdir(), "prefect-cicd-image-"));
    try {
      for (const [path, from] of Object.entries(files)) await put(join(context, path), from);
      await writeFile(join(context, "Dockerfile"), dockerfile);
      await engine.docker(["build", "--quiet", "--tag", image, context]);
      await engine.docker(["push", "--quiet", image]);
      built.push(image);
    } finally {
      await rm(context, { recursive: true, force: true });
    }
    return image;
  };
  const [python, prefect] = [await pythonImageFiles(), await prefectImageFiles()];
  const plain = await build("plain", ADDED, { "a.tar": python, "b.tar": prefect });
  const withPolars = await build(
    "with-polars",
    `FROM ${plain}\nCOPY polars.py /usr/local/lib/\nENV PYTHONPATH=/usr/local/lib\nCOPY baked.py /opt/prefect/flows/baked.py\n`,
    {
      "polars.py": "= FRAME = 1\n",
      "baked.py": "= from prefect import flow\n@flow\ndef baked(): 'Of the image.'\n",
    },
  );
  const withoutPrefect = await build("without-prefect", ADDED, { "a.tar": python });
  const empty = await build("empty", "FROM scratch\nCOPY a /\n", { a: "= a" });
  const foreign = await pushForeign(engine, empty, `${registry.host}/acme/foreign:1`);
  for (const image of [...built.reverse(), foreign]) await engine.docker(["rmi", "--force", image]);
  return {
    ...{ engine, registry, plain, withPolars, withoutPrefect, empty, foreign, password },
    async stop() {
      await engine.stop();
      await registry.stop();
    },
  };
}

/** A file of a build's context: a text after `= `, or another file. */
async function put(path: string, from: string): Promise<void> {
  if (from.startsWith("= ")) await writeFile(path, from.slice(2));
  else await link(from, path).catch(() => cp(from, path));
}

/** Pushes a copy of an image that says it is for another platform. */
async function pushForeign(engine: DockerEngine, image: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "prefect-cicd-foreign-"));
  try {
    const archive = join(folder, "image.tar");
    await engine.docker(["save", "--output", archive, image]);
    const files = join(folder, "files");
    await mkdir(files);
    await runLocally("tar", ["--extract", "--file", archive, "--directory", files]);
    const [entry] = JSON.parse(await readFile(join(files, "manifest.json"), "utf8"));
    const config = JSON.parse(await readFile(join(files, entry.Config), "utf8"));
    const other = config.architecture === "amd64" ? "arm64" : "amd64";
    await writeFile(join(files, "config.json"), JSON.stringify({ ...config, architecture: other }));
    const manifest = [{ ...entry, Config: "config.json", RepoTags: [name] }];
    await writeFile(join(files, "manifest.json"), JSON.stringify(manifest));
    await runLocally("tar", ["--create", "--file", archive, "--directory", files, "."]);
    await engine.docker(["load", "--quiet", "--input", archive]);
    await engine.docker(["push", "--quiet", name]);
    return name;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
