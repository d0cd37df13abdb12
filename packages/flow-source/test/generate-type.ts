import type { Random } from "./random.ts";

/** A type that a generated module can use, and defaults that suit it. */
export interface Type {
  text: string;
  defaults: string[];
}

export const leaves: Type[] = [
  { text: "int", defaults: ["1", "-3", "1_000", "0x1F", "2 ** 10", "LIMIT", "None"] },
  { text: "float", defaults: ["1.5", "1", "-0.25", "1e-3", "RATE", "1 / 4"] },
  {
    text: "str",
    defaults: ['"a"', "'it''s'", 'f"{NAME}-x"', "NAME", '"é\\n\\t\\x41"', 'r"\\d+"', '"a" "b"'],
  },
  { text: "bool", defaults: ["True", "False", "not True", "LIMIT > 3"] },
  { text: "bytes", defaults: ['b"abc"', 'b"\\xc3\\xa9"'] },
  { text: "date", defaults: ["date(2024, 1, 31)", "None"] },
  {
    text: "datetime.datetime",
    defaults: [
      "datetime.datetime(2024, 1, 2, 3, 4, 5)",
      "datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)",
      "datetime.datetime(2024, 1, 2, 3, 4, 5, 600)",
    ],
  },
  { text: "datetime.time", defaults: ["datetime.time(6, 30)"] },
  {
    text: "timedelta",
    defaults: [
      "timedelta(days=1)",
      "timedelta(hours=1, minutes=90)",
      "timedelta(seconds=-1.5)",
      "timedelta(weeks=60)",
    ],
  },
  { text: "UUID", defaults: ['UUID("12345678-1234-5678-1234-567812345678")', "None"] },
  { text: "Path", defaults: ['Path("a/b")', 'Path("/data") / "x" / "y.csv"', 'pathlib.Path(".")'] },
  { text: "Decimal", defaults: ['Decimal("1.50")', "Decimal(3)", "decimal.Decimal('-2')"] },
  { text: "Any", defaults: ["None", "1", "'x'", "[1, {'a': (2,)}]", "object()", "int", "lambda: 1", "..."] },
  { text: "None", defaults: ["None"] },
  { text: "object", defaults: ["1"] },
  { text: "list", defaults: ["[]", "[1, 'a', None]", "list()"] },
  { text: "dict", defaults: ["{}", "{'a': 1, 2: 'b', None: 3}", "dict(a=1)", "TABLE"] },
  { text: "set", defaults: ["{3, 1, 2}", "set()"] },
  { text: "tuple", defaults: ["()", "(1, 'a')"] },
  { text: "typing.List", defaults: ["NAMES"] },
  { text: "Dict", defaults: ["{}"] },
  { text: "Callable", defaults: ["print", "None"] },
  { text: "Callable[[int], str]", defaults: ["str"] },
  { text: "type", defaults: ["int"] },
  { text: "Type[int]", defaults: ["int"] },
  { text: "PositiveInt", defaults: ["1"] },
  { text: "NonNegativeInteger", defaults: ["0"] },
  { text: "prefect.types.PositiveInteger", defaults: ["2"] },
  { text: "SecretStr", defaults: ['SecretStr("s")', "None"] },
  { text: "pydantic.HttpUrl", defaults: ['"https://example.org"'] },
  { text: "pydantic.UUID4", defaults: ["None"] },
  { text: "pydantic.Json", defaults: ["'[]'"] },
  { text: "pydantic.FilePath", defaults: ["Path('x')"] },
  { text: "conint(gt=1, le=9)", defaults: ["2"] },
  { text: 'constr(min_length=1, pattern="^a+$")', defaults: ['"a"'] },
  { text: "prefect.types.DateTime", defaults: ["None"] },
  { text: "collections.OrderedDict[str, int]", defaults: ["{}"] },
  { text: "collections.Counter", defaults: ["None"] },
  { text: "typing.Hashable", defaults: ["1"] },
  { text: 'Literal["a", "b"]', defaults: ['"a"', '"b"'] },
  { text: "Literal[1]", defaults: ["1"] },
  { text: 'Literal["x", 2, None, True]', defaults: ["2", "None"] },
];

/** A leaf, or something made of other types. */
export function generateType(random: Random, types: readonly Type[], depth = 0): Type {
  if (depth > 2 || random.chance(0.5)) return random.pick(types);
  const inner = () => generateType(random, types, depth + 1);
  const a = inner();
  const quoted = a.text.startsWith('"');
  switch (random.below(quoted ? 9 : 13)) {
    case 0:
      return { text: `Optional[${a.text}]`, defaults: ["None", ...a.defaults] };
    case 1:
      return { text: `Union[${a.text}, ${inner().text}, None]`, defaults: ["None"] };
    case 2:
      return { text: `List[${a.text}]`, defaults: ["[]", ...a.defaults.map((one) => `[${one}]`)] };
    case 3:
      return { text: `Dict[str, ${a.text}]`, defaults: ["{}", ...a.defaults.map((one) => `{"k": ${one}}`)] };
    case 4:
      return { text: `Tuple[${a.text}, ...]`, defaults: ["()", ...a.defaults.map((one) => `(${one},)`)] };
    case 5:
      return { text: `Tuple[${a.text}, ${inner().text}]`, defaults: ["None"] };
    case 6:
      return { text: `Sequence[${a.text}]`, defaults: ["()"] };
    case 7:
      return { text: `Mapping[str, ${a.text}]`, defaults: ["{}"] };
    case 8:
      return annotated(random, a);
    case 9:
      return { text: `list[${a.text}]`, defaults: ["[]", "NAMES"] };
    case 10:
      return { text: `dict[${random.pick(["str", "int", "UUID", "date"])}, ${a.text}]`, defaults: ["{}"] };
    case 11: {
      const other = random.pick(["int", "str", "float", "None", "bool"]);
      const united = /^(None|Callable\b.*|Any)$/.test(a.text) || other === a.text ? "date" : a.text;
      return { text: `${united} | ${other}`, defaults: ["None", "1"] };
    }
    default:
      return {
        text: `${random.pick(["set", "frozenset", "collections.deque", "Iterable"])}[${a.text}]`,
        defaults: ["None"],
      };
  }
}

function annotated(random: Random, inner: Type): Type {
  const metadata = random.pick([
    'Field(description="about it")',
    'Field(title="A Title", examples=[1, "x"])',
    "Field(ge=1, lt=5)",
    "Field(min_length=1, max_length=4)",
    "Ge(0), Lt(9)",
    "Len(1, 3)",
    '"just text"',
    'Field(json_schema_extra={"widget": "slider"})',
    "StringConstraints(min_length=2, strip_whitespace=True)",
    "pydantic.AfterValidator(lambda value: value)",
    "Field(deprecated=True)",
    'Field(pattern="^x")',
    "pydantic.BeforeValidator(str)",
    "Field(default=7)",
    "Field(strict=True)",
    "Field(multiple_of=2)",
  ]);
  return { text: `Annotated[${inner.text}, ${metadata}]`, defaults: inner.defaults };
}
