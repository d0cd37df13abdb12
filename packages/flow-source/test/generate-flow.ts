import type { Random } from "./random.ts";

/** A type that a generated module can use, and defaults that suit it. */
interface Type {
  text: string;
  defaults: string[];
}

const header = `
import collections, datetime, decimal, enum, pathlib, typing, uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, auto
from pathlib import Path
from typing import Annotated, Any, Dict, FrozenSet, Generic, List, Literal, NamedTuple, NewType, Optional
from typing import Sequence, Set, Tuple, Type, TypeVar, Union
from uuid import UUID
import prefect
import pydantic
from annotated_types import Ge, Len, Lt
from prefect import flow, task
from prefect.types import NonNegativeInteger, PositiveInteger
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, SecretStr, StringConstraints, conint, constr
from pydantic import field_validator
from pydantic.dataclasses import dataclass as pydantic_dataclass
from typing_extensions import NotRequired, TypedDict
`.trim();

const leaves: Type[] = [
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

/** The source of one module with a flow `f`, made of a seed's choices. */
export function generateFlow(random: Random): string {
  const types: Type[] = [...leaves];
  const future = random.chance(0.3);
  const blocks: string[] = [];
  const later: string[] = [];
  const count = random.below(5);
  for (let index = 0; index < count; index++) {
    const definition = defineType(random, types, index);
    blocks.push(definition.source);
    types.push(definition.type, definition.type, definition.type);
  }
  if (random.chance(0.3)) {
    later.push(`class Later(BaseModel):\n    value: int = 0\n    next: Optional["Later"] = None`);
    const quote = future && random.chance(0.7) ? "" : '"';
    types.push({ text: `${quote}Later${quote}`, defaults: ["None"] });
  }
  return [
    future ? "from __future__ import annotations" : "",
    header,
    'LIMIT = 10\nRATE = 0.5\nNAME = "orders"\nNAMES = ["a", NAME]\nTABLE = {"k": [LIMIT], NAME: None}',
    ...blocks,
    flowSource(random, types),
    ...later,
  ]
    .filter((part) => part !== "")
    .join("\n\n\n")
    .concat("\n");
}

function type(random: Random, types: readonly Type[], depth = 0): Type {
  if (depth > 2 || random.chance(0.5)) return random.pick(types);
  const inner = () => type(random, types, depth + 1);
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

function defineType(random: Random, types: readonly Type[], index: number): { source: string; type: Type } {
  const name = `${random.pick(["Order", "Region", "Setting", "Source", "Mode"])}${index}`;
  const doc = random.chance(0.3) ? `    """${name} doc.\n\n    More of it.\n    """\n` : "";
  const fields = (separator: string, required: boolean) => {
    let optional = false;
    return random
      .some(1 + random.below(4), (position) => {
        const chosen = importable(type(random, types, 1));
        optional ||= !required && random.chance(0.4);
        const default_ = random.pick(chosen.defaults.filter((one) => one !== "..." && one !== "LIMIT > 3"));
        const mutable = /^[[{]|^(list|dict|set)\(|^NAMES|^TABLE/.test(default_ ?? "");
        const value = optional
          ? ` = ${separator === "dataclass" && mutable ? "None" : (default_ ?? "None")}`
          : "";
        return `    ${random.pick(["id", "name_of_it", "value", "URL", "maxSize"])}_${position}: ${chosen.text}${value}`;
      })
      .join("\n");
  };
  switch (random.below(9)) {
    case 0:
      return {
        source: `class ${name}(Enum):\n${doc}    A = "a"\n    B = ${random.pick(['"b"', "2", "(1, 2)", "None"])}`,
        type: { text: name, defaults: [`${name}.A`, `${name}("a")`, `${name}["B"]`] },
      };
    case 1:
      return {
        source: `class ${name}(${random.pick(["str, Enum", "IntEnum"])}):\n${doc}    A = 1\n    B = 2\n    ALSO_A = 1`,
        type: { text: name, defaults: [`${name}.A`, `${name}.ALSO_A`] },
      };
    case 2:
    case 3:
      return {
        source: modelSource(random, name, doc, fields("model", false)),
        type: { text: name, defaults: ["None"] },
      };
    case 4:
      return {
        source: `class ${name}(BaseModel):\n${doc}    amount: int = 3\n    label: str = NAME\n    inner: list[str] = Field(default_factory=list)`,
        type: { text: name, defaults: [`${name}()`, `${name}(amount=4, label="x")`, `${name}(inner=["q"])`] },
      };
    case 5:
      return {
        source: `@${random.pick(["dataclass", "dataclass(frozen=True)", "pydantic_dataclass"])}\nclass ${name}:\n${doc}${fields("dataclass", false)}`,
        type: { text: name, defaults: ["None"] },
      };
    case 6:
      return {
        source: `class ${name}(TypedDict${random.pick(["", ", total=False"])}):\n${doc}${fields("", true)}\n    extra: NotRequired[int]`,
        type: { text: name, defaults: ["{}", "None"] },
      };
    case 7:
      return {
        source: `class ${name}(NamedTuple):\n${doc}    x: int\n    y_of: ${importable(type(random, types, 1)).text}\n    z: str = "z"`,
        type: { text: name, defaults: ["None"] },
      };
    default: {
      const base = type(random, types, 1);
      if (random.chance(0.5))
        return { source: `${name} = NewType("${name}", int)`, type: { text: name, defaults: ["1"] } };
      return {
        source: `${name} = ${base.text}`,
        type: { text: base.text.startsWith('"') ? base.text : name, defaults: base.defaults },
      };
    }
  }
}

function modelSource(random: Random, name: string, doc: string, fields: string): string {
  const config = random.pick([
    "",
    "",
    '    model_config = ConfigDict(extra="forbid", title="Own title")\n',
    '    model_config = {"extra": "allow"}\n',
    '    model_config = ConfigDict(json_schema_extra={"examples": [{"a": 1}]})\n',
    "    model_config = ConfigDict(alias_generator=pydantic.alias_generators.to_camel)\n",
  ]);
  const extra = random.pick([
    "",
    '\n    described: int = Field(default=3, description="About", title="Titled", alias="Other", ge=1)',
    "\n    made: list[int] = Field(default_factory=list, max_length=3)",
    '\n    kind: typing.ClassVar[str] = "k"\n    _hidden: int = 1',
    "\n    checked: int = 1\n\n    @field_validator('checked')\n    def check(cls, value):\n        return value",
  ]);
  return `class ${name}(BaseModel):\n${doc}${config.replace("{name}", name)}    model_id: int = 0\n${fields}${extra}`;
}

function flowSource(random: Random, types: readonly Type[]): string {
  const names = ["a", "order_id", "json", "since", "copy", "items", "Config", "x1"];
  let optional = false;
  let keywordOnly = false;
  const documented: string[] = [];
  const parameters = random.some(1 + random.below(6), (index) => {
    const name = names[index] ?? `p${index}`;
    if (random.chance(0.5))
      documented.push(`        ${name}${random.pick(["", " (int)", " (str, optional)"])}: About ${name}.`);
    const chosen = type(random, types);
    const prefix = !keywordOnly && index > 0 && random.chance(0.1) ? "*, " : "";
    keywordOnly ||= prefix !== "";
    optional = keywordOnly ? random.chance(0.5) : optional || random.chance(0.5);
    const annotation = random.chance(0.08) ? "" : `: ${whole(random, chosen.text)}`;
    const given = random.chance(0.07)
      ? random.pick(['Field(3, description="given", ge=1)', "Field(default_factory=list)", "Field(...)"])
      : random.pick(chosen.defaults);
    return `${prefix}${name}${annotation}${optional ? ` = ${given}` : ""}`;
  });
  const rest = random.chance(0.1) ? (keywordOnly ? ["**kwargs"] : ["*args: int", "**kwargs"]) : [];
  const doc =
    documented.length > 0
      ? `    """What it does.\n\n    Args:\n${documented.join("\n")}\n\n    Returns:\n        Nothing.\n    """\n`
      : random.pick(["", '    """One line."""\n']);
  const decorator = random.pick([
    "@flow",
    "@flow()",
    '@flow(name="Named flow", log_prints=True)',
    "@flow(retries=2)\n@task",
    '@prefect.flow(name=f"{NAME} flow", description="Given.")',
  ]);
  const async = random.chance(0.2) ? "async " : "";
  return `${decorator}\n${async}def f(${[...parameters, ...rest].join(", ")})${random.pick(["", " -> None", " -> dict[str, int]"])}:\n${doc}    return None`;
}

/**
 * A type without metadata and defaults that make the import fail: reading a flow doesn't look at definitions that
 * the flow doesn't use.
 */
function importable(chosen: Type): Type {
  const text = chosen.text.replace(
    /Field\(strict=True\)|Field\(ge=1, lt=5\)|Ge\(0\), Lt\(9\)/g,
    'Field(title="S")',
  );
  const defaults = chosen.defaults.filter((one) => !/^[A-Z][a-z]+\d\(/.test(one));
  return { text, defaults: defaults.length > 0 ? defaults : ["None"] };
}

/** Sometimes the whole annotation as a text. */
function whole(random: Random, text: string): string {
  return random.chance(0.1) && !text.includes('"') && !text.includes("'") ? `"${text}"` : text;
}
