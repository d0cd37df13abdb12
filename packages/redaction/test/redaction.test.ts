import fc from "fast-check";
import { isSecretName, Redactor } from "../src/index.ts";

test("a secret goes whole, line by line, and the longest first", () => {
  const redactor = new Redactor();
  expect(redactor.add("first-line\n}\nsecond-line")).toEqual([
    "first-line\n}\nsecond-line",
    "first-line",
    "second-line",
  ]);
  redactor.add("first-li");
  expect(redactor.redact("first-line } second-line first-li")).toBe("*** } *** ***");
  expect(redactor.isIn("a second-line")).toBe(true);
  expect(redactor.isIn("}")).toBe(false);
});

test("a short text is no secret: it would blot out every plan; and a known one is not new", () => {
  const redactor = new Redactor();
  for (const text of ["", "          ", "prod", "1", "seven77"]) expect(redactor.add(text)).toEqual([]);
  expect(redactor.redact("prod-1")).toBe("prod-1");
  expect(redactor.add("eight888")).toEqual(["eight888"]);
  expect(redactor.add("eight888")).toEqual([]);
});

test("no text with a secret comes through", () => {
  const word = fc
    .string({ minLength: 8, maxLength: 16 })
    .filter((text) => text.trim() === text && text !== "***");
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), fc.string(), (secrets, around) => {
      const redactor = new Redactor();
      for (const secret of secrets) redactor.add(secret);
      const told = redactor.redact(`${around}${secrets.join(around)}${around}`);
      // What a mask and its neighbours make together was no secret that stood there.
      for (const secret of secrets)
        if (!secret.includes("*")) expect(told.split("***")).not.toContain(secret);
    }),
  );
});

test.each([
  [
    "DB_PWD",
    "DATABASE_CONNECTION_STRING",
    "WAREHOUSE_DSN",
    "api_token",
    "DB_PASSWORD",
    "AWS_SECRET_ACCESS_KEY",
  ],
  ["GITHUB_TOKEN", "apiKey", "private-key", "PGPASS", "client_secret", "passphrase"],
])("%s, %s, %s, %s, %s and %s are names of secrets", (...names) => {
  expect(names.filter((name) => !isSecretName(name))).toEqual([]);
});

test("names of harmless values are not", () => {
  const names = [
    "REGION",
    "PATH",
    "keys",
    "monkey",
    "table",
    "schedule",
    "path",
    "compass",
    "limit",
    "PATTERN",
  ];
  expect(names.filter(isSecretName)).toEqual([]);
});
