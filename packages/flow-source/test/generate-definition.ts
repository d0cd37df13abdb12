import { generateType, type Type } from "./generate-type.ts";
import type { Random } from "./random.ts";

/** Source of a class or alias of a generated module, and the type that it makes. */
export function generateDefinition(
  random: Random,
  types: readonly Type[],
  index: number,
): { source: string; type: Type } {
  const name = `${random.pick(["Order", "Region", "Setting", "Source", "Mode"])}${index}`;
  const doc = random.chance(0.3) ? `    """${name} doc.\n\n    More of it.\n    """\n` : "";
  const fields = (separator: string, required: boolean) => {
    let optional = false;
    return random
      .some(1 + random.below(4), (position) => {
        const chosen = importable(generateType(random, types, 1));
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
  switch (random.below(13)) {
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
        source: `class ${name}(NamedTuple):\n${doc}    x: int\n    y_of: ${importable(generateType(random, types, 1)).text}\n    z: str = "z"`,
        type: { text: name, defaults: ["None"] },
      };
    case 8:
      return {
        source: `T${index} = TypeVar("T${index}")\n\n\nclass ${name}(BaseModel, Generic[T${index}]):\n${doc}    item: T${index}\n    items: List[T${index}] = []\n    next: Optional["${name}[T${index}]"] = None`,
        type: {
          text: `${name}[${random.pick(["int", "str", "Optional[date]", "List[int]", "Dict[str, Any]"])}]`,
          defaults: ["None"],
        },
      };
    case 9: {
      const base = random.pick(["Base", "Titled", "Open"]);
      return {
        source: `class ${name}(${base}):\n${doc}${fields("model", false)}\n    base_id: ${random.pick(["int", "str", "Optional[int]"])} = None`,
        type: { text: name, defaults: ["None"] },
      };
    }
    case 10:
      return {
        source: `class ${name}(pydantic.RootModel[${importable(generateType(random, types, 1)).text}]):\n${doc}    pass`,
        type: { text: name, defaults: ["None"] },
      };
    case 11:
      return {
        source: `class ${name}A(BaseModel):\n    kind: Literal["a", "b"]\n\n\nclass ${name}B(BaseModel):\n    kind: Literal["c"] = "c"\n\n\n${name} = Annotated[Union[${name}A, ${name}B], Field(discriminator="kind")]`,
        type: { text: name, defaults: ["None"] },
      };
    default: {
      const base = generateType(random, types, 1);
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
