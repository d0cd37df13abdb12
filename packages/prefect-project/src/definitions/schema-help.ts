import prefectYamlSchema from "../../../../schemas/prefect.schema.json" with { type: "json" };
import type { Path } from "../model/coerce.ts";
import { similarName } from "./similar-name.ts";

/** A part of a JSON Schema, as far as help is taken from it. */
interface Schema {
  $ref?: string;
  description?: string;
  properties?: { readonly [key: string]: Schema };
  items?: Schema;
  anyOf?: readonly Schema[];
}

const root = prefectYamlSchema as Schema;
const definitions = prefectYamlSchema.$defs as unknown as { readonly [name: string]: Schema };

/**
 * What the schema of prefect.yaml says that a value is for: the same words as an editor shows.
 *
 * @param path from the file's root, such as `["deployments", 0, "tags"]`
 */
export function describeField(path: Path): string | undefined {
  return schemasAt(path).find(({ description }) => description !== undefined)?.description;
}

/** The key that the schema has in place of one that it doesn't have, where it is a letter or two away. */
export function similarKey(path: Path): string | undefined {
  const known = schemasAt(path.slice(0, -1)).flatMap(({ properties }) => Object.keys(properties ?? {}));
  return similarName(String(path.at(-1)), known);
}

/** Every part of the schema that says something of a place, the nearest first. */
function schemasAt(path: Path): Schema[] {
  return path.reduce<Schema[]>(
    (schemas, part) =>
      schemas.flatMap(({ properties, items }) =>
        expand(typeof part === "number" ? items : properties?.[part]),
      ),
    expand(root),
  );
}

function expand(schema: Schema | undefined): Schema[] {
  if (!schema) return [];
  const target = schema.$ref?.startsWith(DEFINITION) && definitions[schema.$ref.slice(DEFINITION.length)];
  return [schema, ...expand(target || undefined), ...(schema.anyOf ?? []).flatMap(expand)];
}

const DEFINITION = "#/$defs/";
