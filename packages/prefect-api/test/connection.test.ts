import { FaultError } from "#diagnostics";
import { type ConnectionInputs, connectionFromInputs } from "../src/index.ts";

const CLOUD = "https://api.prefect.cloud/api/accounts/a/workspaces/w";
const SERVER = "https://prefect.acme.io/api";
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

test("inputs make the connection", () => {
  const cloud = connectionFromInputs({ apiUrl: CLOUD, apiKey: "pnu_1234567890" });
  expect(cloud).toMatchObject({
    apiUrl: CLOUD,
    kind: "cloud",
    headers: { authorization: "Bearer pnu_1234567890" },
  });
  const server = connectionFromInputs({ apiUrl: SERVER, authString: "admin:hunter22" });
  expect(server.headers).toEqual({ authorization: basic("admin:hunter22") });
});

test("each input falls back to Prefect's own variable", () => {
  const { apiUrl, headers } = connectionFromInputs(
    { apiUrl: "", apiKey: " ", authString: "", headers: {} },
    {
      PREFECT_API_URL: SERVER,
      PREFECT_API_AUTH_STRING: "admin:hunter22",
      PREFECT_CLIENT_CUSTOM_HEADERS: '{"CF-Access-Client-Id": "abc.access"}',
    },
  );
  expect(apiUrl).toBe(SERVER);
  expect(headers).toEqual({ authorization: basic("admin:hunter22"), "cf-access-client-id": "abc.access" });
  expect(connectionFromInputs({}, { PREFECT_API_URL: CLOUD, PREFECT_API_KEY: "pnu_1" }).headers).toEqual({
    authorization: "Bearer pnu_1",
  });
});

test("an input beats the variables, also the one of the other credential", () => {
  const env = { PREFECT_API_URL: SERVER, PREFECT_API_AUTH_STRING: "old:old", PREFECT_API_KEY: "old" };
  const key = connectionFromInputs({ apiUrl: "https://other.acme.io/api", apiKey: "pnu_1" }, env);
  expect(key).toMatchObject({
    apiUrl: "https://other.acme.io/api",
    headers: { authorization: "Bearer pnu_1" },
  });
});

test("a header Authorization of the user's beats a key, and an authorization string beats a key", () => {
  const headers = { Authorization: "Token proxy-token" };
  expect(connectionFromInputs({ apiUrl: SERVER, apiKey: "pnu_1", headers }).headers.authorization).toBe(
    "Token proxy-token",
  );
  expect(
    connectionFromInputs({ apiUrl: SERVER, apiKey: "pnu_1", authString: "a:b" }).headers.authorization,
  ).toBe(basic("a:b"));
});

test("every form of a credential is a secret; a short harmless header isn't", () => {
  const { secrets } = connectionFromInputs({
    apiUrl: SERVER,
    authString: "admin:hunter22",
    headers: { "X-Token": "Bearer proxy-token", "X-Debug": "true" },
  });
  expect(secrets).toEqual(
    expect.arrayContaining([
      "admin:hunter22",
      "hunter22",
      basic("admin:hunter22"),
      Buffer.from("admin:hunter22").toString("base64"),
      "proxy-token",
    ]),
  );
  expect(secrets).not.toContain("true");
});

test.each<[ConnectionInputs, Record<string, string>, RegExp]>([
  [{}, {}, /prefect-api-url.*PREFECT_API_URL/],
  [{ apiUrl: "nonsense" }, {}, /input prefect-api-url is not an address/],
  [{}, { PREFECT_API_URL: "nonsense" }, /variable PREFECT_API_URL is not an address/],
  [{ apiUrl: CLOUD }, {}, /needs an API key.*prefect-api-key.*PREFECT_API_KEY/],
  [{ apiUrl: CLOUD, authString: "a:b" }, {}, /needs an API key/],
  [{ apiUrl: CLOUD, apiKey: "pnu_12\nsecret-part" }, {}, /input prefect-api-key holds a character/],
  [{ apiUrl: SERVER, authString: "secret-part" }, {}, /input prefect-auth-string has no colon/],
  [{ apiUrl: SERVER, headers: { "X Y": "secret-part" } }, {}, /prefect-headers holds "X Y"/],
  [{ apiUrl: SERVER, headers: { "User-Agent": "secret-part" } }, {}, /prefect-headers sets User-Agent/],
  [{ apiUrl: SERVER, headers: { "X-Y": "secret-part\r\nX-Z: 1" } }, {}, /prefect-headers gives X-Y a value/],
  [
    { apiUrl: SERVER },
    { PREFECT_CLIENT_CUSTOM_HEADERS: "secret-part" },
    /PREFECT_CLIENT_CUSTOM_HEADERS is not a JSON/,
  ],
  [
    { apiUrl: SERVER },
    { PREFECT_CLIENT_CUSTOM_HEADERS: '{"a": 1}' },
    /PREFECT_CLIENT_CUSTOM_HEADERS is not a JSON/,
  ],
])("%j with %j is a fault that names its place and no secret", (inputs, env, message) => {
  expect(() => connectionFromInputs(inputs, env)).toThrow(FaultError);
  expect(() => connectionFromInputs(inputs, env)).toThrow(message);
  expect(() => connectionFromInputs(inputs, env)).not.toThrow(/secret-part/);
});

test("all faults are told at once", () => {
  const inputs = { apiUrl: SERVER, authString: "nocolon", headers: { "X Y": "1", Host: "2" } };
  try {
    connectionFromInputs(inputs);
    throw new Error("It was taken.");
  } catch (error) {
    expect((error as FaultError).faults).toHaveLength(3);
  }
});
