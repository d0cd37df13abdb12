import type { Json, JsonObject } from "#json";
import { anyCoreSchema, type CoreSchema, type FixedType, simple } from "./core-schema.ts";
import { prefectTypes } from "./generated/prefect-types.ts";

const text = (format: string, rest: JsonObject = {}): CoreSchema =>
  simple("other", { type: "string", format, ...rest });
const integer = (constraints: Record<string, Json> = {}): CoreSchema => ({
  kind: "simple",
  core: "int",
  json: { type: "integer" },
  constraints,
});
const float = (constraints: Record<string, Json> = {}): CoreSchema => ({
  kind: "simple",
  core: "float",
  json: { type: "number" },
  constraints,
});
const temporal = (core: string, format: string): CoreSchema => simple(core, { type: "string", format });
const url = (format = "uri", rest: JsonObject = {}): CoreSchema =>
  simple("url", { type: "string", format, minLength: 1, ...rest });
const password: CoreSchema = text("password", { writeOnly: true });

/** pydantic's own types (`pydantic.types`, `pydantic.networks`). */
const pydanticTypes: Record<string, CoreSchema> = {
  PositiveInt: integer({ gt: 0 }),
  NegativeInt: integer({ lt: 0 }),
  NonNegativeInt: integer({ ge: 0 }),
  NonPositiveInt: integer({ le: 0 }),
  StrictInt: integer(),
  PositiveFloat: float({ gt: 0 }),
  NegativeFloat: float({ lt: 0 }),
  NonNegativeFloat: float({ ge: 0 }),
  NonPositiveFloat: float({ le: 0 }),
  StrictFloat: float(),
  FiniteFloat: float(),
  StrictStr: simple("str", { type: "string" }),
  StrictBool: simple("bool", { type: "boolean" }),
  StrictBytes: simple("bytes", { type: "string", format: "binary" }),
  SecretStr: password,
  SecretBytes: password,
  Secret: simple("is-instance", {}),
  EmailStr: text("email"),
  NameEmail: text("name-email"),
  AnyUrl: url(),
  AnyHttpUrl: url(),
  HttpUrl: url("uri", { maxLength: 2083 }),
  AnyWebsocketUrl: url(),
  WebsocketUrl: url("uri", { maxLength: 2083 }),
  FileUrl: url(),
  FtpUrl: url(),
  PostgresDsn: url("multi-host-uri"),
  CockroachDsn: url(),
  AmqpDsn: url(),
  RedisDsn: url(),
  MongoDsn: url("multi-host-uri"),
  KafkaDsn: url(),
  NatsDsn: url("multi-host-uri"),
  MySQLDsn: url(),
  MariaDBDsn: url(),
  ClickHouseDsn: url(),
  SnowflakeDsn: url(),
  IPvAnyAddress: text("ipvanyaddress"),
  IPvAnyInterface: text("ipvanyinterface"),
  IPvAnyNetwork: text("ipvanynetwork"),
  FilePath: text("file-path"),
  DirectoryPath: text("directory-path"),
  NewPath: text("path"),
  SocketPath: text("path"),
  PastDate: temporal("date", "date"),
  FutureDate: temporal("date", "date"),
  PastDatetime: temporal("datetime", "date-time"),
  FutureDatetime: temporal("datetime", "date-time"),
  AwareDatetime: temporal("datetime", "date-time"),
  NaiveDatetime: temporal("datetime", "date-time"),
  Base64Str: text("base64"),
  Base64Bytes: text("base64"),
  Base64UrlStr: text("base64url"),
  Base64UrlBytes: text("base64url"),
  ImportString: simple("other", { type: "string" }),
  PaymentCardNumber: simple("other", { type: "string", minLength: 12, maxLength: 19 }),
  Json: { kind: "json", core: "json", content: anyCoreSchema },
  JsonValue: {
    kind: "definition",
    core: "definition-ref",
    definition: {
      core: "model",
      shortName: "JsonValue",
      longName: "pydantic.types.JsonValue",
      body: { kind: "schema", coreSchema: anyCoreSchema },
    },
  },
  ByteSize: simple("other", {
    anyOf: [
      { pattern: "^\\s*(\\d*\\.?\\d+)\\s*(\\w+)?", type: "string" },
      { minimum: 0, type: "integer" },
    ],
  }),
  ...Object.fromEntries(
    [1, 3, 4, 5, 6, 7, 8].map((version) => [`UUID${version}`, temporal("uuid", `uuid${version}`)]),
  ),
};

/** `prefect.types`, and what `pendulum` offers pydantic. */
const otherTypes: Record<string, CoreSchema> = {
  "prefect.types.DateTime": temporal("datetime", "date-time"),
  "prefect.types.Date": temporal("date", "date"),
  "prefect.types.Interval": temporal("timedelta", "duration"),
  "prefect.types.PositiveInterval": temporal("timedelta", "duration"),
  "prefect.types.NonNegativeInteger": integer({ ge: 0 }),
  "prefect.types.PositiveInteger": integer({ gt: 0 }),
  "prefect.types.NonNegativeFloat": float({ ge: 0 }),
  "pydantic_extra_types.pendulum_dt.DateTime": temporal("datetime", "date-time"),
  "pydantic_extra_types.pendulum_dt.Date": temporal("date", "date"),
  "pydantic_extra_types.pendulum_dt.Duration": temporal("timedelta", "duration"),
};

/** Types of pydantic and Prefect under their canonical names. */
export const knownTypes: Readonly<Record<string, CoreSchema>> = {
  ...Object.fromEntries(
    Object.entries(pydanticTypes).map(([name, coreSchema]) => [`pydantic.${name}`, coreSchema]),
  ),
  ...otherTypes,
  ...Object.fromEntries(
    Object.entries(prefectTypes).map(([name, type]) => [name, fixedCoreSchema(name, type)]),
  ),
};

/** A type of Prefect whose schema was taken from Prefect itself. */
function fixedCoreSchema(name: string, type: FixedType): CoreSchema {
  const { json, definitions = {} } = type;
  const prefix = "#/definitions/";
  if (typeof json.$ref !== "string") return simple("other", json);
  const shortName = json.$ref.slice(prefix.length);
  const { [shortName]: body = {}, ...others } = definitions;
  return {
    kind: "definition",
    core: "definition-ref",
    definition: {
      core: "model",
      shortName,
      longName: name,
      body: { kind: "fixed", json: body as JsonObject, definitions: others },
    },
  };
}
