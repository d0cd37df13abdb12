import { nextDates } from "#impact";

const datesOf = (spec: Parameters<typeof nextDates>[0], now: string) => nextDates(spec, new Date(now));

test("gives the next five dates with the zone and its offset at each", () => {
  const spec = { cron: "0 9 * * 1-5", timezone: "Europe/Berlin", day_or: true };
  expect(datesOf(spec, "2026-03-26T10:00:00Z")).toEqual({
    dates: [
      "2026-03-27T09:00:00+01:00",
      "2026-03-30T09:00:00+02:00",
      "2026-03-31T09:00:00+02:00",
      "2026-04-01T09:00:00+02:00",
      "2026-04-02T09:00:00+02:00",
    ],
    timeZone: "Europe/Berlin",
  });
});

test("the moment itself is a date, and no time zone is UTC", () => {
  const spec = { cron: "*/15 * * * *", timezone: null };
  const { dates, timeZone } = nextDates(spec, new Date("2026-01-01T00:00:00Z"), 2);
  expect(dates).toEqual(["2026-01-01T00:00:00+00:00", "2026-01-01T00:15:00+00:00"]);
  expect(timeZone).toBe("UTC");
  expect(nextDates(spec, new Date("2026-01-01T00:00:00.001Z"), 1).dates).toEqual([
    "2026-01-01T00:15:00+00:00",
  ]);
});

test("a cron date in the hour that is left out comes as much later", () => {
  const spec = { cron: "30 2 * * *", timezone: "America/New_York" };
  const { dates, datesOnPython313 } = nextDates(spec, new Date("2024-03-10T05:00:00Z"), 2);
  expect(dates).toEqual(["2024-03-10T03:30:00-04:00", "2024-03-11T02:30:00-04:00"]);
  expect(datesOnPython313).toBeUndefined();
  // Asked for within the hour behind the gap, too.
  const within = nextDates(spec, new Date("2024-03-10T07:10:00Z"), 1);
  expect(within.dates).toEqual(["2024-03-10T03:30:00-04:00"]);
});

test("a cron date in the hour that comes twice is the first", () => {
  const spec = { cron: "30 * * * *", timezone: "America/New_York" };
  const { dates } = nextDates(spec, new Date("2024-11-03T05:00:00Z"), 2);
  expect(dates).toEqual(["2024-11-03T01:30:00-04:00", "2024-11-03T02:30:00-05:00"]);
  expect(nextDates(spec, new Date("2024-11-03T06:00:00Z"), 1).dates).toEqual(["2024-11-03T02:30:00-05:00"]);
});

test("up to Prefect 3.8 it comes where the server's Python puts it", () => {
  const spec = { cron: "30 2 * * *", timezone: "America/New_York" };
  const { dates, datesOnPython313 } = nextDates(spec, new Date("2024-03-10T05:00:00Z"), 2, "3.8");
  expect(dates).toEqual(["2024-03-10T01:30:00-05:00", "2024-03-11T02:30:00-04:00"]);
  expect(datesOnPython313).toEqual(["2024-03-10T03:30:00-04:00", "2024-03-11T02:30:00-04:00"]);
});

test("an hourly interval keeps exact hours, but in the hour that comes twice on Python up to 3.12", () => {
  const spec = { interval: 3600, anchor_date: "2024-01-01T00:00:00Z", timezone: "America/New_York" };
  const { dates, datesOnPython313 } = nextDates(spec, new Date("2024-11-03T04:30:00Z"), 2);
  expect(dates).toEqual(["2024-11-03T01:00:00-04:00", "2024-11-03T02:00:00-05:00"]);
  expect(datesOnPython313).toEqual(["2024-11-03T01:00:00-04:00", "2024-11-03T01:00:00-05:00"]);
});

test("a daily interval keeps the clock's time", () => {
  const spec = { interval: 86_400, anchor_date: "2024-01-01T08:00:00-05:00", timezone: "America/New_York" };
  expect(nextDates(spec, new Date("2024-03-09T20:00:00Z"), 2).dates).toEqual([
    "2024-03-10T08:00:00-04:00",
    "2024-03-11T08:00:00-04:00",
  ]);
});

test("an interval without an anchor counts from the write", () => {
  const { dates, why } = nextDates({ interval: 600, anchor_date: null }, new Date("2026-01-01T00:00:07Z"), 2);
  expect(dates).toEqual(["2026-01-01T00:00:07+00:00", "2026-01-01T00:10:07+00:00"]);
  expect(why).toMatch(/no anchor date/);
});

