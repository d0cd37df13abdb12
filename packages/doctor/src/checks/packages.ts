import { defineCheck } from "../check.ts";

export const packages = defineCheck({
  name: "packages",
  looksAt: "Packages of GitHub's registry that images come from are connected with this repository.",
  needs: ["packages"],
  judge: ({ packages: all }) =>
    all
      .filter(
        ({ connected, repository }) =>
          connected !== undefined && connected?.toLowerCase() !== repository.toLowerCase(),
      )
      .map(({ name, connected, repository }) => ({
        code: "package-closed",
        level: "warning",
        message: `The package ghcr.io/${name} is connected with ${connected ?? "no repository"}, and not with ${repository}.`,
        why: "Unless its settings let the repository in (Manage Actions access), a push is refused.",
        command: `gh browse --repo ${connected ?? repository}`,
      })),
});
