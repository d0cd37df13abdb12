import { answerFault, serverDetail } from "../src/api-error.ts";
import { NotJson } from "../src/exchange.ts";
import { connectionFromInputs } from "../src/index.ts";

const connection = connectionFromInputs({
  apiUrl: "https://prefect.acme.io/api",
  authString: "admin:hunter22",
});
const request = { method: "POST", path: "/deployments/" } as const;
const fault = (status: number, body: unknown, location?: string) =>
  answerFault(connection, request, { status, body, location });

test("of a failed validation only place and message are told: the server repeats all that was sent", () => {
  const body = {
    exception_message: "Invalid request received.",
    exception_detail: [
      { loc: ["body", "schedules", 0, "schedule"], msg: "Invalid cron.", input: { token: "s3cret" } },
      { loc: ["body"], msg: "Field required", input: null },
    ],
    request_body: { token: "s3cret" },
  };
  expect(serverDetail(body)).toBe("schedules.0.schedule: Invalid cron.; Field required");
  expect(fault(422, body).message).toContain("schedules.0.schedule: Invalid cron.");
  expect(fault(422, body).message).not.toContain("s3cret");
});

test.each([
  [{ detail: "Work pool not found." }, "Work pool not found."],
  [{ detail: ["Error updating deployment", "again"] }, "Error updating deployment; again"],
  [{ exception_message: "Unauthorized" }, "Unauthorized"],
  [undefined, ""],
  ["text", ""],
])("the server's word in %j is %j", (body, detail) => {
  expect(serverDetail(body)).toBe(detail);
});

test.each([
  "Error creating deployment: Validation failed for field 'api_token'. Failure reason: 's3cret' is not of type 'integer'",
  "Error creating deployment: <ValidationError: \"'s3cret' is not of type 'integer'\">",
  [
    {
      loc: ["body"],
      msg: "Value error, Validation failed for field 'a'. Failure reason: 's3cret' is too long",
    },
  ],
])("a value that doesn't fit a schema is not repeated: %j", (detail) => {
  const told = fault(422, { detail }).message;
  expect(told).not.toContain("s3cret");
  expect(told).toMatch(/Validation failed for field 'a(pi_token)?'\.|the values don't fit the schema\./);
});

test("each kind of answer says what to do", () => {
  expect(fault(302, undefined, "https://login.acme.io/oauth2/auth?token=s3cret").message).toMatch(
    /redirects to https:\/\/login\.acme\.io\/oauth2\/auth instead.*A login stands before/,
  );
  expect(fault(307, undefined, "https://new.acme.io/api/deployments/").message).toMatch(
    /redirects to https:\/\/new\.acme\.io\/api instead.*Give the address/,
  );
  expect(fault(401, { exception_message: "Unauthorized" }).message).toMatch(
    /does not take the credentials.*prefect-auth-string/,
  );
  expect(fault(403, { detail: "Forbidden" }).message).toMatch(/don't allow POST \/deployments\//);
  expect(fault(200, new NotJson()).message).toMatch(/web page.*address of the API/);
  expect(fault(502, new NotJson()).message).toMatch(/server failed.*502/);
  expect(fault(404, { detail: "Not Found" }).message).toMatch(/does not know.*server versions/);
  expect(fault(404, { detail: 'Work pool "x" not found.' }).message).toMatch(/Work pool "x" not found/);
});

test("no answer brings a secret into an error", () => {
  const echo = { detail: `Authorization ${connection.headers.authorization} of admin:hunter22 is wrong` };
  for (const status of [400, 401, 403, 422, 500])
    expect(fault(status, echo).message).not.toMatch(/hunter22|YWRtaW4/);
  expect(fault(401, echo).status).toBe(401);
});
