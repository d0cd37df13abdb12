import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type GraphQLSchema, graphqlSync } from "graphql";
import { projectRoot } from "#services";

let schema: GraphQLSchema | undefined;

/** What GitHub's GraphQL API answers of who a token is; queries are held to its published schema. */
export function answerGraphql(body: unknown, login: string): { answer: unknown; errors: string[] } {
  const { query, variables } = (body ?? {}) as { query?: string; variables?: Record<string, unknown> };
  if (query === undefined) return { answer: undefined, errors: ["no query"] };
  const file = join(projectRoot, "node_modules/@octokit/graphql-schema/schema.graphql");
  schema ??= buildSchema(readFileSync(file, "utf8"), { assumeValid: true });
  const answer = graphqlSync({
    schema,
    source: query,
    rootValue: { viewer: { login } },
    ...(variables === undefined ? {} : { variableValues: variables }),
  });
  return { answer, errors: (answer.errors ?? []).map(({ message }) => message) };
}
