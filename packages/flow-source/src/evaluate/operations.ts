import type { Budget } from "./budget.ts";
import { truthOf } from "./comparison.ts";
import { textOf } from "./constants.ts";
import { lastOfEachKey, withoutDoubles } from "./doubles.ts";
import type { Evaluation } from "./evaluation.ts";
import { isWithin, mostBits } from "./size.ts";
import { reasonOf, text, unknown, type Value } from "./values.ts";

/** True for what can stand as a type: a class, a generic, a forward reference, `None`. */
function isType(value: Value): boolean {
  switch (value.kind) {
    case "none":
    case "external":
    case "class":
    case "generic":
    case "union":
    case "alias":
    case "str":
      return true;
    case "instance":
      return (
        value.of.kind === "external" &&
        /^(typing\.(NewType|TypeVar|ForwardRef|TypeAliasType)|pydantic\.con[a-z]+)$/.test(value.of.name)
      );
    default:
      return false;
  }
}

export function binaryOperation({ budget }: Evaluation, operator: string, left: Value, right: Value): Value {
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  if (operator === "|") return isWithin([left, right]) ? unionOf(left, right) : budget.tooLarge();
  const numeric = arithmetic(budget, operator, left, right);
  if (numeric) return numeric;
  if (operator === "+") {
    if (left.kind === "str" && right.kind === "str") return text(left.value + right.value);
    if (left.kind === "bytes" && right.kind === "bytes")
      return { kind: "bytes", value: left.value + right.value };
    if ((left.kind === "list" || left.kind === "tuple") && right.kind === left.kind) {
      // A copy costs little, but lists that grow line by line are copied often.
      if (!isWithin([left, right]) || !budget.spend(left.items.length / 20)) return budget.tooLarge();
      return { kind: left.kind, items: [...left.items, ...right.items] };
    }
  }
  if (operator === "*" && right.kind === "int" && right.value >= 0n && right.value < 10_000n) {
    const times = Number(right.value);
    if (!isWithin([left], times)) return budget.tooLarge();
    if (left.kind === "str") return text(left.value.repeat(times));
    if (left.kind === "list" || left.kind === "tuple") {
      return { kind: left.kind, items: Array.from({ length: times }, () => left.items).flat() };
    }
  }
  if (operator === "%" && left.kind === "str") {
    const shown = textOf(right);
    if (shown !== undefined && left.value.split("%s").length === 2 && !/%[^s]/.test(left.value)) {
      return text(left.value.replace("%s", () => shown));
    }
  }
  if (operator === "/" && left.kind === "instance" && left.of.kind === "external") {
    if (left.of.name.startsWith("pathlib.") && (right.kind === "str" || right.kind === "instance")) {
      return { ...left, args: [...left.args, right] };
    }
  }
  return unknown(`\`${operator}\` isn't evaluated here`);
}

function unionOf(left: Value, right: Value): Value {
  if (left.kind === "dict" && right.kind === "dict") {
    return { kind: "dict", entries: lastOfEachKey([...left.entries, ...right.entries]) };
  }
  if (left.kind === "set" && right.kind === "set")
    return { kind: "set", items: withoutDoubles([...left.items, ...right.items]) };
  if (left.kind === "int" && right.kind === "int") return { kind: "int", value: left.value | right.value };
  if (!isType(left) || !isType(right)) return unknown("`|` isn't evaluated here");
  // A text on one side alone isn't a type that Python could unite: `"Model" | None` raises a TypeError.
  if (left.kind === "str" && (right.kind === "none" || right.kind === "str" || isPlainClass(right))) {
    return { ...unknown('`"..." | ...` raises a TypeError'), typeError: true };
  }
  if (right.kind === "str" && (left.kind === "none" || isPlainClass(left))) {
    return { ...unknown('`... | "..."` raises a TypeError'), typeError: true };
  }
  const members = [left, right].flatMap((side) => (side.kind === "union" ? side.members : [side]));
  return { kind: "union", members };
}

function isPlainClass(value: Value): boolean {
  return value.kind === "class" || (value.kind === "external" && !value.name.startsWith("typing."));
}

function arithmetic(budget: Budget, operator: string, left: Value, right: Value): Value | undefined {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === "bigint" && typeof b === "bigint" && operator !== "/")
    return integers(budget, operator, a, b);
  const [x, y] = [Number(a), Number(b)];
  switch (operator) {
    case "+":
      return { kind: "float", value: x + y };
    case "-":
      return { kind: "float", value: x - y };
    case "*":
      return { kind: "float", value: x * y };
    case "/":
      return y === 0 ? unknown("it divides by zero") : { kind: "float", value: x / y };
    case "**":
      return { kind: "float", value: x ** y };
    default:
      return unknown(`\`${operator}\` isn't evaluated here`);
  }
}

function integers(budget: Budget, operator: string, a: bigint, b: bigint): Value {
  if (operator === "**" && bitsOf(a) * Number(b) > mostBits) return budget.tooLarge();
  if (operator === "<<" && b > BigInt(mostBits)) return budget.tooLarge();
  const value = integerResult(operator, a, b);
  if (typeof value === "number") return { kind: "float", value };
  return value === undefined ? unknown(`\`${operator}\` isn't evaluated here`) : { kind: "int", value };
}

function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}

function integerResult(operator: string, a: bigint, b: bigint): bigint | number | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "//":
      if (b === 0n) return undefined;
      return a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b;
    case "%":
      return b === 0n ? undefined : ((a % b) + b) % b;
    case "**":
      if (b < 0n) return Number(a) ** Number(b);
      return a ** b;
    case "<<":
      return b >= 0n ? a << b : undefined;
    case ">>":
      return b >= 0n && b < 4096n ? a >> b : undefined;
    case "&":
      return a & b;
    case "^":
      return a ^ b;
    default:
      return undefined;
  }
}

/** Numbers and booleans as Python counts with them. */
export function asNumber(value: Value): bigint | number | undefined {
  if (value.kind === "int" || value.kind === "float") return value.value;
  return value.kind === "bool" ? BigInt(value.value) : undefined;
}

export function unaryOperation(operator: string, operand: Value): Value {
  if (operator === "not") {
    const truth = truthOf(operand);
    return truth === undefined
      ? unknown(reasonOf(operand, "a condition isn't known"))
      : { kind: "bool", value: !truth };
  }
  const number = asNumber(operand);
  if (number === undefined) return unknown(reasonOf(operand, `\`${operator}\` isn't evaluated here`));
  if (typeof number === "number") {
    if (operator === "-") return { kind: "float", value: -number };
    return operator === "+" ? { kind: "float", value: number } : unknown("`~` of a float raises a TypeError");
  }
  if (operator === "-") return { kind: "int", value: -number };
  return { kind: "int", value: operator === "~" ? ~number : number };
}
