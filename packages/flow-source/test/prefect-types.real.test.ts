import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { parseJson } from "#json";
import { PREFECT_VERSION, prefectProgram, projectRoot } from "#services";
import { prefectTypes } from "../src/schema/core-schemas/generated/prefect-types.ts";

/** Prefect's own types that flows take as parameters. Add one here, then run with UPDATE_PREFECT_TYPES=1. */
const names = `
  prefect.blocks.system.Secret prefect.blocks.core.Block prefect.blocks.webhook.Webhook
  prefect.blocks.notifications.AppriseNotificationBlock prefect.blocks.notifications.SlackWebhook
  prefect.blocks.notifications.MicrosoftTeamsWebhook prefect.blocks.notifications.PagerDutyWebHook
  prefect.blocks.notifications.TwilioSMS prefect.blocks.notifications.OpsgenieWebhook
  prefect.blocks.notifications.MattermostWebhook prefect.blocks.notifications.DiscordWebhook
  prefect.blocks.notifications.CustomWebhookNotificationBlock prefect.blocks.notifications.SendgridEmail
  prefect.blocks.abstract.CredentialsBlock prefect.blocks.abstract.NotificationBlock
  prefect.blocks.abstract.JobBlock prefect.blocks.abstract.DatabaseBlock
  prefect.blocks.abstract.ObjectStorageBlock prefect.blocks.abstract.SecretBlock
  prefect.filesystems.ReadableFileSystem prefect.filesystems.WritableFileSystem
  prefect.filesystems.LocalFileSystem prefect.filesystems.RemoteFileSystem prefect.filesystems.SMB
  prefect.variables.Variable prefect.assets.Asset
  prefect.types.Name prefect.types.NameOrEmpty prefect.types.NonEmptyishName prefect.types.URILike
  prefect.types.ValidAssetKey prefect.types.SecretDict prefect.types.StrictVariableValue prefect.types.LaxUrl
  prefect.types.KeyValueLabels prefect.types.LogLevel prefect.types.ListOfNonEmptyStrings
  prefect.types.TaskRetryDelaySeconds
`
  .trim()
  .split(/\s+/);

const script = `
import importlib, inspect, json, sys
from prefect.utilities.callables import generate_parameter_schema
types = {}
for name in json.load(sys.stdin):
    module, _, member = name.rpartition(".")
    annotation = getattr(importlib.import_module(module), member)
    parameter = inspect.Parameter("p", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=annotation)
    schema = generate_parameter_schema(inspect.Signature([parameter]), {})
    property = {key: value for key, value in schema.properties["p"].items() if key not in ("title", "position")}
    types[name] = {"json": property, **({"definitions": schema.definitions} if schema.definitions else {})}
print(json.dumps(types))
`;

test(`the schemas kept of Prefect's own types are those of Prefect ${PREFECT_VERSION}`, async () => {
  const { stdout, stderr } = await runLocally(
    await prefectProgram("python"),
    ["-W", "ignore", "-c", script],
    {
      input: JSON.stringify(names),
    },
  );
  if (stdout === "") throw new Error(stderr);
  if (process.env.UPDATE_PREFECT_TYPES) {
    const file = join(projectRoot, "packages/flow-source/src/schema/core-schemas/generated/prefect-types.ts");
    await writeFile(
      file,
      `// Made by packages/flow-source/test/prefect-types.real.test.ts with UPDATE_PREFECT_TYPES=1 from Prefect ${PREFECT_VERSION}.\n` +
        'import type { FixedType } from "../core-schema.ts";\n\n' +
        `export const prefectTypes: Readonly<Record<string, FixedType>> = ${JSON.stringify(JSON.parse(stdout), null, 1)};\n`,
    );
    return;
  }
  expect(prefectTypes).toEqual(parseJson(stdout));
});
