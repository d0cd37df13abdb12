import { generateDefinition } from "./generate-definition.ts";
import { generateType, leaves, type Type } from "./generate-type.ts";
import type { Random } from "./random.ts";

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

const docs = [
  "About it.",
  "One line\n            and more",
  "With: colons: inside",
  "'quoted' (and) [more]",
  "x\n\n            After a blank",
];

const bases = `
class Base(BaseModel):
    """Of all."""

    base_id: int
    created: Optional[date] = Field(None, description="When", alias="createdAt")


class Titled(Base):
    model_config = ConfigDict(title="Has a title")

    size: typing.Final[int] = 3
    area: "Area" = Field(default_factory=lambda: Area())


class Open(Titled, extra="allow"):
    base_id: float = 0.5


class Area(BaseModel):
    width: float = 1
    nested: List["Area"] = []
`.trim();

/** The source of one module with a flow `f`, made of a seed's choices. */
export function generateFlow(random: Random): string {
  const types: Type[] = [...leaves];
  const future = random.chance(0.3);
  const blocks: string[] = [];
  const later: string[] = [];
  const count = random.below(5);
  for (let index = 0; index < count; index++) {
    const definition = generateDefinition(random, types, index);
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
    bases,
    ...blocks,
    flowSource(random, types),
    ...later,
  ]
    .filter((part) => part !== "")
    .join("\n\n\n")
    .concat("\n");
}

function flowSource(random: Random, types: readonly Type[]): string {
  const names = ["a", "order_id", "json", "since", "copy", "items", "Config", "x1"];
  let optional = false;
  let keywordOnly = false;
  const documented: string[] = [];
  const parameters = random.some(1 + random.below(6), (index) => {
    const name = names[index] ?? `p${index}`;
    if (random.chance(0.5))
      documented.push(
        `        ${name}${random.pick(["", " (int)", " (str, optional)"])}: ${random.pick(docs)}`,
      );
    const chosen = generateType(random, types);
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
 * Sometimes the whole annotation as a text. Not one that can't be built: a text inside a text (under the future
 * import) has no schema, but stops the import where Prefect checks calls.
 */
function whole(random: Random, text: string): string {
  return random.chance(0.1) && !/["']|strict=True/.test(text) ? `"${text}"` : text;
}
