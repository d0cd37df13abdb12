import { flowOf, type HostileCase, lines } from "./hostile-case.ts";

const tooLarge = /not evaluated: too large \(m\.py:\d+\)/;
const doubling = (first: string, next: string) =>
  `A0 = ${first}\n${lines(40, (n, m) => `A${n} = ${next.replaceAll("@", `A${m}`)}`)}`;

/** Values that grow out of all proportion to their source. */
export const hostileValues: readonly HostileCase[] = [
  flowOf("text that doubles", doubling('"ab"', "@ + @"), "x: str = A40", tooLarge),
  {
    name: "text that doubles as the flow's name",
    files: {
      "m.py": `from prefect import flow\n${doubling('"ab"', "@ + @")}\n@flow(name=A40)\ndef f(): ...\n`,
    },
    entrypoint: "m.py:f",
    says: /^m\.py:44:1: The flow's name can't be told.*not evaluated: too large \(m\.py:\d+\)/,
  },
  flowOf("bytes that double", doubling('b"ab"', "@ + @"), "x: bytes = A40", tooLarge),
  flowOf("a list that doubles", doubling("[1]", "@ + @"), "x: list = A40", tooLarge),
  flowOf("a list of the list twice", doubling("[1]", "[@, @]"), "x: list = A40", tooLarge),
  flowOf("tuples that share", doubling("(1, 2)", "(@, @)"), "x: tuple = A40", tooLarge),
  flowOf("dictionaries that share", doubling('{"a": 1}', '{"a": @, "b": @}'), "x: dict = A40", tooLarge),
  flowOf(
    "dictionaries that unite",
    doubling('{"a": 1}', "@ | @"),
    "x: dict = A40",
    undefined,
    '"default":{"a":1}',
  ),
  flowOf(
    "dictionaries that unpack",
    doubling('{"a": 1}', "{**@, **@}"),
    "x: dict = A40",
    undefined,
    '"default":{"a":1}',
  ),
  flowOf("sets that unite", doubling("{1}", "@ | @"), "x: set = A40", undefined, '"default":[1]'),
  flowOf("a list that unpacks itself", doubling("[1]", "[*@, *@]"), "x: list = A40", tooLarge),
  flowOf("an f-string that doubles", doubling('"ab"', 'f"{@}{@}"'), "x: str = A40", tooLarge),
  flowOf(
    "text times 9999, often",
    `A0 = "x"\n${lines(9, (n, m) => `A${n} = A${m} * 9999`)}`,
    "x: str = A9",
    tooLarge,
  ),
  flowOf(
    "a list times 9999, often",
    `A0 = [0]\n${lines(9, (n, m) => `A${n} = A${m} * 9999`)}`,
    "x: list = A9",
    tooLarge,
  ),
  flowOf("text that replaces itself", doubling('"aa"', '@.replace("a", @)'), "x: str = A40", tooLarge),
  flowOf("text that joins itself", doubling('"aa"', "@.join([@, @, @])"), "x: str = A40", tooLarge),
  flowOf("text that formats itself", doubling('"aa"', '"{}{}".format(@, @)'), "x: str = A40", tooLarge),
  flowOf(
    "text by %s of itself",
    `A0 = "ab"\n${lines(40, (n, m) => `A${n} = "%s-" % (A${m} + A${m})`)}`,
    "x: str = A40",
    tooLarge,
  ),
  flowOf("a number that squares", doubling("10", "@ * @"), "x: int = A40", tooLarge),
  flowOf("a number to the power of itself", doubling("9", "@ ** 4096"), "x: int = A40", tooLarge),
  flowOf("a number shifted far", doubling("1", "@ << 4095"), "x: int = A40", tooLarge),
  flowOf(
    "a float out of range",
    "A = 1e308 * 10\nB = float(10 ** 400)",
    "x: float = A, y: float = B",
    /infinity|too large|isn't/,
  ),
  flowOf(
    "instances that share",
    `class M(BaseModel):\n  a: Any = None\n  b: Any = None\n${doubling("M()", "M(a=@, b=@)")}`,
    "x: M = A40",
    /too large|converted|lacks|code/,
  ),
  flowOf(
    "models whose defaults make the one before twice",
    `class M0(BaseModel):\n  a: int = 1\n${lines(40, (n, m) => `class M${n}(BaseModel):\n  a: M${m} = M${m}()\n  b: M${m} = M${m}()`)}`,
    "x: M40 = M40()",
    tooLarge,
  ),
  flowOf(
    "a set of thousands",
    `A = {${lines(5000, (n) => `${n},`)}}`,
    "x: set = A",
    undefined,
    '"default":[1,2,3,',
  ),
  flowOf(
    "a list of sixty thousand",
    `A = [${lines(60_000, (n) => `${n},`)}]`,
    "x: list = A",
    undefined,
    "59999,60000]",
  ),
  flowOf(
    "an enum of thousands",
    `import enum\nclass E(enum.Enum):\n${lines(3000, (n) => `  M${n} = "v${n}"`)}`,
    "x: E = E.M2999",
    undefined,
    '"default":"v2999"',
  ),
];
