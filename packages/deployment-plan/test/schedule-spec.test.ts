import { isStoredAs, titleOf, toStoredSpec } from "../src/schedule-spec.ts";

// What the server of Prefect 3.8.8 answers for what was sent.
test.each([
  [
    { cron: "0 5 * * *", timezone: null, day_or: true },
    { cron: "0 5 * * *", timezone: null, day_or: true },
    true,
  ],
  [{ cron: "0 5 * * *", timezone: null, day_or: true }, { cron: "0 5 * * *" }, true],
  [
    { cron: "0 5 * * *", timezone: "Europe/Berlin", day_or: true },
    { cron: "0 5 * * *", day_or: true },
    false,
  ],
  [{ cron: "0 5 * * *", timezone: null, day_or: false }, { cron: "0 5 * * *", day_or: true }, false],
  [
    { interval: 3600, anchor_date: null, timezone: null },
    { interval: 3600, anchor_date: "2026-11-21T11:29:20.798535Z", timezone: "UTC" },
    true,
  ],
  [
    { interval: 3600, anchor_date: "2024-01-01T00:00:00+02:00", timezone: "Europe/Berlin" },
    { interval: 3600, anchor_date: "2023-12-31T22:00:00Z", timezone: "Europe/Berlin" },
    true,
  ],
  [
    { interval: 3600, anchor_date: "2024-01-01 00:00:00", timezone: null },
    { interval: 3600, anchor_date: "2024-01-01T00:00:00Z", timezone: "UTC" },
    true,
  ],
  [
    { interval: 3600, anchor_date: "2024-01-02", timezone: null },
    { interval: 3600, anchor_date: "2024-01-01T00:00:00Z", timezone: "UTC" },
    false,
  ],
  [{ interval: 60, anchor_date: null, timezone: null }, { interval: 61, timezone: "UTC" }, false],
  [
    { rrule: "FREQ=DAILY", timezone: null },
    { rrule: "DTSTART:20200101T000000\nFREQ=DAILY", timezone: "UTC" },
    true,
  ],
  [
    { rrule: "FREQ=DAILY", timezone: null },
    { rrule: "DTSTART:20240601T000000\nFREQ=DAILY", timezone: "UTC" },
    false,
  ],
  [
    { rrule: "FREQ=MINUTELY;INTERVAL=7", timezone: null },
    { rrule: "DTSTART:20261121T112500\nFREQ=MINUTELY;INTERVAL=7", timezone: "UTC" },
    true,
  ],
  [
    { rrule: "FREQ=MINUTELY;INTERVAL=7", timezone: null },
    { rrule: "DTSTART:20261121T112600\nFREQ=MINUTELY;INTERVAL=7", timezone: "UTC" },
    false,
  ],
  [
    { rrule: "FREQ=MINUTELY;COUNT=7", timezone: null },
    { rrule: "DTSTART:20261121T112600\nFREQ=MINUTELY;COUNT=7", timezone: "UTC" },
    false,
  ],
  [
    { rrule: "DTSTART:20240101T000000\nFREQ=DAILY", timezone: "UTC" },
    { rrule: "DTSTART:20240101T000000\nFREQ=DAILY", timezone: null },
    true,
  ],
  [{ rrule: "FREQ=DAILY", timezone: null }, { cron: "0 5 * * *" }, false],
])("%j is stored as %j: %s", (desired, live, expected) => {
  expect(isStoredAs(desired, live)).toBe(expected);
});

test("an interval is sent with the anchor that it has, never with none in words", () => {
  const desired = { interval: 60, anchor_date: null, timezone: null };
  expect(toStoredSpec(desired, null)).toEqual({ interval: 60, timezone: "UTC" });
  expect(toStoredSpec(desired, { interval: 30, anchor_date: "2024-01-01T00:00:00Z" })).toEqual({
    interval: 60,
    anchor_date: "2024-01-01T00:00:00Z",
    timezone: "UTC",
  });
});

test.each([
  [{ cron: "0 5 * * *", timezone: null }, "cron 0 5 * * * (UTC)"],
  [
    { cron: "0 5 1 * 1", timezone: "Europe/Berlin", day_or: false },
    "cron 0 5 1 * 1 (Europe/Berlin) day_or: false",
  ],
  [{ interval: 900 }, "every 15 min (UTC)"],
  [{ interval: 86_400 }, "every 1 d (UTC)"],
  [{ interval: 90 }, "every 90 s (UTC)"],
  [{ rrule: "DTSTART:20200101T000000\nFREQ=DAILY", timezone: "UTC" }, "rrule FREQ=DAILY (UTC)"],
])("%j reads %s", (spec, title) => {
  expect(titleOf(spec)).toBe(title);
});
