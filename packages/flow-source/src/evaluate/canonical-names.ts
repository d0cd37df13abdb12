import type { External } from "./values.ts";

/**
 * The one name under which the rest of the package knows something that several modules offer. Without an entry
 * a name stays as it was imported.
 */
const RENAMED: Record<string, string> = {
  "prefect.flows.flow": "prefect.flow",
  "prefect.main.flow": "prefect.flow",
  "prefect.flows.Flow": "prefect.Flow",
  "prefect.main.Flow": "prefect.Flow",
  "prefect.tasks.task": "prefect.task",
  "prefect.main.task": "prefect.task",
  "pydantic.main.BaseModel": "pydantic.BaseModel",
  "pydantic.main.create_model": "pydantic.create_model",
  "pydantic.fields.Field": "pydantic.Field",
  "pydantic.fields.PrivateAttr": "pydantic.PrivateAttr",
  "pydantic.root_model.RootModel": "pydantic.RootModel",
  "pydantic.config.ConfigDict": "pydantic.ConfigDict",
  "pydantic_settings.main.BaseSettings": "pydantic_settings.BaseSettings",
  "prefect.blocks.core.Block": "prefect.blocks.core.Block",
  "typing.Text": "builtins.str",
  // pydantic takes the one of typing_extensions in every Python, the one of typing only from 3.12 on.
  "typing_extensions.TypedDict": "typing_extensions.TypedDict",
  "types.NoneType": "builtins.NoneType",
  "types.UnionType": "types.UnionType",
  "contextlib.AbstractContextManager": "contextlib.AbstractContextManager",
};

/** Modules whose members are known under another module's name. */
const MOVED: Record<string, string> = {
  typing_extensions: "typing",
  "collections.abc": "collections.abc",
  "pydantic.types": "pydantic",
  "pydantic.networks": "pydantic",
  "pydantic.functional_validators": "pydantic",
  "pydantic.functional_serializers": "pydantic",
  "pydantic.color": "pydantic.color",
};

/** What `typing` only passes on from elsewhere, so that `typing.List[int]` and `list[int]` are one. */
const TYPING_ORIGINS: Record<string, string> = {
  List: "builtins.list",
  Dict: "builtins.dict",
  Set: "builtins.set",
  FrozenSet: "builtins.frozenset",
  Tuple: "builtins.tuple",
  Type: "builtins.type",
  Deque: "collections.deque",
  DefaultDict: "collections.defaultdict",
  OrderedDict: "collections.OrderedDict",
  Counter: "collections.Counter",
  ChainMap: "collections.ChainMap",
  Pattern: "re.Pattern",
  Match: "re.Match",
};

const ABSTRACT = new Set([
  ..."AbstractSet Collection Container Generator Hashable ItemsView Iterable Iterator KeysView Mapping".split(
    " ",
  ),
  ..."MappingView MutableMapping MutableSequence MutableSet Reversible Sequence Sized ValuesView".split(" "),
  ..."Awaitable Coroutine AsyncIterable AsyncIterator AsyncGenerator Callable ByteString".split(" "),
]);

function canonicalName(name: string): string {
  const direct = RENAMED[name];
  if (direct) return direct;
  const dot = name.lastIndexOf(".");
  if (dot === -1) return name;
  const module = MOVED[name.slice(0, dot)] ?? name.slice(0, dot);
  const member = name.slice(dot + 1);
  if (module !== "typing") return `${module}.${member}`;
  const origin = TYPING_ORIGINS[member];
  if (origin) return origin;
  if (member === "Text") return "builtins.str";
  if (member === "AbstractSet") return "collections.abc.Set";
  return ABSTRACT.has(member) ? `collections.abc.${member}` : `typing.${member}`;
}

/** Something of a package outside the repository, whatever name it was imported by. */
export function external(name: string): External {
  const canonical = canonicalName(name);
  const moved =
    canonical !== name && /^typing(_extensions)?\./.test(name) && !canonical.startsWith("typing.");
  return moved
    ? { kind: "external", name: canonical, shown: name.slice(name.lastIndexOf(".") + 1) }
    : { kind: "external", name: canonical };
}

/** Names that every Python module sees without an import, as far as they matter here. */
export const builtinNames: ReadonlySet<string> = new Set(
  (
    "int float str bytes bool complex object list dict set frozenset tuple type range slice len min max sum " +
    "sorted reversed abs round any all zip enumerate map filter print open property staticmethod classmethod " +
    "super isinstance issubclass callable getattr hasattr setattr bytearray memoryview repr ord chr hash id iter " +
    "next input format divmod pow vars dir hex bin oct eval exec compile __import__ globals locals " +
    "Exception BaseException ValueError TypeError KeyError RuntimeError ImportError ModuleNotFoundError " +
    "AttributeError NotImplementedError NotImplemented OSError IOError ArithmeticError ZeroDivisionError " +
    "IndexError LookupError StopIteration TimeoutError PermissionError FileNotFoundError ConnectionError " +
    "NameError Warning UserWarning DeprecationWarning AssertionError SystemExit KeyboardInterrupt"
  ).split(" "),
);
