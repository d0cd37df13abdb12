import { flowOf, type HostileCase, lines } from "./hostile-case.ts";

const tooLarge = /not evaluated: too large \(m\.py:\d+\)/;
const tower = (first: string, next: string, count = 40) =>
  `U0 = ${first}\n${lines(count, (n, m) => `U${n} = ${next.replaceAll("@", `U${m}`)}`)}`;

/** Types and classes that grow out of all proportion to their source. */
export const hostileTypes: readonly HostileCase[] = [
  flowOf("a tower of unions", tower("int", "Union[@, List[@]]"), "x: U40", tooLarge),
  flowOf("a tower of unions by |", tower("int", "@ | list[@]"), "x: U40", tooLarge),
  flowOf("a tower of optional pairs", tower("int", "Optional[Tuple[@, @]]"), "x: U40", tooLarge),
  flowOf("a tower of dictionaries", tower("int", "dict[str, tuple[@, @]]"), "x: U40", tooLarge),
  flowOf("a tower of annotations", tower("int", "Annotated[tuple[@, @], 'x']"), "x: U40", tooLarge),
  flowOf("lists in lists in lists", tower("int", "list[@]", 600), "x: U600", tooLarge),
  flowOf("a list written 600 deep", "", `x: ${"list[".repeat(600)}int${"]".repeat(600)}`, tooLarge),
  flowOf(
    "a union of thousands",
    "",
    `x: ${lines(3000, (n) => `Literal[${n}]`).replaceAll("\n", " | ")}`,
    undefined,
    '{"const":3000,"type":"integer"}',
  ),
  flowOf(
    "a literal of thousands",
    "",
    `x: Literal[${lines(2000, (n) => `"v${n}"`).replaceAll("\n", ", ")}]`,
    undefined,
    '"v2000"',
  ),
  flowOf(
    "models that nest twice a level",
    `class M0(BaseModel):\n  a: int\n${lines(40, (n, m) => `class M${n}(BaseModel):\n  a: M${m}\n  b: M${m}`)}`,
    "x: M40",
    undefined,
    '"M40":{"type":"object"',
  ),
  flowOf(
    "models that nest twice a level in unions",
    `class M0(BaseModel):\n  a: int\n${lines(40, (n, m) => `class M${n}(BaseModel):\n  a: Union[M${m}, List[M${m}], None]\n  b: Dict[str, M${m}]`)}`,
    "x: M40",
    undefined,
    '"M40":{"type":"object"',
  ),
  flowOf(
    "a chain of models",
    `class M0(BaseModel):\n  a: int\n${lines(3000, (n, m) => `class M${n}(BaseModel):\n  a: M${m}`)}`,
    "x: M3000",
    tooLarge,
  ),
  flowOf(
    "a generic model of itself twice",
    `T = TypeVar("T")\nclass P(BaseModel, Generic[T]):\n  a: T\n  b: T\n${tower("int", "P[tuple[@, @]]")}`,
    "x: U40",
    tooLarge,
  ),
  flowOf(
    "a generic model that needs ever larger ones",
    `T = TypeVar("T")\nclass P(BaseModel, Generic[T]):\n  a: T\n  b: "Optional[P[List[T]]]" = None`,
    "x: P[int]",
    tooLarge,
  ),
  flowOf(
    "dataclasses that nest twice a level",
    `from dataclasses import dataclass\n@dataclass\nclass M0:\n  a: int\n${lines(40, (n, m) => `@dataclass\nclass M${n}:\n  a: M${m}\n  b: M${m}`)}`,
    "x: M40",
    undefined,
    '"M40":{"type":"object"',
  ),
  flowOf(
    "18 diamonds of classes",
    `class A0(BaseModel):\n  a: int\nclass B0(A0): ...\n${lines(18, (n, m) => `class A${n}(B${m}): ...\nclass C${n}(B${m}): ...\nclass B${n}(A${n}, C${n}):\n  b${n}: int`)}`,
    "x: B18",
    undefined,
    '"b18"',
  ),
  flowOf(
    "200 diamonds of classes",
    `class A0(BaseModel):\n  a: int\nclass B0(A0): ...\n${lines(200, (n, m) => `class A${n}(B${m}): ...\nclass C${n}(B${m}): ...\nclass B${n}(A${n}, C${n}):\n  b${n}: int`)}`,
    "x: B200",
    tooLarge,
  ),
  flowOf(
    "a chain of 3000 classes",
    `class C0(BaseModel):\n  a: int\n${lines(3000, (n, m) => `class C${n}(C${m}): ...`)}`,
    "x: C3000",
    tooLarge,
  ),
  flowOf("a class of itself", "class A(A): ...", "x: A", /./),
  flowOf(
    "classes whose bases allow no order",
    "class A: ...\nclass B(A): ...\nclass C(A, B): ...",
    "x: C",
    /no order/,
  ),
  flowOf("a text that names itself", 'X = "X"', "x: X", undefined),
  flowOf("texts that name each other", 'X = "List[Y]"\nY = "List[X]"', "x: X", undefined),
  flowOf("an alias of itself", "type A = list[A]", "x: A", undefined, '"$ref":"#/definitions/A"'),
  flowOf("a new type of itself", 'N = NewType("N", "N")', "x: N", undefined),
  flowOf("a type variable bound to itself", 'T = TypeVar("T", bound="T")', "x: T", undefined),
  flowOf(
    "600 annotations in each other",
    "",
    `x: ${"Annotated[".repeat(600)}int${", 'a']".repeat(600)}`,
    tooLarge,
  ),
  flowOf(
    "a union of models that all differ",
    lines(300, (n) => `class M${n}(BaseModel):\n  f${n}: int`),
    `x: Union[${lines(300, (n) => `M${n}`).replaceAll("\n", ", ")}]`,
    undefined,
    '"M300"',
  ),
  flowOf(
    "hundreds of models of one name",
    lines(300, (n) => `class N${n}:\n  class M(BaseModel):\n    f${n}: int`),
    `x: Union[${lines(300, (n) => `N${n}.M`).replaceAll("\n", ", ")}]`,
    undefined,
    "m__N300__M",
  ),
];
