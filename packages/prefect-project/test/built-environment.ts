/** What a server and the environment hold for the deployments that tests build. */
export const ENVIRONMENT = {
  env: { NAME: "named" },
  workPools: [],
  variables: { region: "eu", list: [1, 2], nothing: null },
  blocks: [{ type: "secret", name: "token", data: { value: "s3cret" } }],
};
