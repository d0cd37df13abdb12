import { serverNames } from "../src/build/server-names.ts";

test("blocks and variables are found wherever they stand in a step", () => {
  expect(
    serverNames([
      {
        "prefect.deployments.steps.git_clone": {
          repository: "https://{{ prefect.variables.host }}/a.git",
          access_token: "{{ prefect.blocks.secret.token }}",
          credentials: { token: "{{ prefect.blocks.github-credentials.bot.token }}" },
        },
      },
      { run_shell_script: { script: "{{ $HOME }} {{ clone.directory }} {{ prefect.blocks.secret }}" } },
    ]),
  ).toEqual([
    { kind: "variable", name: "host" },
    { kind: "block", type: "secret", name: "token", keys: null },
    { kind: "block", type: "github-credentials", name: "bot", keys: "token" },
  ]);
});
