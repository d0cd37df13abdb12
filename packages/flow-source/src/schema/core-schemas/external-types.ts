import { anyCoreSchema, type CoreSchema, simple, TypeUnknown } from "./core-schema.ts";
import { knownTypes } from "./known-types.ts";

const text = (format: string): CoreSchema => simple("other", { type: "string", format });
const list = (core: string, unique = false): CoreSchema => ({
  kind: "array",
  core,
  items: anyCoreSchema,
  unique,
  constraints: {},
});
const dict = (core: string, values: CoreSchema = anyCoreSchema): CoreSchema => ({
  kind: "dict",
  core,
  keys: anyCoreSchema,
  values,
  constraints: {},
});
const instance: CoreSchema = simple("is-instance", {});
const path = simple("lax-or-strict", { type: "string", format: "path" });

/** Types that stand alone (`GenerateSchema._handlers`), under their canonical names. */
const coreSchemas: Record<string, CoreSchema> = {
  "builtins.str": simple("str", { type: "string" }),
  "builtins.bytes": simple("bytes", { type: "string", format: "binary" }),
  "builtins.int": simple("int", { type: "integer" }),
  "builtins.float": simple("float", { type: "number" }),
  "builtins.bool": simple("bool", { type: "boolean" }),
  "builtins.complex": simple("complex", { type: "string" }),
  "builtins.object": anyCoreSchema,
  "builtins.NoneType": simple("none", { type: "null" }),
  "builtins.type": simple("custom-error", {}),
  "builtins.list": list("list"),
  "builtins.dict": dict("dict"),
  "builtins.set": list("set", true),
  "builtins.frozenset": list("frozenset", true),
  "builtins.tuple": { kind: "tuple", core: "tuple", items: [anyCoreSchema], variadic: true, constraints: {} },
  "datetime.date": simple("date", { type: "string", format: "date" }),
  "datetime.datetime": simple("datetime", { type: "string", format: "date-time" }),
  "datetime.time": simple("time", { type: "string", format: "time" }),
  "datetime.timedelta": simple("timedelta", { type: "string", format: "duration" }),
  "decimal.Decimal": { kind: "number", core: "decimal", constraints: {} },
  "fractions.Fraction": { kind: "number", core: "fraction", constraints: {} },
  "uuid.UUID": simple("uuid", { type: "string", format: "uuid" }),
  "pathlib.Path": path,
  "pathlib.PurePath": path,
  "pathlib.PosixPath": path,
  "pathlib.PurePosixPath": path,
  "pathlib.WindowsPath": path,
  "pathlib.PureWindowsPath": path,
  "os.PathLike": path,
  "re.Pattern": text("regex"),
  "zoneinfo.ZoneInfo": text("zoneinfo"),
  "ipaddress.IPv4Address": text("ipv4"),
  "ipaddress.IPv4Network": text("ipv4network"),
  "ipaddress.IPv4Interface": text("ipv4interface"),
  "ipaddress.IPv6Address": text("ipv6"),
  "ipaddress.IPv6Network": text("ipv6network"),
  "ipaddress.IPv6Interface": text("ipv6interface"),
  "collections.abc.MutableSet": list("set", true),
  "collections.abc.Set": list("frozenset", true),
  "collections.abc.MutableSequence": list("list"),
  "collections.abc.Sequence": list("sequence"),
  "collections.abc.Iterable": list("generator"),
  "collections.abc.Generator": list("generator"),
  "collections.deque": list("deque"),
  "collections.abc.Mapping": dict("dict"),
  "collections.abc.MutableMapping": dict("dict"),
  "collections.OrderedDict": dict("dict"),
  "collections.Counter": dict("dict", simple("int", { type: "integer" })),
  "collections.abc.Callable": { kind: "invalid", core: "callable", reason: "A function has no JSON schema." },
  "collections.abc.Hashable": simple("custom-error", {}),
  "typing.Any": anyCoreSchema,
  "typing.AnyStr": {
    kind: "union",
    core: "union",
    choices: [simple("bytes", { type: "string", format: "binary" }), simple("str", { type: "string" })],
  },
  "pydantic.BaseModel": {
    kind: "definition",
    core: "definition-ref",
    definition: {
      core: "model",
      shortName: "BaseModel",
      longName: "pydantic.main.BaseModel",
      body: { kind: "object", fields: [], updates: { title: "BaseModel" }, extra: {} },
    },
  },
};