test.each([
  ["0 6 L * *", ["2026-01-31", "2026-02-28", "2026-03-31"]],
  ["0 6 * * 2#3", ["2026-01-20", "2026-02-17", "2026-03-17"]],
  ["0 6 * * l5", ["2026-01-30", "2026-02-27", "2026-03-27"]],
  ["0 6 1 nov-feb *", ["2026-01-01", "2026-02-01", "2026-11-01"]],
  ["0 6 * * fri-sun/2", ["2026-01-02", "2026-01-04", "2026-01-09"]],
  ["0 6 1 * 1", ["2026-01-01", "2026-01-05", "2026-01-12"]],
  ["0 6 1 * * 30 2027", ["2027-01-01", "2027-02-01", "2027-03-01"]],
  ["0 6 ? * ?", ["2026-01-01", "2026-01-02", "2026-01-03"]],
  // From within February on, croniter passes over the 1st of March.
  ["0 6 1,31 2,3 *", ["2026-02-01", "2026-03-31", "2027-02-01"]],
])("cron %s", (cron, days) => {
  const { dates } = nextDates({ cron }, new Date("2026-01-01T00:00:00Z"), 3);
  expect(dates?.map((date) => date.slice(0, 10))).toEqual(days);
});

test("a day of the month and of the week fit together only where the schedule says so", () => {
  const spec = { cron: "0 6 13 * 5", day_or: false };
  const { dates } = nextDates(spec, new Date("2026-01-01T00:00:00Z"), 2);
  expect(dates).toEqual(["2026-02-13T06:00:00+00:00", "2026-03-13T06:00:00+00:00"]);
});

test.each([
  ["a date that never comes", { cron: "0 0 30 2 *" }, /are none left.*makes no run/],
  ["a last year", { cron: "0 0 1,2 7 * 0 2026" }, /only 2 left.*makes no run/],
  ["an UNTIL in UTC without a DTSTART", { rrule: "FREQ=DAILY;UNTIL=20270101T000000Z" }, /makes no run/],
  ["a rule that is over", { rrule: "DTSTART:20200101T000000\nRRULE:FREQ=DAILY;COUNT=3" }, /no more dates/],
])("%s: no dates, and why", (_, spec, why) => {
  const found = datesOf(spec, "2026-06-01T00:00:00Z");
  expect(found.dates).toEqual([]);
  expect(found.why).toMatch(why);
});

test("the last dates of a cron expression are told, with what will become of them", () => {
  const { dates, why, fails } = datesOf({ cron: "0 0 1 1-4 * 0 2027" }, "2026-06-01T00:00:00Z");
  expect([dates?.length, fails]).toEqual([4, undefined]);
  expect(why).toMatch(/fails over its last dates/);
  expect(datesOf({ cron: "0 0 1 1 * 0 2027" }, "2026-06-01T00:00:00Z").dates?.length).toBe(1);
  expect(datesOf({ cron: "0 0 1 1 * 0 2027" }, "2026-12-01T00:00:00Z")).toMatchObject({
    dates: [],
    fails: true,
  });
});

test.each([
  ["a random field", { cron: "r(0-30) * * * *" }, /at random/],
  ["what Prefect refuses", { cron: "61 * * * *" }, /refuses.*out of range/],
  ["a zone that isn't known", { cron: "0 0 * * *", timezone: "Factory" }, /no time zone Factory/],
  ["a rule of Easter", { rrule: "FREQ=YEARLY;BYEASTER=0" }, /not reckoned with/],
  ["seven minutes at given hours", { rrule: "FREQ=MINUTELY;INTERVAL=7;BYHOUR=9" }, /not reckoned with/],
])("%s: not computed, and why", (_, spec, why) => {
  const found = datesOf(spec, "2026-06-01T00:00:00Z");
  expect(found.dates).toBeNull();
  expect(found.why).toMatch(why);
});

test("a recurrence rule goes by the schedule's clock, whatever its dates name", () => {
  const rrule =
    "DTSTART:20250101T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20261231T000000Z\nEXDATE:20260327T090000Z";
  expect(nextDates({ rrule, timezone: "Europe/Berlin" }, new Date("2026-03-21T00:00:00Z"), 2).dates).toEqual([
    "2026-04-03T09:00:00+02:00",
    "2026-04-10T09:00:00+02:00",
  ]);
});

test.each([
  "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=MINUTELY;INTERVAL=1440;BYHOUR=5",
  "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=WEEKLY;BYSETPOS=2",
  "FREQ=SECONDLY;COUNT=999999",
  "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMONTHDAY=1,2,3,4,5,6,7,8,9;BYMONTH=2;BYSETPOS=300",
])("a rule that never or hardly comes to a date ends soon: %s", (rrule) => {
  const start = performance.now();
  const { dates } = datesOf({ rrule: `DTSTART:20200101T000000\n${rrule}` }, "2026-06-01T00:00:00Z");
  expect(dates ?? []).toEqual([]);
  expect(performance.now() - start).toBeLessThan(3000);
});
