import { delimiter } from "node:path";
import type { ActResult } from "#services";
import { processTemplate } from "../bundles/work-pool-templates.ts";
import { AttestationsStandIn } from "../github/index.ts";
import { DataTeam, FLOWS_IMAGE, outcomes, type TeamOptions } from "../platform/data-team.ts";
import { type ImagePlatform, manifestOf, startImagePlatform, versionOf } from "../platform/image-platform.ts";
import { AUTH, Environments } from "./environments.ts";

/** The files of one version of the image; `content` makes it another one. */
export const image = (version: string, content: string) => ({
  "pyproject.toml": `[project]\nname = "flows"\nversion = "${version}"\n`,
  "etc/docker/Dockerfile": `FROM scratch\nLABEL content="${content}"\nCOPY pyproject.toml /\n`,
});

interface WithImage {
  variables: { properties: { image: { default: string } } };
}

/** Two environments, a registry, BuildKit and attestations, for teams that build an image. */
export class ImageTeams {
  readonly platform: ImagePlatform;
  readonly environments: Environments;
  readonly attestations: AttestationsStandIn;

  private constructor(
    platform: ImagePlatform,
    environments: Environments,
    attestations: AttestationsStandIn,
  ) {
    this.platform = platform;
    this.environments = environments;
    this.attestations = attestations;
  }

  static async start(): Promise<ImageTeams> {
    const [platform, environments] = await Promise.all([startImagePlatform(), Environments.start()]);
    return new ImageTeams(platform, environments, new AttestationsStandIn());
  }

  /** A team with a repository in the registry, `name/flows`, and a work pool that are named after it. */
  async startTeam(name: string, firstNumber: number, options: Partial<TeamOptions> = {}): Promise<DataTeam> {
    await this.environments.makePool(name, processTemplate("nothing:0"));
    const { host, credentials } = this.platform.registry;
    const { PATH = "", ...env } = this.platform.env;
    return DataTeam.start({
      pipeline: FLOWS_IMAGE,
      settings: { image: `${host}/${name}/flows` },
      configuration: {
        vars: {
          REGISTRY_USERNAME: credentials?.username ?? "",
          DEV_PREFECT_API_URL: this.environments.url("dev"),
          DEV_PREFECT_WORK_POOL: name,
          PROD_PREFECT_API_URL: this.environments.url("prod"),
          PROD_PREFECT_WORK_POOL: name,
        },
        secrets: {
          REGISTRY_PASSWORD: credentials?.password ?? "",
          DEV_PREFECT_API_AUTH_STRING: AUTH,
          PROD_PREFECT_API_AUTH_STRING: AUTH,
        },
      },
      files: { ...image("1.2.3", "start"), "flows/orders.py": "# The image has no flow in it.\n" },
      firstNumber,
      visibility: "public",
      machine: {
        env: { ...env, ATTESTATIONS_FILE: this.attestations.file },
        path: [this.attestations.folder, ...PATH.split(delimiter)],
      },
      ...options,
    });
  }

  /** Tags of the images that the work pools name by their digests. */
  async inUse(pool: string, repository = `${pool}/flows`): Promise<Record<string, string>> {
    const templates = Object.entries(await this.environments.templates(pool));
    const named = await Promise.all(
      templates.map(async ([name, template]) => {
        const { default: used } = (template as unknown as WithImage).variables.properties.image;
        const version = await versionOf(this.platform, repository, used.split("@")[1] ?? "");
        return [name, version ?? used] as const;
      }),
    );
    return Object.fromEntries(named);
  }

  async digestOf(team: string, tag: string): Promise<string> {
    return (await manifestOf(this.platform, `${team}/flows`, tag))?.digest ?? `There is no ${tag}.`;
  }

  /** The jobs that ran and how they ended; nothing that was printed shows a secret. */
  readonly jobs = (result: ActResult) =>
    outcomes(result, [AUTH, this.platform.registry.credentials?.password ?? ""]);

  async stop(): Promise<void> {
    await Promise.all([this.platform.stop(), this.environments.stop()]);
    this.attestations.remove();
  }
}