/** Forms of `typing` that mean nothing alone: pydantic takes any value. */
const bareForms = new Set(
  (
    "Optional Union Annotated Literal NoReturn Never LiteralString Generic TypedDict NamedTuple Final IO TextIO " +
    "BinaryIO SupportsInt SupportsFloat SupportsAbs SupportsBytes SupportsComplex SupportsIndex SupportsRound " +
    "Tuple Concatenate TypeGuard Required NotRequired Unpack TypeAlias"
  ).split(" "),
);

/** Modules whose classes are ordinary ones that pydantic has no schema for: any value. */
const ordinaryModules = new Set(
  (
    "logging io threading subprocess types argparse random sqlite3 queue socket concurrent.futures asyncio " +
    "contextlib configparser tempfile zipfile tarfile string ftplib smtplib email.message xml.etree.ElementTree " +
    "multiprocessing hashlib urllib.request http.client csv shelve sched traceback weakref inspect abc"
  ).split(" "),
);

/** Ordinary classes of other packages that flows often take. */
const ordinaryClasses = new Set(
  (
    "datetime.timezone datetime.tzinfo re.Match builtins.bytearray builtins.range builtins.slice " +
    "builtins.memoryview builtins.callable builtins.any builtins.all builtins.id builtins.input builtins.property " +
    "builtins.Exception builtins.BaseException builtins.ValueError builtins.TypeError builtins.RuntimeError " +
    "collections.abc.Collection collections.abc.Container collections.abc.Iterator collections.abc.Reversible " +
    "collections.abc.Sized collections.abc.Awaitable collections.abc.Coroutine collections.abc.AsyncIterable " +
    "collections.abc.AsyncIterator collections.abc.AsyncGenerator collections.abc.KeysView " +
    "collections.abc.ValuesView collections.abc.ItemsView collections.abc.MappingView collections.ChainMap " +
    "collections.abc.ByteString " +
    "prefect.Flow prefect.Task prefect.futures.PrefectFuture prefect.client.orchestration.PrefectClient " +
    "prefect.client.orchestration.SyncPrefectClient " +
    "pandas.DataFrame pandas.Series pandas.Timestamp pandas.Timedelta pandas.core.frame.DataFrame " +
    "numpy.ndarray polars.DataFrame polars.LazyFrame polars.Series pyspark.sql.SparkSession " +
    "pyspark.sql.DataFrame requests.Session requests.Response httpx.Client httpx.AsyncClient " +
    "pendulum.DateTime pendulum.Date pendulum.Duration pendulum.Time"
  ).split(" "),
);

/**
 * The core schema of a type from outside the repository. Throws TypeUnknown for one that isn't known.
 *
 * @param arbitraryTypes whether a class that pydantic doesn't know is any value
 */
export function externalCoreSchema(name: string, arbitraryTypes: boolean): CoreSchema {
  const coreSchema = coreSchemas[name];
  if (coreSchema) return coreSchema;
  const known = knownTypes[name];
  if (known) return known;
  const dot = name.lastIndexOf(".");
  const [module, member] = [name.slice(0, dot), name.slice(dot + 1)];
  if (module === "typing" && bareForms.has(member)) return anyCoreSchema;
  if (isOrdinaryClass(name) && arbitraryTypes) return instance;
  throw new TypeUnknown(`what \`${name}\` is can't be told from the repository`);
}

/** Whether a name from outside the repository is known to be a class. */
export function isExternalClass(name: string): boolean {
  return name in coreSchemas || name in knownTypes || isOrdinaryClass(name);
}

function isOrdinaryClass(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return (
    ordinaryClasses.has(name) ||
    (ordinaryModules.has(name.slice(0, dot)) && /^[A-Z]/.test(name.slice(dot + 1)))
  );
}
