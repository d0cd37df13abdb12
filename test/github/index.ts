export { example } from "./api-description.ts";
export { type Attestation, AttestationsStandIn } from "./attestations.ts";
export type { Failure, FailureTarget } from "./failures.ts";
export type { ApiAnswer, ApiRequest, Handler, Handlers } from "./handler.ts";
export { notFound, ok, page, unprocessable } from "./handler.ts";
export type { Comment, ContainerPackage, PullRequest, Release, Repository } from "./repository.ts";
export { type Call, GitHubStandIn, type GitHubStandInOptions } from "./server.ts";
export { type RepositorySettings, repositorySettings } from "./settings.ts";
