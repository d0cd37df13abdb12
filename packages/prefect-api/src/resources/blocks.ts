import type { Reporter } from "#diagnostics";
import { isNumber, type Json } from "#json";
import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import type { BlockDocument } from "../types.ts";

/** Blocks: named values of a type, some of them secret. */
export class Blocks {
  private readonly http: Http;
  private readonly reporter: Reporter;

  constructor(http: Http, reporter: Reporter) {
    this.http = http;
    this.reporter = reporter;
  }

  /**
   * A block with its secrets in clear, as the templates `{{ prefect.blocks.<type>.<name>... }}` need it. Every
   * secret in it is handed to the reporter before this returns.
   *
   * @param typeSlug the block type's slug, such as `secret` or `github-credentials`
   */
  async find(typeSlug: string, name: string): Promise<BlockDocument | undefined> {
    const answer = await this.http.find(
      "/block_types/slug/{slug}/block_documents/name/{block_document_name}",
      checks.block,
      { path: { slug: typeSlug, block_document_name: name }, query: { include_secrets: "true" } },
    );
    return answer && this.withSecretsTold(answer);
  }

  /** As {@link find}, by id: what a definition's `$ref: {block_document_id: ...}` names. */
  async read(id: string): Promise<BlockDocument | undefined> {
    const answer = await this.http.find("/block_documents/{id}", checks.block, {
      path: { id },
      query: { include_secrets: "true" },
    });
    return answer && this.withSecretsTold(answer);
  }

  private withSecretsTold({ block_schema, ...block }: checks.AnsweredBlock): BlockDocument {
    const secretFields = textsOf(block_schema?.fields.secret_fields);
    for (const field of secretFields) {
      for (const secret of valuesAt(block.data, field.split("."))) this.reporter.secret(secret);
    }
    return { ...block, secretFields };
  }
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The texts at a dotted path, all below a `*` included (`prefect.blocks.core.Block` writes such paths). */
function valuesAt(value: Json | undefined, path: readonly string[]): string[] {
  const [head, ...rest] = path;
  if (typeof value === "string") return value ? [value] : [];
  if (isNumber(value)) return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  if (head === undefined || head === "*") return Object.values(value).flatMap((item) => valuesAt(item, rest));
  return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, path)) : valuesAt(value[head], rest);
}
