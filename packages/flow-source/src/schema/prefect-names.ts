import type { Evaluation } from "../evaluate/evaluation.ts";
import { afterImport } from "../evaluate/scope.ts";
import type { Scope } from "../evaluate/values.ts";

/** The names that pydantic sees when it evaluates a text of one of Prefect's own annotations. */
export function prefectScope(evaluation: Evaluation): Scope {
  return afterImport(evaluation.modules.parseText("prefect/_internal/pydantic/v2_schema.py", prefectNames));
}

/** Module names of `prefect._internal.pydantic.v2_schema`, where Prefect makes its models. */
const prefectNames = `
import inspect
import typing
import typing as t
import pydantic
from pydantic import BaseModel as V2BaseModel
from pydantic import ConfigDict, PydanticUndefinedAnnotation, create_model
from pydantic.errors import PydanticUserError
from pydantic.fields import FieldInfo
from pydantic.type_adapter import TypeAdapter
from prefect._internal.pydantic.schemas import GenerateEmptySchemaForUserClasses
`;
